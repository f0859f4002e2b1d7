"""The container, without an engine: its files are linted, and what they say is done here.

No engine builds the image in these tests. The context that .dockerignore lets through is copied,
the command of the Dockerfile started in it with the Dockerfile's environment, as a user without a
name or a home who may write nothing there, and asked for a page.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.classroom import Session, connection
from tests.browser.conftest import free_port
from tests.deploy.container import ROOT, Stage, copy_context, kept, stages

DOCKERFILE = (ROOT / "Dockerfile").read_text()
BIN = Path(sys.executable).parent


def test_linted() -> None:
    result = subprocess.run(
        [BIN / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (0, "")


def test_the_last_stage_is_small_and_nobody_special() -> None:
    build, last = stages(DOCKERFILE)
    assert last.image.endswith("-slim")
    assert last.runs == [], "nothing is installed into the image itself"
    assert build.image.partition(" ")[0] == last.image
    user, _, group = last.last("USER").partition(":")
    assert int(user) >= 1000
    assert group == "0", "OpenShift's users are random, their group is 0"
    assert last.environment["OMP_NUM_THREADS"] == "1"


@pytest.mark.parametrize(
    "path",
    [
        ".git/config",
        ".venv/bin/python",
        ".streamlit/secrets.toml",
        "tests/conftest.py",
        "docs/images/train.png",
        "backprop/ui/__pycache__/run.pyc",
        "deploy/nginx.conf",
        "xapp.py",
    ],
)
def test_kept_out_of_the_context(path: str) -> None:
    assert not kept(path, (ROOT / ".dockerignore").read_text())


def test_all_that_the_app_needs_is_in_the_context() -> None:
    rules = (ROOT / ".dockerignore").read_text()
    files = subprocess.run(
        ["git", "ls-files", "app.py", "backprop", "pages", ".streamlit"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert len(files) > 50
    assert [name for name in files if not kept(name, rules)] == []


NOBODY = ["setpriv", "--reuid=12345", "--regid=0", "--clear-groups"]


def programs(folder: Path) -> list[str]:
    """Put python and streamlit of this environment into a folder, as the image has them on its PATH;
    returns what starts a command as somebody else, nothing where that cannot be.

    A virtual environment whose Python lies in a home is closed to others: then the same version
    outside of it reads the environment's packages.
    """
    prefix, python = [], sys.executable
    if os.getuid() == 0 and shutil.which("setpriv"):
        minor = f"/usr/bin/python3.{sys.version_info.minor}"
        for candidate in (sys.executable, minor):
            command = [*NOBODY, "sh", "-c", "exec \"$0\" -c ''", candidate]
            if subprocess.run(command, capture_output=True, check=False).returncode == 0:
                prefix, python = NOBODY, candidate
                break
    folder.mkdir(parents=True)
    packages = sysconfig.get_path("purelib")
    for name, call in (("python", ""), ("streamlit", "-m streamlit")):
        script = folder / name
        script.write_text(f'#!/bin/sh\nPYTHONPATH={packages} exec {python} {call} "$@"\n')
        script.chmod(0o755)
    return prefix


@contextmanager
def container(
    folder: Path, stage: Stage, path: Path, prefix: list[str]
) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The stage's command in a folder, with that path for its programs."""
    environment = stage.environment | {
        "PATH": f"{path}:/usr/local/bin:/usr/bin:/bin",
        "HOME": "/nonexistent",
        "PORT": str(free_port()),
        "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",  # of tests nobody outside hears
    }
    process = subprocess.Popen(
        [*prefix, *stage.command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process, environment
    finally:
        process.kill()
        process.communicate(timeout=60)


def healthy(stage: Stage, folder: Path, environment: dict[str, str]) -> bool:
    """Whether the stage's HEALTHCHECK succeeds."""
    result = subprocess.run(
        stage.health, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in result.stderr
    return result.returncode == 0


def wait_until_healthy(
    stage: Stage, folder: Path, environment: dict[str, str], process: subprocess.Popen[str]
) -> None:
    end = time.monotonic() + 300
    while not healthy(stage, folder, environment):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end, "the app does not get well"
        time.sleep(0.2)


async def open_train(port: int) -> str:
    """Open the Train page as a browser does; which run it shows."""
    async with connection(port) as websocket:
        session = Session(websocket, "")
        await session.open()
        await session.more()
        return session.header["run"]


def run_opened(port: int) -> str:
    """What open_train returns. In a thread of its own: where browser tests ran before in the same
    process, Playwright's event loop still runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, open_train(port)).result()


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)
        yield place


@pytest.mark.long
def test_started_as_the_image_starts_it(place: Path) -> None:
    stage = stages(DOCKERFILE)[-1]
    folder = place / "app"
    files = copy_context(folder)
    assert "app.py" in files
    with container(folder, stage, place / "bin", programs(place / "bin")) as (process, environment):
        assert not healthy(stage, folder, environment), "nobody listens yet"
        wait_until_healthy(stage, folder, environment, process)
        assert len(run_opened(int(environment["PORT"]))) == 16
        process.send_signal(signal.SIGTERM)
        printed, _ = process.communicate(timeout=120)
        assert process.returncode in (0, -signal.SIGTERM), printed
        assert "Traceback" not in printed
        assert not healthy(stage, folder, environment)
    written = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert written == set(files), "the app writes into its own folder"


@pytest.mark.heavy
@pytest.mark.timeout(900)
def test_the_steps_of_the_image(place: Path) -> None:
    build, last = stages(DOCKERFILE)
    for name in ("requirements.txt", "requirements-dev.lock"):
        shutil.copy(ROOT / name, place / name)
    for run in build.runs:
        here = run.replace("/tmp/", f"{place}/").replace("/opt/venv", f"{place}/venv")
        subprocess.run(["sh", "-ec", here], check=True, env=os.environ | build.environment)
    folder = place / "app"
    copy_context(folder)
    with container(folder, last, place / "venv" / "bin", []) as (process, environment):
        wait_until_healthy(last, folder, environment, process)
        run_opened(int(environment["PORT"]))
