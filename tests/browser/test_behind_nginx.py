"""Two processes behind nginx under /lab, with deploy/nginx.conf unchanged except for the ports."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qsl, urlparse

import pytest
from playwright.sync_api import Response, expect

from backprop import Experiment
from tests.browser.conftest import ROOT, free_port, settled, start_app, stop_app
from tests.browser.screen import Screen
from tests.browser.tabs import Tab

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
MAIN = """
daemon off;
pid {folder}/pid;
events {{}}
http {{
    access_log {folder}/access.log combined;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""
CLOUD = """
    location /cloud/~/+/ {{
        proxy_pass http://127.0.0.1:{process}/lab/;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $backprop_lab_connection;
        proxy_set_header Host $http_host;
    }}
"""

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(NGINX is None, reason="nginx is not on PATH and could not be installed"),
]


def site(port: int, processes: list[int]) -> str:
    """deploy/nginx.conf with our ports and the second process enabled."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    changes = {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "server 127.0.0.1:8501;": f"server 127.0.0.1:{processes[0]};",
        "# server 127.0.0.1:8502;": f"server 127.0.0.1:{processes[1]};",
        # Which process answered, for this test.
        "add_header Set-Cookie": "add_header X-Process $upstream_addr; add_header Set-Cookie",
        # A path that the app does not know of, as Streamlit Community Cloud has one.
        "    location /lab/ {": CLOUD.format(process=processes[0]) + "    location /lab/ {",
    }
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture
def proxy() -> Iterator[str]:
    """Run nginx as an ordinary user on a free port, in its own folder; yield its URL."""
    port, processes = free_port(), [free_port(), free_port()]
    with ThreadPoolExecutor() as pool:
        apps = list(pool.map(lambda process: start_app(process, base_path="/lab"), processes))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = MAIN.format(folder=folder, site=site(port, processes))
        (folder / "nginx.conf").write_text(config)
        command = [str(NGINX), "-p", name, "-e", f"{name}/error.log", "-c", f"{name}/nginx.conf"]
        if os.getuid() == 0 and shutil.which("setpriv"):
            os.chown(folder, 12345, 12345)
            command = ["setpriv", "--reuid=12345", "--regid=12345", "--clear-groups", *command]
        nginx = subprocess.Popen(command)
        try:
            _answers(f"http://127.0.0.1:{port}/lab/_stcore/health", nginx)
            yield f"http://127.0.0.1:{port}"
        finally:
            nginx.terminate()
            nginx.wait(10)
            for app in apps:
                stop_app(app)


def _answers(url: str, nginx: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert nginx.poll() is None, "nginx has ended; its reason is above"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("nginx does not answer")


def test_behind_nginx(proxy: str, tab: Tab) -> None:
    nothing_outside_its_path(proxy)
    stays_with_its_process(proxy)
    answers: list[Response] = []
    tab.context.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108, it is looked into
    page = tab.prepare(1440, 900, "light")
    page.goto(f"{proxy}/lab?hidden=3,2&activations=relu,tanh&t=3")
    screen = Screen(page).ready().at(3).rest()
    assert urlparse(page.url).path == "/lab/"
    screen.press("Step forward")
    screen.at(4).rest().same_as_python()
    screen.press("Play")
    screen.past(200)  # beyond the first stretch: asked for and answered through the proxy
    screen.press("Pause")
    page.get_by_test_id("dataset-moons").click()
    page.wait_for_url("**dataset=moons*")
    screen.at(0).rest()
    screen.shows(Experiment(dataset="moons", hidden=(3, 2), activations=("relu", "tanh")))

    ours = [a for a in answers if "/backprop-assets/" in a.url]
    assert {urlparse(a.url).path.split("/")[1] for a in ours} == {"lab"}
    assert {a.headers["cache-control"] for a in ours} == {"public, max-age=31536000, immutable"}
    assert any("plotly" in a.url and a.headers["content-encoding"] == "gzip" for a in ours)
    assert {a.status for a in answers if a.status >= 400} == set()

    page.goto(f"{proxy}/lab/mathematics?hidden=3,2&activations=relu,tanh&t=7")
    settled(page)
    expect(page.get_by_role("button", name="Next iteration")).to_be_visible()
    page.get_by_text("Back to Train").click()
    Screen(page).ready().at(7)
    query = dict(parse_qsl(urlparse(page.url).query))
    assert (urlparse(page.url).path, query["t"]) == ("/lab/", "7")

    page.goto(f"{proxy}/cloud/~/+/?t=5")
    Screen(page).ready().at(5)
    assert tab.errors == []


def stays_with_its_process(proxy: str) -> None:
    """A browser's cookie keeps it there; new browsers are spread over both."""
    seen = set()
    for _ in range(24):
        with closing(urllib.request.urlopen(f"{proxy}/lab/")) as first:
            cookie = str(first.headers["Set-Cookie"]).partition(";")[0]
            process = first.headers["X-Process"]
        assert cookie.startswith("backprop_lab=")
        again = urllib.request.Request(f"{proxy}/lab/_stcore/health", headers={"Cookie": cookie})
        for _ in range(3):
            with closing(urllib.request.urlopen(again)) as answer:
                assert answer.headers["X-Process"] == process
        seen.add(process)
    assert len(seen) == 2


def nothing_outside_its_path(proxy: str) -> None:
    for path in ("/", "/_stcore/health", "/laboratory", "/lab/_stcore/metrics"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{proxy}{path}")
