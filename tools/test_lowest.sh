#!/bin/sh
# Unit and AppTest suites with the lowest versions that requirements.txt allows.
set -eu
sed -n 's/>=/==/p' requirements.txt > .venv-lowest.txt
trap 'rm -f .venv-lowest.txt' EXIT
"${PYTHON:-python3}" -m venv .venv-lowest
.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check -r .venv-lowest.txt \
    pytest pytest-timeout pytest-xdist hypothesis autograd playwright
.venv-lowest/bin/pytest -n 2 --ignore tests/browser
