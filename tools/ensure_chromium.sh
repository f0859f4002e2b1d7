#!/bin/sh
# Chromium for the browser tests: one that is here, else Playwright's own, else Debian's as root.
set -eu
here() { .venv/bin/python -m tools.find_chromium >/dev/null 2>&1; }

here && exit 0
echo "No Chromium found; installing one." >&2
.venv/bin/python -m playwright install chromium >&2 || true
here && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq >&2 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >&2 || true
    here && exit 0
fi
echo "No Chromium: put chromium or google-chrome on PATH, or run '.venv/bin/playwright install --with-deps chromium'." >&2
exit 1
