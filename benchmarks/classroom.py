"""A class on one server: 40 people open the page at once, and each then plays.

    python benchmarks/classroom.py [--sessions 40] [--chunks 7] [--json FILE]

Starts the real app on a free port of the loopback and speaks Streamlit's own websocket protocol
with it, as its page does: every session connects, runs the page, and then, at a random phase, asks
every two seconds for the next 120 iterations of the default network, 1,000 in all. Once all open
one and the same link, once 40 links with a seed each. Browsers and their drawing are not part of
it; this program takes its share of the same processor.

Opening: from the connection to the end of the page's first run. Chunk: from the request to the
trace in hand. Memory: what the server grew by since a first visitor, divided by the sessions.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import struct
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.app_server import resident_bytes, server

NETWORK = {"hidden": "8,8,4", "activations": "tanh,tanh,tanh"}
CHUNK, EVERY = 120, 2.0  # iterations; seconds
PATIENCE = 30.0  # seconds without an answer that count as an error
AIMS = {"opening_max": 5.0, "chunk_p95": 0.5, "memory": 15e6, "errors": 0}


@dataclass
class Outcome:
    """What a class has met: seconds of each opening and chunk, bytes a session, sentences."""

    openings: list[float] = field(default_factory=list)
    chunks: list[float] = field(default_factory=list)
    memory: float = 0.0
    errors: list[str] = field(default_factory=list)

    def measures(self) -> dict[str, float]:
        """The numbers that are reported; NaN where nobody got so far."""
        nothing = [float("nan")] * 2
        openings, chunks = self.openings or nothing, self.chunks or nothing
        return {
            "opening_median": median(openings),
            "opening_max": max(openings),
            "chunk_median": median(chunks),
            "chunk_p95": quantiles(chunks, n=20, method="inclusive")[-1],
            "chunk_max": max(chunks),
            "memory": self.memory,
            "errors": len(self.errors),
        }


class Session:
    """One visitor: a websocket, and what the page's live view needs to ask for more."""

    def __init__(self, websocket: websockets.ClientConnection, query: str) -> None:
        self.websocket, self.query = websocket, query
        self.page = ""
        self.live = self.check = ("", "")  # a component's id, and its fragment
        self.header: dict[str, Any] = {}

    async def open(self) -> None:
        """Run the page; returns when its first run is over."""
        await self._send(BackMsg())
        await self._until(finished)
        if not self.header:
            raise RuntimeError("the page came without its live view")

    async def stand(self) -> None:
        """Report that the picture stands, as it does after opening; the gradient check follows."""
        await self._send(self._standing(self.check))
        await self._until(finished)

    async def more(self) -> None:
        """Ask for the next stretch as the live view does; returns when it is there."""
        first = self.header["last"] + 1
        want = {
            "run": self.header["run"],
            "first": first,
            "count": CHUNK,
            "have_history": first,
            "need_setup": False,
            "nonce": first,
        }
        message = self._standing(self.live)
        own = message.rerun_script.widget_states.widgets.add()
        own.id, own.json_value = self.live[0], "{}"
        trigger = message.rerun_script.widget_states.widgets.add()
        trigger.id = f"$$STREAMLIT_INTERNAL_KEY_{self.live[0]}__events"
        trigger.json_trigger_value = json.dumps([{"event": "more", "value": want}])
        await self._send(message)
        await self._until(lambda _: self.header["first"] == first)
        if self.header["count"] != CHUNK:
            raise RuntimeError(f"{self.header['count']} iterations instead of {CHUNK}")

    def _standing(self, sender: tuple[str, str]) -> BackMsg:
        """A message of a component's fragment, with the state: the picture stands at iteration 0."""
        message = BackMsg()
        message.rerun_script.fragment_id = sender[1]
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self.check[0]
        state.json_value = json.dumps({"standing": {"run": self.header["run"], "iteration": 0}})
        return message

    async def _send(self, message: BackMsg) -> None:
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self.page
        await self.websocket.send(message.SerializeToString())

    async def _until(self, done: Any) -> None:
        message = ForwardMsg()
        async with asyncio.timeout(PATIENCE):
            while True:
                raw = await self.websocket.recv()
                message.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
                self._take(message)
                if done(message):
                    return

    def _take(self, message: ForwardMsg) -> None:
        if message.HasField("new_session"):
            self.page = message.new_session.page_script_hash
        if not message.HasField("delta"):
            return
        element = message.delta.new_element
        if element.HasField("exception"):
            raise RuntimeError(element.exception.message)
        component = element.bidi_component
        if component.component_name.endswith("check_report"):
            self.check = (component.id, message.delta.fragment_id)
        if component.component_name.endswith("live_view"):
            self.live = (component.id, message.delta.fragment_id)
            (length,) = struct.unpack_from("<I", component.bytes)
            self.header = json.loads(component.bytes[4 : 4 + length])


def finished(message: ForwardMsg) -> bool:
    """Whether a run is over, and not just cut short by the next one."""
    early = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
    return message.HasField("script_finished") and message.script_finished != early


async def visit(port: int, query: dict[str, str], chunks: int, outcome: Outcome) -> None:
    """Open the page, ask for so many chunks, and note how long each took; stay until the end."""
    start = time.perf_counter()
    async with connection(port) as websocket:
        try:
            session = Session(websocket, urlencode(query))
            await session.open()
            outcome.openings.append(time.perf_counter() - start)
            await session.stand()
            await asyncio.sleep(random.uniform(0, EVERY))
            for _ in range(chunks):
                asked = time.perf_counter()
                await session.more()
                outcome.chunks.append(time.perf_counter() - asked)
                await asyncio.sleep(max(0.0, EVERY - (time.perf_counter() - asked)))
        except Exception as error:  # whatever a visitor meets is what is counted here
            outcome.errors.append(f"{type(error).__name__}: {error}")


def connection(port: int) -> websockets.connect:
    """A websocket to the app, opened as the page opens it."""
    return websockets.connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        origin=websockets.Origin(f"http://127.0.0.1:{port}"),
        subprotocols=[websockets.Subprotocol("streamlit")],
        max_size=None,
    )


async def hold_class(links: list[dict[str, str]], chunks: int) -> Outcome:
    """A server of its own, a first visitor, then the whole class."""
    outcome = Outcome()
    with server() as (port, pid, log):
        await visit(port, {**NETWORK, "init_seed": "1000"}, 1, Outcome())
        before = resident_bytes(pid)
        async with asyncio.timeout(4 * PATIENCE + 2 * EVERY * (chunks + 1)):
            await asyncio.gather(*(visit(port, link, chunks, outcome) for link in links))
        outcome.memory = (resident_bytes(pid) - before) / len(links)
        if "Traceback" in (text := log.read_text(encoding="utf-8", errors="replace")):
            outcome.errors.append(f"the server's log: {text[text.index('Traceback') :][:2000]}")
    return outcome


def main() -> int:
    """Holds both classes and prints a table; 1 when a visitor met an error."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sessions", type=int, default=40)
    parser.add_argument("--chunks", type=int, default=7, help="asked for by each session")
    parser.add_argument("--json", metavar="FILE", help="write every measured number there too")
    options = parser.parse_args()
    classes = {
        "one shared link": [NETWORK] * options.sessions,
        f"{options.sessions} seeds": [
            {**NETWORK, "init_seed": str(seed)} for seed in range(options.sessions)
        ],
    }
    load = os.getloadavg()[0]
    outcomes = {name: asyncio.run(hold_class(c, options.chunks)) for name, c in classes.items()}
    rows = {name: outcome.measures() for name, outcome in outcomes.items()}
    print(
        f"{options.sessions} sessions, {options.chunks} chunks of {CHUNK} iterations each; "
        f"load average before {load:.1f}: idle is best"
    )
    print(f"{'':<22}" + "".join(f"{name:>18}" for name in rows) + f"{'aim':>12}")
    for key, unit, scale in (
        ("opening_median", "s", 1.0),
        ("opening_max", "s", 1.0),
        ("chunk_median", "ms", 1e3),
        ("chunk_p95", "ms", 1e3),
        ("chunk_max", "ms", 1e3),
        ("memory", "MB", 1e-6),
        ("errors", "", 1),
    ):
        values = "".join(f"{row[key] * scale:>18,.2f}" for row in rows.values())
        aim = f"≤ {AIMS[key] * scale:,.0f}" if key in AIMS else ""
        missed = key in AIMS and any(row[key] > AIMS[key] for row in rows.values())
        name = f"{key.replace('_', ' ')} {f'({unit})' if unit else ''}"
        print(f"{name:<22}{values}{aim:>12}{'  MISSED' * missed}")
    if options.json:
        text = json.dumps({name: asdict(outcome) for name, outcome in outcomes.items()}, indent=1)
        Path(options.json).write_text(text + "\n", encoding="utf-8")
    errors = [error for outcome in outcomes.values() for error in outcome.errors]
    for error in errors[:5]:
        print(error, file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    raise SystemExit(main())
