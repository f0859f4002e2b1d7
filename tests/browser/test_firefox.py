"""The Train page in Firefox, driven by WebDriver BiDi, which Firefox speaks by itself."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.sync.client import ClientConnection, connect

from backprop import MLP, Experiment, Trainer

pytestmark = pytest.mark.long
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
PATIENCE = 120_000  # milliseconds until something is called missing
PREFERENCES = {
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.enabled": False,
}


class Firefox:
    """One tab of one Firefox."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._commands = 0
        self.tell("session.new", capabilities={})
        found = self.tell("browsingContext.getTree")["contexts"]
        self._tab = found[0]["context"]
        self.errors: list[str] = []
        self.tell("session.subscribe", events=["log.entryAdded"])

    def tell(self, method: str, **params: Any) -> Any:
        """Send a command, and return its result; errors on the console are noted on the way."""
        self._commands += 1
        self._socket.send(json.dumps({"id": self._commands, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == self._commands:
                assert message["type"] == "success", message
                return message["result"]
            entry = message.get("params", {})
            if message.get("method") == "log.entryAdded" and entry["level"] == "error":
                self.errors.append(entry["text"])

    def open(self, url: str) -> None:
        self.tell("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def value(self, expression: str) -> Any:
        """The value of an expression that has become true: a text or a number."""
        wait = f"""new Promise((resolve, reject) => {{
          const end = setTimeout(() => reject(new Error("in vain")), {PATIENCE});
          const look = () => {{
            const found = {expression};
            if (!found) return setTimeout(look, 50);
            clearTimeout(end);
            resolve(found);
          }};
          look();
        }})"""
        done = self.tell(
            "script.evaluate", expression=wait, target={"context": self._tab}, awaitPromise=True
        )
        assert done["type"] == "success", (expression, done)
        return done["result"].get("value")

    def click(self, name: str) -> None:
        """Click the button with this accessible name, as a mouse does."""
        self.value(f"{_button(name)} && !{_button(name)}.disabled")
        self.tell(
            "script.evaluate",
            expression=f"{_button(name)}.click()",
            target={"context": self._tab},
            awaitPromise=False,
        )


def _button(name: str) -> str:
    return (
        "[...document.querySelectorAll('button')].find((button) => "
        f"(button.getAttribute('aria-label') ?? button.textContent.trim()) === {json.dumps(name)})"
    )


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    if FIREFOX is None:
        pytest.skip("no Firefox on this machine")
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items())
    (tmp_path / "user.js").write_text("\n".join(lines))
    command = [FIREFOX, "--headless", "--remote-debugging-port=0", "--profile", str(tmp_path)]
    said = tmp_path / "said.txt"
    with (
        said.open("w") as output,
        subprocess.Popen(command, stderr=output, stdout=output) as process,
    ):
        try:
            with connect(f"{address_in(said, process)}/session", max_size=None) as socket:
                yield Firefox(socket)
        finally:
            process.terminate()


def address_in(said: Path, process: subprocess.Popen[bytes]) -> str:
    """Where Firefox listens, as soon as it says so."""
    while process.poll() is None:
        if found := re.search(r"BiDi listening on (ws://\S+)", said.read_text()):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"Firefox did not start: {said.read_text()}")


ITERATION = "document.querySelector('[data-testid=iteration]')?.textContent"
CELLS = """JSON.stringify(Object.fromEntries(
  [...document.querySelectorAll('[data-testid^="cell-"]')]
    .map((cell) => [cell.dataset.testid, Number(cell.dataset.value)])))"""


def cells_of(mlp: MLP) -> dict[str, float]:
    """dW of every layer by the names of the cells on the screen."""
    return {
        f"cell-{layer}-{i + 1}-{j + 1}": float(value)
        for layer in range(1, mlp.depth + 1)
        for (i, j), value in np.ndenumerate(mlp.dW[layer])
    }


def test_the_train_page_opens_steps_plays_and_goes_back(firefox: Firefox, app_url: str) -> None:
    firefox.open(app_url)
    firefox.value("document.querySelector('[data-testid=live-view][data-ready]') !== null")
    firefox.value(f"{ITERATION} === '0'")
    firefox.click("Step forward")
    firefox.value("document.querySelector('[data-testid=live-view]').dataset.rest === '1'")
    trainer = Trainer(Experiment())
    trainer.step()
    assert json.loads(firefox.value(CELLS)) == cells_of(trainer.mlp)  # to the bit
    firefox.click("Play")
    firefox.value(f"Number({ITERATION}) > 20")
    firefox.click("Pause")
    shown = int(firefox.value(ITERATION))
    firefox.click("Step back")
    firefox.value(
        f"document.querySelector('[data-testid=live-view]').dataset.rest === '{shown - 1}'"
    )
    trainer.seek(shown - 1)
    assert json.loads(firefox.value(CELLS)) == cells_of(trainer.mlp)
    assert firefox.errors == []
