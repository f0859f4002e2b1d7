#!/bin/sh
# Make a virtual environment: sh tools/make_venv.sh FOLDER
# With $PYTHON if it is set, else with the first Python of PATH that is new enough.
set -eu
folder=$1
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

python=
for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if "$name" -c "$new_enough" >/dev/null 2>&1; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is needed; '${PYTHON:-python3}' is older or missing." >&2
    echo "Install one from python.org or your package manager, or name it: make PYTHON=/path/to/python app" >&2
    exit 1
fi

# Debian and Ubuntu keep venv in a package of its own.
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 &&
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv || true
fi
rm -rf "$folder"
if ! "$python" -m venv "$folder"; then
    rm -rf "$folder"
    exit 1
fi
