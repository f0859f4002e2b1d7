"""The Mathematics page in the browser: highlights, curves and downloads."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlparse

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from backprop import Experiment, Trainer
from backprop.codegen.program import program
from backprop.equations import Equation, layer_equations
from backprop.nn import HIDDEN_ACTIVATIONS
from tests.browser.conftest import OpenPage, settled

SMALLEST = 12  # pixels


def trainer_of(page: Page) -> Trainer:
    query = dict(parse_qsl(urlparse(page.url).query))
    experiment, sentences = Experiment.from_query(query)
    assert not sentences
    trainer = Trainer(experiment)
    trainer.seek(int(query.get("t", 0)))
    return trainer


def options(page: Page) -> Locator:
    return page.locator(".st-key-equations").get_by_test_id("stRadioOption")


def formulas(page: Page) -> Locator:
    """The LaTeX of what is typeset; it comes a moment after the options."""
    return options(page).locator("annotation")


def expect_lit(page: Page, equation: Equation) -> None:
    """The lines that implement the equation are lit, no others, and one of them is in sight."""
    trainer = trainer_of(page)
    lines = program(trainer.experiment, trainer.mlp, trainer.dataset, 0).lines
    wanted = [line.text.strip() for line in lines if line.marks & equation.marks]
    lit = page.get_by_test_id("program").locator("[data-lit]")
    expect(lit).to_have_count(len(wanted))
    expect(lit.last).to_contain_text(wanted[-1])
    for found, text in zip(lit.all_inner_texts(), wanted, strict=True):
        assert text in found
    expect(lit.last).to_be_in_viewport(ratio=0.9)


def test_equations_light_lines_and_lines_choose_equations(open_page: OpenPage) -> None:
    page = open_page("/mathematics?t=12&layer=2")
    equations = layer_equations(trainer_of(page), 2)
    expect(options(page)).to_have_count(len(equations))
    for k in (1, 4, 6, 3):
        options(page).nth(k).click()
        expect_lit(page, equations[k])
        page.wait_for_url(f"**equation={equations[k].key}*")
    more = page.get_by_role("button", name="↑ 2 more lines")  # the function is far above the loop
    more.click()
    expect(page.get_by_test_id("program").locator("[data-lit]").first).to_be_in_viewport()
    expect(more).to_be_hidden()
    page.get_by_test_id("program").get_by_text("db[l] =").click()
    expect(page.get_by_role("radio", checked=True)).to_have_count(
        2
    )  # the layer's and the equation's
    expect(options(page).nth(5).get_by_role("radio")).to_be_checked()
    expect_lit(page, equations[5])
    page.reload()
    settled(page)
    expect_lit(page, equations[5])
    assert page.url.endswith("?t=12&layer=2&equation=db")


@pytest.mark.long
def test_shapes_and_loss_are_those_of_the_run(open_page: OpenPage) -> None:
    page = open_page("/mathematics?batch_size=16&t=15&layer=3&dataset=blobs&hidden=5,6")
    trainer = trainer_of(page)
    mlp = trainer.mlp
    assert len(mlp.z[1]) == 250 - 15 * 16  # the last, smaller batch
    expect(formulas(page)).to_have_count(8)
    sources = formulas(page).all_text_contents()
    for name, l in (("z", 3), ("a", 2), ("W", 3), ("b", 3), ("dz", 3), ("dW", 3)):
        rows, columns = getattr(mlp, name)[l].shape
        assert any(f"{rows}\\times {columns}}}{{{name}^{{{l}}}" in text for text in sources), name
    loss = trainer.history.train_loss[15]
    expect(page.get_by_text(f"At iteration 15 it prints {loss:.10g}.")).to_be_visible()


@pytest.mark.long
def test_the_downloaded_program_prints_the_trainers_losses(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("/mathematics?optimizer=adam&learning_rate=0.02&batch_size=50&t=120")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    target = tmp_path / download.value.suggested_filename
    download.value.save_as(target)
    assert target.name == "backprop_circles.py"
    done = subprocess.run(
        [sys.executable, str(target)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    found = [float(line.split()[1]) for line in done.stdout.splitlines()]
    np.testing.assert_allclose(found, trainer_of(page).history.train_loss, rtol=1e-12)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown = page.get_by_test_id("program")
    shown.get_by_role("button", name="Copy").click()
    expect(shown.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == target.read_text()


@pytest.mark.long
def test_every_activation_is_typeset_and_drawn(open_page: OpenPage) -> None:
    names = ",".join(HIDDEN_ACTIVATIONS)
    sizes = ",".join("3" for _ in HIDDEN_ACTIVATIONS)
    page = open_page(f"/mathematics?hidden={sizes}&activations={names}&dataset=blobs&l1=0.01")
    trainer = trainer_of(page)
    for layer in range(1, trainer.mlp.depth + 1):
        page.get_by_role("radio", name=f"Layer {layer}:").click()
        equations = layer_equations(trainer, layer)
        expect(formulas(page)).to_have_text([equation.latex for equation in equations])
        assert page.locator(".katex-error").count() == 0
    expect(page.locator(".js-plotly-plot")).to_have_count(2)


@pytest.mark.long
def test_a_figure_stays_and_shows_the_numbers_of_another_layer(open_page: OpenPage) -> None:
    page = open_page("/mathematics?t=12")
    figure = page.get_by_test_id("chart").first
    expect(figure.locator(".main-svg").first).to_be_visible()
    figure.evaluate("element => element.dataset.before = 'there'")
    page.get_by_role("radio", name="Layer 2:").click()
    expect(figure).to_have_attribute("aria-label", re.compile("of z of layer 2 lie"))
    expect(figure).to_have_attribute("data-before", "there")
    z = trainer_of(page).mlp.z[2]
    for trace, wanted in ((2, z[z < 0]), (3, z[z >= 0])):
        drawn = figure.evaluate(
            "(gd, k) => [...gd._fullData[k].x].filter((x, n) => n % 3 === 0)", trace
        )
        assert sorted(drawn) == sorted(wanted)
    page.set_viewport_size({"width": 1000, "height": 900})
    page.wait_for_function(
        """() => [...document.querySelectorAll('[data-testid=chart]')].every(
          (gd) => gd._fullLayout.width === gd.clientWidth && gd.clientWidth < 300)"""
    )


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
@pytest.mark.long
def test_nothing_sticks_out_and_nothing_is_too_small(
    open_page: OpenPage, width: int, scheme: str
) -> None:
    page = open_page(
        "/mathematics?layer=3&t=5&optimizer=adam&schedule=cosine&learning_rate=0.02",
        width=width,
        height=844,
        scheme=scheme,
    )
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    small = page.evaluate(
        """smallest => [...document.querySelectorAll('[data-testid=stMain] *')]
          .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && /[\\w∑]/.test(n.textContent)))
          .filter(e => e.checkVisibility() && !e.closest('.katex-mathml, style, script'))
          .map(e => [parseFloat(getComputedStyle(e).fontSize), e.textContent.slice(0, 20)])
          .filter(([size]) => size < smallest)""",
        SMALLEST,
    )
    assert small == []


@pytest.mark.long
def test_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/mathematics")
    equations = layer_equations(trainer_of(page), 1)
    options(page).first.get_by_role("radio").focus()
    page.keyboard.press("ArrowDown")
    expect_lit(page, equations[1])
    page.keyboard.press("ArrowDown")
    expect_lit(page, equations[2])
    expect(page.locator(":focus")).to_have_attribute("type", "radio")
