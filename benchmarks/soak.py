"""Strangers with random links: no page may fail, and the server may not grow.

    python benchmarks/soak.py [--sessions 30] [--minutes 2] [--seed 0]

Starts the real app on a free port of the loopback and speaks Streamlit's websocket protocol with it. So many
visitors at a time open a random page with a random valid experiment and iteration, then leave, and others come.
Reports how many pages were opened, how long each took, every error, and the server's memory
over time. Sessions that were left are kept for two minutes by .streamlit/config.toml; here for five seconds, so that
what is measured is what does not go away.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from backprop.data import OWN
from backprop.nn import HIDDEN_ACTIVATIONS
from backprop.training import Experiment
from backprop.training.choices import CHOICES
from benchmarks.app_server import resident_bytes, server
from benchmarks.classroom import connection, finished

PATIENCE = 60.0  # seconds without the end of a page's run that count as an error
PAGES = sorted(path.stem for path in Path(__file__).parents[1].joinpath("pages").glob("*.py"))


def link(chance: random.Random) -> dict[str, str]:
    """A valid query: an experiment of a size that a class would choose, and an iteration."""
    hidden = tuple(chance.choice((1, 2, 4, 8, 16)) for _ in range(chance.randrange(5)))
    experiment = Experiment(
        dataset=chance.choice([name for name in CHOICES["dataset"] if name != OWN]),
        n_samples=chance.choice((50, 200, 500)),
        hidden=hidden,
        activations=tuple(chance.choice(HIDDEN_ACTIVATIONS) for _ in hidden),
        learning_rate=chance.choice((0.001, 0.01, 0.1, 0.5, 10.0)),
        batch_size=chance.choice((None, 1, 16)),
        l2=chance.choice((0.0, 0.01)),
        init_seed=chance.randrange(1000),
        initializer=chance.choice(CHOICES["initializer"]),
        optimizer=chance.choice(CHOICES["optimizer"]),
        schedule=chance.choice(CHOICES["schedule"]),
    )
    return experiment.to_query() | {"t": str(chance.choice((0, 1, 40, 300)))}


async def visit(port: int, page: str, query: dict[str, str]) -> tuple[float, list[str]]:
    """Open a page; seconds until its run is over, and what it showed as an exception."""
    began, errors = time.perf_counter(), []
    message = BackMsg()
    message.rerun_script.query_string = urlencode(query)
    message.rerun_script.page_name = "" if page == "train" else page.replace("_", "-")
    answer = ForwardMsg()
    async with connection(port) as websocket:
        await websocket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while True:
                raw = await websocket.recv()
                answer.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
                if answer.HasField("page_not_found"):
                    errors.append("there is no such page")
                if answer.HasField("delta") and answer.delta.new_element.HasField("exception"):
                    errors.append(answer.delta.new_element.exception.message)
                if finished(answer):
                    return time.perf_counter() - began, errors


async def soak(sessions: int, seconds: float, seed: int) -> int:
    """Let them come and go; prints the report and returns the number of errors."""
    chance, times, errors = random.Random(seed), defaultdict(list), []
    memory: list[tuple[float, float]] = []
    with server("--server.disconnectedSessionTTL=5") as (port, pid, log):
        began = time.perf_counter()
        end = began + seconds

        async def visitor() -> None:
            while time.perf_counter() < end:
                page, query = chance.choice(PAGES), link(chance)
                try:
                    took, said = await visit(port, page, query)
                    times[page].append(took)
                except Exception as error:
                    said = [f"{type(error).__name__}: {error}"]
                errors.extend(f"{page}?{urlencode(query)}: {sentence}" for sentence in said)

        async def watch() -> None:
            while time.perf_counter() < end:
                memory.append((time.perf_counter() - began, resident_bytes(pid) / 1e6))
                await asyncio.sleep(seconds / 12)

        await asyncio.gather(watch(), *(visitor() for _ in range(sessions)))
        text = log.read_text(encoding="utf-8", errors="replace")
        if "Traceback" in text:
            errors.append(f"the server's log: {text[text.index('Traceback') :][:3000]}")
    for page in PAGES:
        took = times[page] or [float("nan")]
        print(
            f"{page:<16}{len(times[page]):>6} opened, median {median(took):6.2f} s, longest {max(took):6.2f} s"
        )
    print("memory (MB): " + ", ".join(f"{at:.0f} s {size:,.0f}" for at, size in memory))
    print(f"{len(errors)} errors")
    for error in errors[:10]:
        print(error, file=sys.stderr)
    return len(errors)


def main() -> int:
    """1 when a page failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    return 1 if asyncio.run(soak(options.sessions, options.minutes * 60, options.seed)) else 0


if __name__ == "__main__":
    raise SystemExit(main())
