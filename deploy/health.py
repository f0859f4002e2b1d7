"""The container's health check: status 0 when the app answers, else 1 and a sentence why not.

Looks where the app was told to listen: PORT and STREAMLIT_SERVER_BASE_URL_PATH.
"""

from __future__ import annotations

import os
import sys
import urllib.request


def address(environment: dict[str, str]) -> str:
    """Where a server with these settings says that it is well."""
    base = environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
    prefix = f"/{base}" if base else ""
    return f"http://127.0.0.1:{environment.get('PORT', '8501')}{prefix}/_stcore/health"


def main() -> int:
    """Ask once."""
    url = address(dict(os.environ))
    try:
        # Of this machine: no proxy of the environment is asked.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url, timeout=4) as answer:
            answer.read()
    except OSError as error:
        sys.stderr.write(f"{url} does not answer: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
