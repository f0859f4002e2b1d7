"""The routes that serve the browser's scripts."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import pytest
from starlette.applications import Starlette

from backprop.live_view import assets
from backprop.live_view.scripts import JS, scripts


def get(path: str, base: str = "", accept: str = "gzip") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of a request to the routes."""
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "root_path": "",
        "query_string": b"",
        "headers": [(b"accept-encoding", accept.encode())],
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Starlette(routes=assets.routes(base))(scope, receive, send))
    headers = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("base", ["", "lab", "/lab/", "deep/er"])
def test_scripts_are_served_under_the_base_path_for_good(base: str) -> None:
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    for name, content in scripts().items():
        status, headers, body = get(f"{prefix}/{assets.script_folder()}/{name}", base)
        assert status == 200
        kind = "text/javascript" if name.endswith(".js") else "application/json"
        assert headers["content-type"].startswith(kind)
        assert "immutable" in headers["cache-control"]
        assert headers["x-content-type-options"] == "nosniff"
        assert gzip.decompress(body) == content


def test_plotly_is_the_installed_one() -> None:
    status, headers, body = get(f"/{assets.plotly_path()}")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == assets.PLOTLY.read_bytes()


def test_without_gzip_the_plain_text_is_sent() -> None:
    _, headers, body = get(f"/{assets.script_folder()}/train/live_view.js", accept="identity")
    assert "content-encoding" not in headers
    assert body == (JS / "train" / "live_view.js").read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/backprop-assets/0000000000000000/train/live_view.js",
        f"/{assets.script_folder()}/none.js",
        f"/{assets.script_folder()}/..%2Fmount.py",
        f"/{assets.script_folder()}/../mount.py",
    ],
)
def test_nothing_else_is_served(path: str) -> None:
    assert get(path)[0] == 404


def test_compressed_once_whatever_else_is_asked_for() -> None:
    path = assets.plotly_path()
    first = assets._compressed(path)
    assert len([get(f"/{assets.script_folder()}/{name}.js") for name in range(300)]) == 300
    for name in scripts():
        assert get(f"/{assets.script_folder()}/{name}")[0] == 200
    assert assets._compressed(path) is first
    kept = assets._compressed.cache_info().currsize
    assert kept == 1 + len(scripts())
