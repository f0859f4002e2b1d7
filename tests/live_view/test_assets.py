"""The routes that serve the browser's scripts."""

from __future__ import annotations

import asyncio
import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from backprop.live_view import assets

JS = Path(assets.HERE) / "js"


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
    for name in (path.name for path in JS.glob("*.js")):
        status, headers, body = get(f"{prefix}/{assets.script_folder()}/{name}", base)
        assert status == 200
        assert headers["content-type"].startswith("text/javascript")
        assert "immutable" in headers["cache-control"]
        assert headers["x-content-type-options"] == "nosniff"
        assert gzip.decompress(body) == (JS / name).read_bytes()


def test_everything_that_a_script_imports_is_known_beforehand() -> None:
    assert assets.imported("keeping.js") == ()
    assert {"keeping.js", "theme.js", "canvas.js"} <= set(assets.imported("theme_change.js"))
    for script in JS.glob("*.js"):
        named = {
            line.split('"')[1]
            for line in script.read_text().splitlines()
            if line.startswith("import ")
        }
        assert named <= {f"./{name}" for name in assets.imported(script.name)}


def test_plotly_is_the_installed_one() -> None:
    status, headers, body = get(f"/{assets.plotly_path()}")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == assets.PLOTLY.read_bytes()


def test_without_gzip_the_plain_text_is_sent() -> None:
    _, headers, body = get(f"/{assets.script_folder()}/live_view.js", accept="identity")
    assert "content-encoding" not in headers
    assert body == (JS / "live_view.js").read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/backprop-assets/0000000000000000/live_view.js",
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
    for script in JS.glob("*.js"):
        assert get(f"/{assets.script_folder()}/{script.name}")[0] == 200
    assert assets._compressed(path) is first
    kept = assets._compressed.cache_info().currsize
    assert kept == 1 + len(list(JS.glob("*.js")))


def test_what_a_script_imports_by_name_is_exported() -> None:
    """One missing export, and no page opens: modules are linked as a whole."""
    texts = {script.name: script.read_text() for script in JS.glob("*.js")}
    exported = {
        name: set(re.findall(r"^export (?:async )?(?:const|function|class|let) (\w+)", text, re.MULTILINE))
        | {each.split()[-1] for some in re.findall(r"^export \{([^}]+)\}", text, re.MULTILINE) for each in some.split(",")}
        for name, text in texts.items()
    }  # fmt: skip
    assert "minus" in exported["notation.js"]
    for name, text in texts.items():
        for listed, module in re.findall(
            r'^import \{([^}]+)\} from "\./([\w.]+)"', text, re.MULTILINE
        ):
            wanted = {each.split()[0] for each in listed.split(",") if each.strip()}
            assert wanted <= exported[module], f"{name} imports {wanted - exported[module]}"


def test_what_a_script_calls_of_another_it_imports() -> None:
    """A name that is called and neither imported nor made here fails only once that line runs."""
    texts = {script.name: script.read_text() for script in JS.glob("*.js")}
    exported = {
        name
        for text in texts.values()
        for name in re.findall(
            r"^export (?:async )?(?:const|function|class) (\w+)", text, re.MULTILINE
        )
    }
    assert {"minus", "grouped", "make"} <= exported
    for script, text in texts.items():
        code = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", text, flags=re.DOTALL)
        imported = " ".join(re.findall(r"^import [^;]+;", code, re.MULTILINE))
        own = re.sub(r"^import [^;]+;", "", code, flags=re.MULTILINE)
        for name in set(re.findall(r"(?<![\w.$#])(\w+)\(", own)) & exported:
            made = re.search(
                rf"(?:const|let|function|class) {name}\b|[(,\[{{]\s*{name}\b(?!\()|^\s+{name}\([^)]*\) {{",
                own,
                re.MULTILINE,
            )
            assert made or re.search(rf"\b{name}\b", imported), f"{script} calls {name}"
