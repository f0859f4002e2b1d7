"""A Trainer in Jupyter is its replay."""

from __future__ import annotations

import html
import re

import pytest

from backprop import Dataset, Experiment, Trainer, notebook
from backprop.live_view.replay import replay
from backprop.training import Snapshot


def test_ipython_shows_a_trainer_as_its_replay() -> None:
    shells = pytest.importorskip("IPython.core.interactiveshell")
    shell = shells.InteractiveShell()
    done = shell.run_cell(
        "from backprop import Experiment, Trainer, notebook\n"
        "notebook.register(get_ipython().display_formatter)\n"
        "trainer = Trainer(Experiment(n_samples=40))\n"
        "trainer.run(9)\n"
        "trainer.seek(4)\n"
        "trainer"
    )
    data, _ = shell.display_formatter.format(done.result)
    found = re.fullmatch(
        r'<iframe srcdoc="([^"]*)" title="Replay of the run" .*', data["text/html"]
    )
    assert found is not None
    assert html.unescape(found[1]).encode() == replay(Snapshot.of(done.result))
    assert "text/plain" in data


def test_a_run_that_is_too_large_is_shown_as_text() -> None:
    formatters = pytest.importorskip("IPython.core.formatters").DisplayFormatter()
    notebook.register(formatters)
    data = Trainer(Experiment(n_samples=20)).dataset
    X, y = data.X_train.repeat(40_000, axis=0), data.y_train.repeat(40_000, axis=0)
    big = Trainer(Experiment(), Dataset(X, y, X[:0], y[:0]))
    shown, _ = formatters.format(big)
    assert set(shown) == {"text/plain"}
    with pytest.raises(ValueError, match="too large"):
        notebook.show(big)


def test_the_height_is_a_choice() -> None:
    shown = notebook.show(Trainer(Experiment(n_samples=40)), height=600)._repr_html_()
    assert "height:600px" in shown
