"""An experiment as a short JSON file, and a link or such a file read back.

The file holds the fields of the experiment, the iteration, and the page with what is chosen there.
It holds no data: a person's own table is named by its fingerprint, and what was chosen for it by the names of its
columns.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from backprop.data import Dataset
from backprop.training.choices import quoted
from backprop.training.experiment import Experiment
from backprop.training.snapshot import Snapshot

KIND = "backprop-lab experiment"
MAX_CHARACTERS = 100_000
MAX_ITERATION = 100_000


@dataclass(frozen=True)
class Picture:
    """What a link or a file stands for: experiment, iteration, page (its path, "" for the Train
    page), and the page's own options as text. table: what was chosen for a person's own table."""

    experiment: Experiment
    iteration: int = 0
    page: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    table: Mapping[str, Any] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the link."""
        shown = {"t": str(self.iteration)} if self.iteration else {}
        return {**self.experiment.to_query(), **shown, **self.options}


def fingerprint(dataset: Dataset) -> str:
    """16 hexadecimal digits that are the same for the same numbers (SHA-256 of all of them)."""
    digest = hashlib.sha256()
    for part in (dataset.X_train, dataset.y_train, dataset.X_test, dataset.y_test):
        digest.update(str(part.shape).encode() + part.astype("<f8").tobytes())
    return digest.hexdigest()[:16]


def to_file(snapshot: Snapshot, page: str = "", options: Mapping[str, str] | None = None) -> bytes:
    """The file of a run at its iteration, UTF-8."""
    data = snapshot.dataset
    described = {
        "name": data.name,
        "fingerprint": fingerprint(data),
        "training samples": len(data.X_train),
        "test samples": len(data.X_test),
        "inputs": data.n_features,
    }
    content = {
        "kind": KIND,
        "experiment": json.loads(snapshot.experiment.to_json()),
        "iteration": snapshot.iteration,
        "page": page,
        "options": dict(options or {}),
        "data": described,
    }
    if data.choices:
        content["table"] = json.loads(data.choices)
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def read(text: str) -> Picture:
    """A link, what follows its ?, or the text of a file. Raises ValueError, one sentence."""
    text = text.strip().removeprefix("\ufeff")
    if not text:
        raise ValueError("there is nothing here; give a link, or the JSON of an experiment.")
    if len(text) > MAX_CHARACTERS:
        raise ValueError(
            f"this has {len(text):,} characters; give a link or a short JSON text: "
            f"at most {MAX_CHARACTERS:,} are read."
        )
    return read_file(text) if text.startswith("{") else _from_link(text)


def _from_link(text: str) -> Picture:
    if re.search(r"\s", text):
        raise ValueError(
            f"{quoted(text)} is no link: a link has no spaces in it. Copy the whole link once more."
        )
    parts = urlsplit(text) if "?" in text or "//" in text else urlsplit(f"?{text}")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    known = {"t", *json.loads(Experiment().to_json())}
    if not query.keys() & known and not parts.scheme.startswith("http"):
        raise ValueError(f"{quoted(text)} is no link; give one such as https://…/?dataset=moons.")
    page = parts.path.rstrip("/").rpartition("/")[2]
    iteration = _iteration(query.pop("t", "0"))
    experiment, sentences = Experiment.from_query(query)
    if sentences:
        raise ValueError(as_refusal(sentences[0]))
    return Picture(experiment, iteration, page, {k: v for k, v in query.items() if k not in known})


def as_refusal(sentence: str) -> str:
    """What from_query says of a parameter, where nothing is put in its place: what the page replaces
    by a default would be another picture."""
    for put_in_place in (" The default is used.", " The others are kept."):
        sentence = sentence.removesuffix(put_in_place)
    return f"{sentence.partition('; ')[0].rstrip('.')}."


def read_file(text: str) -> Picture:
    """The text of a file, this module's or Experiment.to_json's. Raises ValueError, one sentence."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not a JSON text: {error}.") from error
    if not isinstance(content, dict):
        raise ValueError("expected a JSON object with the fields of an experiment.")
    if "experiment" not in content:  # the fields alone, as Experiment.to_json writes them
        return Picture(Experiment.from_json(text))
    if not isinstance(content["experiment"], dict):
        raise ValueError("experiment: expected a JSON object with the fields of an experiment.")
    experiment = Experiment.from_json(json.dumps(content["experiment"]))
    options = content.get("options", {})
    if not isinstance(options, dict) or not all(isinstance(v, str) for v in options.values()):
        raise ValueError("options: expected a JSON object whose values are texts.")
    page = content.get("page", "")
    if not isinstance(page, str) or not re.fullmatch(r"[a-z-]{0,40}", page):
        raise ValueError(f"page: expected the path of a page, got {quoted(page)}.")
    table = content.get("table", {})
    if not isinstance(table, dict):
        raise ValueError("table: expected a JSON object with what was chosen for the table.")
    return Picture(experiment, _iteration(content.get("iteration", 0)), page, options, table)


def _iteration(value: Any) -> int:
    text = str(value)
    known = not isinstance(value, bool) and text.isascii() and text.isdecimal() and len(text) < 20
    if known and int(text) <= MAX_ITERATION:
        return int(text)
    raise ValueError(f"t: expected an iteration from 0 to {MAX_ITERATION:,}, got {quoted(value)}.")
