"""The parts of Docker that our Dockerfile and .dockerignore use."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass
class Stage:
    """One FROM and what follows: environment, shell commands, and the words of the others."""

    image: str
    environment: dict[str, str] = field(default_factory=dict)
    runs: list[str] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)

    def last(self, name: str) -> str:
        return [rest for other, rest in self.others if other == name][-1]

    @property
    def command(self) -> list[str]:
        return json.loads(self.last("CMD"))

    @property
    def health(self) -> list[str]:
        return json.loads(self.last("HEALTHCHECK").partition("CMD")[2])


def stages(dockerfile: str) -> list[Stage]:
    """The stages of a Dockerfile; comments go, continued lines are joined."""
    lines = [line for line in dockerfile.splitlines() if not line.lstrip().startswith("#")]
    found: list[Stage] = []
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        name, _, rest = line.strip().partition(" ")
        if name == "FROM":
            found.append(Stage(rest))
        elif name == "ENV":
            pairs = (pair.partition("=") for pair in rest.split())
            found[-1].environment |= {key: value for key, _, value in pairs}
        elif name == "RUN":
            found[-1].runs.append(rest)
        elif name:
            found[-1].others.append((name, rest))
    return found


def kept(path: str, dockerignore: str) -> bool:
    """Whether a file goes into the build's context: the last pattern that matches it or a parent
    folder decides."""
    keep = True
    for line in dockerignore.splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        wanted = pattern.startswith("!")
        if re.match(_regex(pattern.lstrip("!").strip("/")), path):
            keep = wanted
    return keep


def _regex(pattern: str) -> str:
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(known.get(part, re.escape(part)) for part in parts) + "(?:/|$)"


def copy_context(target: Path) -> list[str]:
    """Copy the build's context; return the paths of its files. Everyone may read it; no one may write to it."""
    rules = (ROOT / ".dockerignore").read_text()
    copied = []
    for top in sorted(ROOT.iterdir()):
        if top.name.startswith(".venv") or top.name == ".git":
            assert not kept(f"{top.name}/x", rules)
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and kept(name, rules):
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target / name)
                copied.append(name)
    for path in [target, *target.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return copied
