#!/bin/sh
# Lay out a Hugging Face Space in a new folder: sh tools/huggingface_space.sh FOLDER
# What git tracks of the app, the Dockerfile, and the Space's own README with its metadata. The
# pictures of the documentation stay behind: Spaces take binary files only through Git LFS.
set -eu
folder=${1:?"Name a new folder: sh tools/huggingface_space.sh FOLDER"}
cd "$(dirname "$0")/.."
[ ! -e "$folder" ] || { echo "$folder is there already; name a new folder." >&2; exit 1; }
mkdir -p "$folder"
git ls-files Dockerfile .dockerignore LICENSE requirements.txt requirements-dev.lock app.py \
    .streamlit backprop pages deploy/health.py | tar cf - -T - | tar xf - -C "$folder"
cp deploy/huggingface/README.md "$folder/README.md"
echo "$folder is a Space: docs/DEPLOY.md says how to push it."
