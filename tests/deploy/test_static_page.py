"""The page without a server, as far as it can be tested without a browser."""

from __future__ import annotations

import dataclasses
import json
import math
import zipfile
from pathlib import Path

import pytest

from backprop import Experiment, Trainer, gradient_check
from backprop.live_view.answers import opening, opening_place
from backprop.live_view.trace import run_id, unpack
from backprop.static_page.engine import Page
from backprop.training import PRESETS
from backprop.training.choices import CHOICES
from tools import build_static
from tools.static_choices import choices

SMALL = "?n_samples=40&hidden=3&activations=relu"


def test_open_answer_check() -> None:
    page = Page()
    text, data = page.open(f"{SMALL}&t=5")
    said, header = json.loads(text), unpack(data)[0]
    experiment = Experiment(n_samples=40, hidden=(3,), activations=("relu",))
    assert said["run"] == header["run"] == run_id(experiment)
    assert (said["query"], said["sentences"]) == (experiment.to_query(), [])
    assert (header["show"], header["setup"]["sizes"]) == (5, [2, 3, 1])

    request = {"run": said["run"], "first": 160, "count": 10, "have_history": 160, "nonce": 1}
    more, arrays = unpack(page.answer(json.dumps(request))[1])
    trainer = Trainer(experiment)
    trainer.run(160)
    assert (more["first"], more["setup"]) == (160, None)
    assert (arrays["parameters"][0] == trainer.mlp.parameters).all()

    standing = json.dumps({"run": said["run"], "iteration": 7})
    report = json.loads(page.check(standing)[0])
    trainer.seek(7)
    assert report["worst"] == float(gradient_check(trainer.mlp, *trainer.batch_data).worst)
    assert (report["iteration"], report["passed"]) == (7, True)


def test_a_change_in_the_middle_of_the_run() -> None:
    page = Page()
    run = json.loads(page.open(SMALL)[0])["run"]
    change = {"kind": "learning_rate", "value": 0.01}
    message = {"run": run, "iteration": 9, "changes": [change]}
    said = json.loads(page.intervene(json.dumps(message))[0])
    assert said["iteration"] == 9
    (one,) = Experiment.from_query(said["query"])[0].interventions
    assert (one.iteration, one.value) == (9, 0.01)
    senseless = {"run": run, "iteration": -1, "changes": [change]}
    assert json.loads(page.intervene(json.dumps(senseless))[0])["sentence"]
    branch = {**message, "branch": True}
    assert "Compare" in json.loads(page.intervene(json.dumps(branch))[0])["sentence"]


def test_a_run_that_has_been_left_is_not_answered() -> None:
    page = Page()
    page.open(SMALL)
    old = json.dumps({"run": run_id(Experiment()), "iteration": 3, "first": 0, "count": 1})
    assert page.answer(old) == page.check(old) == ("{}", b"")


@pytest.mark.parametrize(
    ("search", "word"),
    [
        ("?hidden=0", "hidden"),
        ("?t=-1", "t: expected"),
        ("?t=999999999999999999999", "t: expected"),
        ("?dataset=own&data=0123456789abcdef", "only in the app"),
        ("?learning_rate=%00%ff&=&&&x", "learning_rate"),
        ("?activations=tanh", "activations"),
    ],
)
def test_what_an_address_cannot_have_gets_a_sentence(search: str, word: str) -> None:
    text, data = Page().open(search)
    assert any(word in sentence for sentence in json.loads(text)["sentences"])
    assert unpack(data)[0]["first"] == 0


def test_every_choice_is_one_of_an_experiment() -> None:
    fields = {field.name for field in dataclasses.fields(Experiment)}
    for choice in choices():
        name = choice["name"]
        assert name in fields | {"preset", "activation"}
        if name == "preset":
            assert {option for option, _ in choice["options"]} == set(PRESETS)
        elif choice["kind"] == "select":
            known = CHOICES["activations" if name == "activation" else name]
            assert {option for option, _ in choice["options"]} <= set(known)


def test_built_without_pyodide(tmp_path: Path) -> None:
    target = tmp_path / "site"
    build_static.build(target, None)
    known = json.loads((target / "choices.json").read_text())["presets"]
    assert [preset["name"] for preset in known] == [*PRESETS]
    for preset in known:
        trainer = Trainer(PRESETS[preset["name"]].experiment)
        data = (target / preset["file"]).read_bytes()
        assert data == opening(trainer, *opening_place(trainer, 0), packing=math.inf).data
        assert unpack(data)[0]["run"] == preset["run"]
    names = zipfile.ZipFile(target / "backprop.zip").namelist()
    assert "backprop/static_page/engine.py" in names
    others = [name for name in names if not name.endswith(".py")]
    assert others == ["backprop/live_view/js/core/shared.json"]
    page = (target / "index.html").read_text() + (target / "page.js").read_text()
    assert "http" not in page, "everything comes from the folder itself"


def test_pyodide_is_what_pyodide_published(tmp_path: Path) -> None:
    wanted = build_static.wanted()
    assert len(wanted) == 10
    assert all(len(digest) == 64 for digest in wanted.values())
    with pytest.raises(build_static.NotToBeHadError, match="no unpacked Pyodide"):
        build_static.take(tmp_path, tmp_path / "copy")
    for name in wanted:
        (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(build_static.NotToBeHadError, match="is not the file"):
        build_static.take(tmp_path, tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []
