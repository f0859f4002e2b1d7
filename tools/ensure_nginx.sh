#!/bin/sh
# nginx for the test behind a reverse proxy: one that is here, else Debian's as root. Without it that
# test is skipped and says so.
set -eu
here() { PATH="$PATH:/usr/sbin" command -v nginx >/dev/null 2>&1; }

here && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "No nginx found; installing one." >&2
    # The package would start a server of its own on port 80: this says no to that.
    rule=/usr/sbin/policy-rc.d
    [ -e "$rule" ] || { printf '#!/bin/sh\nexit 101\n' >"$rule"; chmod +x "$rule"; trap 'rm -f "$rule"' EXIT; }
    apt-get update -qq >&2 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx >&2 || true
fi
here || echo "No nginx: the test behind a reverse proxy will be skipped." >&2
