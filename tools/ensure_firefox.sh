#!/bin/sh
# Firefox for the one test in it: one that is here, else Debian's as root. Without it that test is skipped and says so.
set -eu
here() { command -v firefox-esr >/dev/null 2>&1 || command -v firefox >/dev/null 2>&1; }

here && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "No Firefox found; installing one." >&2
    apt-get update -qq >&2 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends firefox-esr >&2 || true
fi
here || echo "No Firefox: the test in it will be skipped." >&2
