"""Writes an experiment as a short JSON file, and reads such a file or a link.

The file holds the fields of the experiment, the iteration, and the page with its options. It holds no
data: a person's own table is identified by its fingerprint, and the choices made for it refer to its
columns by name.
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
    """What a link or a file describes: experiment, iteration, page (its path, "" for the Train page)
    and the page's own options as text. table: the choices made for a person's own table."""

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
    """16 hexadecimal digits of a SHA-256 over all numbers: equal data has equal digits."""
    digest = hashlib.sha256()
    for part in (dataset.X_train, dataset.y_train, dataset.X_test, dataset.y_test):
        digest.update(str(part.shape).encode() + part.astype("<f8").tobytes())
    return digest.hexdigest()[:16]


def to_file(snapshot: Snapshot, page: str = "", options: Mapping[str, str] | None = None) -> bytes:
    """The file of a run at its iteration, as UTF-8 bytes."""
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
    """Read a link, the part of it after "?", or the text of a file. Raises ValueError, one sentence."""
    text = text.strip().removeprefix("\ufeff")
    if not text:
        raise ValueError("the text is empty; give a link or the JSON of an experiment.")
    if len(text) > MAX_CHARACTERS:
        raise ValueError(
            f"the text has {len(text):,} characters; give a link or JSON of at most "
            f"{MAX_CHARACTERS:,} characters."
        )
    return read_file(text) if text.startswith("{") else _from_link(text)


def _from_link(text: str) -> Picture:
    if re.search(r"\s", text):
        raise ValueError(
            f"{quoted(text)} is not a link, because it contains spaces. Copy the whole link again."
        )
    parts = urlsplit(text) if "?" in text or "//" in text else urlsplit(f"?{text}")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    known = {"t", *json.loads(Experiment().to_json())}
    if not query.keys() & known and not parts.scheme.startswith("http"):
        raise ValueError(
            f"{quoted(text)} is not a link; give one such as https://…/?dataset=moons."
        )
    page = parts.path.rstrip("/").rpartition("/")[2]
    iteration = _iteration(query.pop("t", "0"))
    experiment, sentences = Experiment.from_query(query)
    if sentences:
        raise ValueError(as_refusal(sentences[0]))
    return Picture(experiment, iteration, page, {k: v for k, v in query.items() if k not in known})


def as_refusal(sentence: str) -> str:
    """A sentence of from_query without its second part, which says what is used instead. Where
    nothing is used instead, the sentence is a refusal."""
    for replacement in (" The default is used.", " The others are kept."):
        sentence = sentence.removesuffix(replacement)
    return f"{sentence.partition('; ')[0].rstrip('.')}."


def read_file(text: str) -> Picture:
    """Read the text of a file, written here or by Experiment.to_json. Raises ValueError, one sentence."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not valid JSON: {error}.") from error
    if not isinstance(content, dict):
        raise ValueError("expected a JSON object with the fields of an experiment.")
    if "experiment" not in content:  # only the fields, as Experiment.to_json writes them
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
        raise ValueError("table: expected a JSON object with the choices made for the table.")
    return Picture(experiment, _iteration(content.get("iteration", 0)), page, options, table)


def _iteration(value: Any) -> int:
    text = str(value)
    whole = not isinstance(value, bool) and text.isascii() and text.isdecimal() and len(text) < 20
    if whole and int(text) <= MAX_ITERATION:
        return int(text)
    raise ValueError(f"t: expected an iteration from 0 to {MAX_ITERATION:,}, got {quoted(value)}.")
