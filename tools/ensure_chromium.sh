#!/bin/sh
# Chromium for the browser tests: on PATH, else Playwright's own, else Debian's as root.
set -eu
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if .venv/bin/python -m tools.find_chromium >/dev/null 2>&1; then exit 0; fi
if .venv/bin/python -m playwright install chromium; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium && exit 0
fi
echo "No Chromium: install one (chromium or google-chrome on PATH), or run 'playwright install chromium'." >&2
exit 1
