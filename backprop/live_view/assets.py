"""Routes that serve the browser's modules and Plotly: compressed once, cached forever.

Every address contains a hash of its content, so a browser never fetches it twice and never uses an old
version. (Streamlit compresses its own static files again for each request.)
"""

from __future__ import annotations

import gzip
import hashlib
from functools import cache, lru_cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backprop.live_view.scripts import is_code, scripts

PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
PREFIX = "backprop-assets"
FOR_GOOD = "public, max-age=31536000, immutable"


@lru_cache(maxsize=1)
def script_folder() -> str:
    """The folder of the modules, relative to the app's address: backprop-assets/<hash>."""
    digest = hashlib.sha256()
    for name, content in scripts().items():
        digest.update(name.encode() + b"\0" + content)
    return f"{PREFIX}/{digest.hexdigest()[:16]}"


@lru_cache(maxsize=1)
def plotly_path() -> str:
    """Plotly's own script, relative to the app's address."""
    return f"{PREFIX}/plotly-{plotly.__version__}/plotly.min.js"


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Every path that is served. Only these are cached, so that bad requests cannot fill the cache."""
    return frozenset({plotly_path(), *(f"{script_folder()}/{name}" for name in scripts())})


@cache
def _compressed(path: str) -> bytes:
    """The content of a known path, gzipped."""
    content = (
        PLOTLY.read_bytes()
        if path == plotly_path()
        else scripts()[path.removeprefix(f"{script_folder()}/")]
    )
    return gzip.compress(content, compresslevel=6)


async def serve(request: Request) -> Response:
    """One of the scripts, gzipped; 404 for anything else."""
    path = f"{PREFIX}/{request.path_params['folder']}/{request.path_params['name']}"
    if path not in _known():
        return Response("Not found", status_code=404)
    content = _compressed(path)
    headers = {
        "Cache-Control": FOR_GOOD,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return Response(
        content,
        media_type="text/javascript" if is_code(path) else "application/json",
        headers=headers,
    )


def routes(base_path: str) -> list[Route]:
    """The routes under an app's base path, which Streamlit does not add itself."""
    base = base_path.strip("/")
    prefix = f"/{base}/{PREFIX}" if base else f"/{PREFIX}"
    return [Route(f"{prefix}/{{folder}}/{{name:path}}", serve, methods=["GET", "HEAD"])]
