"""A run as one HTML file that opens without a server, and steps and plays like the Train page.

It contains the browser's modules (in an import map of data URLs), the styles, Plotly, the trace of the
run, and as many gradient checks as time allowed. It fetches nothing.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from backprop.data import OWN
from backprop.export import RUN, Format
from backprop.gradcheck import check_seconds, gradient_check
from backprop.live_view.scripts import imported, is_code, scripts, specifiers
from backprop.live_view.trace import bytes_per_iteration, pack, run_id, traced
from backprop.support import Progress, no_progress
from backprop.support.optional import optional
from backprop.training import Snapshot, Trainer

HERE = Path(__file__).parent
TRACE_BYTES = (
    2_300_000  # of a replay's trace before compression; with Plotly the file stays below 6 MB
)
CHECK_SECONDS, LEAST_CHECK = (
    1.5,
    3e-3,
)  # that all gradient checks of a file may take, and a single one takes
TRAINED, CHECKED = 0.4, 0.9  # share of the work done after each part
ENTRY, MODULE = "train/replay.js", "backprop/"

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
{styles}
</style>
<script type="importmap">{imports}</script>
</head>
<body>
<header class="replay-head"><h1>{title}</h1><p>{about}</p><code>{command}</code></header>
<main><div class="bpl" id="replay" data-testid="live-view"></div></main>
<noscript>This replay needs JavaScript, which is switched off in this browser.</noscript>
<script type="text/plain" id="trace">{trace}</script>
<script type="text/plain" id="checks">{checks}</script>
<script type="text/plain" id="plotly">{plotly}</script>
<script type="module">
import {{ mountReplay }} from "{entry}";
mountReplay(document.getElementById("replay"));
</script>
</body>
</html>
"""


def last_iteration(snapshot: Snapshot) -> int:
    """The last iteration of a run that fits into its replay, at most the last one computed."""
    each = bytes_per_iteration(len(snapshot.parameters), snapshot.experiment) + 48
    data = sum(part.nbytes for part in (snapshot.dataset.X_train, snapshot.dataset.X_test))
    fitting = max(2, (TRACE_BYTES - data) // each)
    return min(len(snapshot.history) - 1, int(fitting) - 1)


def refusal(snapshot: Snapshot) -> str:
    """A sentence why a run cannot have a replay; "" if it can."""
    data = snapshot.dataset.X_train.nbytes + snapshot.dataset.X_test.nbytes
    if data + 2 * bytes_per_iteration(len(snapshot.parameters), snapshot.experiment) > TRACE_BYTES:
        return "The data and the network of this run are too large for a file of 6 MB."
    return ""


def replay(snapshot: Snapshot, progress: Progress = no_progress) -> bytes:
    """The file, UTF-8: iterations 0 to ``last_iteration``, opening at the snapshot's. progress: called
    with the share done. Raises ValueError without Plotly, or if the run is too large."""
    if sentence := refusal(snapshot):
        raise ValueError(sentence)
    plotly = _plotly()
    trainer = Trainer(snapshot.experiment, snapshot.dataset)
    last = last_iteration(snapshot)
    header, blocks = traced(
        trainer,
        0,
        last + 1,
        show=min(snapshot.iteration, last),
        with_setup=True,
        progress=lambda share: progress(TRAINED * share),
    )
    header["complete"] = True
    checks = _checks(trainer, last, lambda share: progress(TRAINED + (CHECKED - TRAINED) * share))
    page = _PAGE.format(
        title=html.escape(f"Backprop Lab: {snapshot.sizes} on {_data(snapshot)}"),
        about=html.escape(_about(snapshot, last)),
        command=html.escape(_command(snapshot)),
        styles=_styles(
            "scale",
            "replay",
            "base",
            "plots",
            "transport",
            "views",
            "save",
            "help",
            "present",
            "words",
        ),
        imports=json.dumps({"imports": _modules()}),
        trace=_packed(pack(header, blocks)),
        checks=_packed(json.dumps(checks).encode()),
        plotly=plotly,
        entry=f"{MODULE}{ENTRY}",
    )
    progress(1.0)
    return page.encode()


def _data(snapshot: Snapshot) -> str:
    return "own data" if snapshot.dataset.name == OWN else snapshot.dataset.name


def _command(snapshot: Snapshot) -> str:
    """The shell command that makes the same run; "" if the data has no name."""
    if not snapshot.named_data:
        return ""
    query = urlencode(snapshot.experiment.to_query())
    return f'backprop train --query "{query}"' if query else "backprop train"


def _about(snapshot: Snapshot, last: int) -> str:
    computed = len(snapshot.history) - 1
    text = f"Iterations 0 to {last:,} of the run, step by step."
    if last < computed:
        text += f" It was computed to {computed:,}; no more fits into one file."
    return text


def _checks(trainer: Trainer, last: int, progress: Progress) -> dict[str, object]:
    """Gradient checks of evenly spaced iterations, including the first and the last, as many as time
    allows."""
    each = check_seconds(trainer.mlp.layer_sizes, trainer.batch_size)
    affordable = int(CHECK_SECONDS / max(each, LEAST_CHECK))
    found: dict[str, dict[str, object]] = {}
    if affordable < 2:
        sentence = "Checking this network takes too long for this file; the app does it."
        return {"run": run_id(trainer.experiment), "found": found, "sentence": sentence}
    stride = max(1, -(-last // (affordable - 1)))
    sentence = f"Every {stride}th iteration was checked when this file was made; this one was not."
    for t in dict.fromkeys((*range(0, last, stride), last)):
        _check(trainer, t, found)
        progress(t / max(1, last))
    return {"run": run_id(trainer.experiment), "found": found, "sentence": sentence}


def _check(trainer: Trainer, t: int, found: dict[str, dict[str, object]]) -> None:
    trainer.seek(t)
    result = gradient_check(trainer.mlp, *trainer.batch_data)
    found[str(t)] = {
        "worst": float(result.worst),
        "worst_layer": result.worst_layer,
        "failed_layers": result.failed_layers,
        "passed": result.passed,
        "tolerance": result.tolerance,
    }


def _modules() -> dict[str, str]:
    """The entry script and all its imports, by their names in the import map."""
    found: dict[str, str] = {}
    for name in (ENTRY, *imported(ENTRY)):
        text = scripts()[name].decode()
        if is_code(name):  # relative names do not work in data URLs
            for written, other in specifiers(name).items():
                text = text.replace(f'from "{written}"', f'from "{MODULE}{other}"')
        kind = "text/javascript" if is_code(name) else "application/json"
        found[f"{MODULE}{name}"] = f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"
    return found


def _styles(*names: str) -> str:
    return "\n".join((HERE / "css" / f"{name}.css").read_text(encoding="utf-8") for name in names)


def _packed(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data, compresslevel=6, mtime=0)).decode()


@cache
def _plotly() -> str:
    """Plotly's script, packed; the same in every file. Raises ValueError without Plotly."""
    folder = Path(optional("plotly").__file__).parent
    return _packed((folder / "package_data" / "plotly.min.js").read_bytes())


FORMAT = Format(
    "replay",
    RUN,
    "Replay",
    "The Train page in one HTML file under 6 MB: it steps, plays and goes back without a server or a "
    "network. Making it takes a few seconds.",
    ".html",
    "text/html",
    replay,
    refusal,
    long=True,
)
