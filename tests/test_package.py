"""Installed with pip from the checkout, without network: the commands and the app work."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
import urllib.request
from pathlib import Path

import pytest

from tests.browser.conftest import free_port

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment with the package's wheel. The packages that it requires are
    those of this environment."""
    pytest.importorskip("setuptools", minversion="70.1")  # the oldest that builds wheels by itself
    folder = tmp_path_factory.mktemp("installed")
    source = folder / "source"
    copied = [
        "app.py",
        "pages",
        "backprop",
        ".streamlit",
        "pyproject.toml",
        "setup.py",
        "README.md",
    ]
    source.mkdir()
    for name in [*copied, "LICENSE", "MANIFEST.in"]:
        (source / name).symlink_to(ROOT / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    build = ["wheel", "-q", "--no-build-isolation", "--no-deps", "--no-index", "-w", str(folder)]
    subprocess.run([*pip, *build, str(source)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = venv / "bin" / "python"
    install = ["--python", str(python), "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([*pip, *install], check=True, capture_output=True)
    (packages,) = venv.glob("lib/python*/site-packages")
    (packages / "required.pth").write_text(sysconfig.get_path("purelib"))
    return venv / "bin"


def test_the_command_trains(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [installed / "backprop", "train", "--iterations", "2", "--format", "csv"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 3


def test_the_app_starts_with_its_pages_and_settings(installed: Path, tmp_path: Path) -> None:
    code = """
from pathlib import Path
from backprop.ui.paths import PAGES
from streamlit.testing.v1 import AppTest
import backprop, backprop.ui
main = Path(backprop.ui.__file__).parent / "main.py"
page = AppTest.from_file(str(main), default_timeout=300).run()
assert not page.exception and page.button, page
print(PAGES, (PAGES.parent / ".streamlit" / "config.toml").exists())
"""
    port = free_port()
    started = subprocess.Popen(
        [
            installed / "backprop",
            "app",
            "--server.headless=true",
            f"--server.port={port}",
            "--server.address=127.0.0.1",
        ],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        done = subprocess.run(
            [installed / "python", "-c", code],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == [str(packages(installed) / "_app" / "pages"), "True"]
        assert answer(f"http://127.0.0.1:{port}/_stcore/health") == b"ok"
    finally:
        os.killpg(started.pid, 15)
        started.wait(60)


def packages(installed: Path) -> Path:
    (found,) = installed.parent.glob("lib/python*/site-packages/backprop")
    return found


def answer(url: str) -> bytes:
    end = time.monotonic() + 300
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2) as response:
                return response.read()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
