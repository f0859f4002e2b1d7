"""What README and docs show works: Python, commands, links, the moving picture."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from backprop import gradient_check
from backprop.cli.commands import main
from backprop.clinic import MISTAKES
from tests.pages.opened import lab, opened

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    ROOT / "benchmarks" / "README.md",
    *sorted(ROOT.glob("docs/*.md")),
]
MOVIE = ROOT / "docs" / "images" / "play.gif"
PLANTS = "height,leaves,kind\n" + "".join(
    f"{'' if k == 7 else 10 + k % 9},{k % 4},{'fern' if k % 3 else 'moss'}\n" for k in range(60)
)


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


def targets(path: Path) -> list[str]:
    """The targets of its links and pictures."""
    return re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))


def heading_links(path: Path) -> set[str]:
    """The anchors of its headings."""
    titles = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", ["README.md", "docs/PYTHON.md"])
def test_the_python_of_a_document_runs(name: str) -> None:
    (code,) = blocks(ROOT / name, "python")
    exec(compile(code, name, "exec"), {})


def test_the_commands_of_the_documents_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plants.csv").write_text(PLANTS)
    text = "\n".join(blocks(ROOT / "docs" / "PYTHON.md", "sh"))
    commands = re.findall(r"^(?:python -m )?backprop (.*)$", text, re.MULTILINE)
    assert len(commands) == text.count("backprop ")
    for command in commands:
        assert main(shlex.split(command, comments=True)) == 0, command
    assert "\n145,664.60120828,0.818" in capsys.readouterr().out


def test_every_make_target_of_the_documents_is_there() -> None:
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    lines = re.findall(r"(?:^|`)make ((?:[a-z-]+ ?)+)", text, re.MULTILINE)
    named = {target for line in lines for target in line.split()}
    assert {"app", "check", "test", "test-all", "movie"} <= named
    assert named <= made


def test_every_link_leads_somewhere() -> None:
    for document in DOCUMENTS:
        for target in targets(document):
            file, _, heading = target.partition("#")
            if ":" in target:
                continue
            path = (document.parent / file) if file else document
            assert path.exists(), f"{document.name}: {target}"
            if heading:
                assert heading in heading_links(path), f"{document.name}: {target}"


def test_every_picture_is_shown_somewhere() -> None:
    shown = {(d.parent / target).resolve() for d in DOCUMENTS for target in targets(d)}
    assert set((ROOT / "docs" / "images").iterdir()) <= shown


LINKS = [target for target in targets(ROOT / "README.md") if "localhost" in target]


@cache
def page_of(link: str) -> AppTest:
    address = urlsplit(link)
    name = address.path.strip("/").replace("-", "_") or "train"
    return opened(name, dict(parse_qsl(address.query)))


def test_there_are_five_things_to_try() -> None:
    assert len(LINKS) == 5


@pytest.mark.parametrize("link", LINKS)
def test_a_link_into_the_app_opens_at_its_iteration(link: str) -> None:
    page = page_of(link)
    assert not [box.value for box in (*page.warning, *page.error)]
    assert lab(page).shown == int(dict(parse_qsl(urlsplit(link).query)).get("t", 0))


def test_the_things_to_try_show_what_the_readme_says() -> None:
    article, flow, clinic = (
        page_of(next(link for link in LINKS if part in link))
        for part in ("lesson=tutorial", "/flow", "/clinic")
    )
    run = lab(article).trainer
    run.seek(149)
    accuracy = run.history.train_accuracy
    assert [f"{accuracy[t]:.3f}" for t in (145, 149)] == ["0.818", "0.614"]
    for t in (144, 145, 149):
        run.seek(t)
        assert gradient_check(run.mlp, *run.batch_data).failed_layers == [1, 2, 3]
    assert any("Vanishing gradients" in text.value for text in flow.markdown)
    assert any("ReLU in the hidden layers" in button.label for button in flow.button)
    assert any(
        "A mistake is hidden" in text.value for text in (*clinic.markdown, *clinic.subheader)
    )
    assert len(MISTAKES) == 19


def test_the_movie_is_six_seconds_of_play_and_small() -> None:
    """The last frame is shown longer before the movie starts again."""
    assert MOVIE.stat().st_size < 2_000_000
    with Image.open(MOVIE) as movie:
        durations = []
        for k in range(movie.n_frames):  # pyright: ignore[reportAttributeAccessIssue]
            movie.seek(k)
            durations.append(movie.info["duration"])
        assert sum(durations[:-1]) == 6000
        assert movie.info["loop"] == 0
