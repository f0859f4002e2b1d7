#!/bin/sh
# Write requirements-dev.lock: the exact versions of a fresh environment, without any registry.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sh tools/make_venv.sh "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
{
    echo "# Versions the tests were last run with; made by 'make lock'."
    "$folder/venv/bin/python" -m pip freeze --exclude pip
} > requirements-dev.lock.new
mv requirements-dev.lock.new requirements-dev.lock
