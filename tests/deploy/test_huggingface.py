"""The Space that tools/huggingface_space.sh lays out."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.deploy.container import ROOT, kept, stages

SCRIPT = ROOT / "tools" / "huggingface_space.sh"
COLOURS = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}


def lay_out(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", SCRIPT, folder], capture_output=True, text=True, check=False)


def test_the_space(tmp_path: Path) -> None:
    folder = tmp_path / "space"
    assert lay_out(folder).returncode == 0
    start, front, _ = (folder / "README.md").read_text().split("---\n", 2)
    assert start == ""
    metadata = dict(line.split(": ", 1) for line in front.strip().splitlines())
    assert metadata["sdk"] == "docker"
    assert {metadata["colorFrom"], metadata["colorTo"]} <= COLOURS
    last = stages((folder / "Dockerfile").read_text())[-1]
    assert metadata["app_port"] == last.environment["PORT"] == last.last("EXPOSE")
    assert last.last("USER").startswith("1000:"), "the user that a Space has"

    rules = (ROOT / ".dockerignore").read_text()
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    outside = {"README.md", "Dockerfile", ".dockerignore"}
    assert {name for name in files if not kept(name, rules)} == outside
    for name in files:
        (folder / name).read_text(encoding="utf-8")  # nothing binary
        assert (folder / name).stat().st_size < 10 * 2**20


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    result = lay_out(tmp_path)
    assert result.returncode == 1
    assert "is there already" in result.stderr
    assert list(tmp_path.iterdir()) == []
