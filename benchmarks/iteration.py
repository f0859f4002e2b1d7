"""One training iteration of Backprop Lab beside PyTorch eager, jax.jit and scikit-learn.

    python benchmarks/iteration.py [--rounds 9] [--block 0.1] [--json FILE]

An iteration is forward, loss, backward, update and the history entry, in float64, on the whole
training set. Each thread count gets a process of its own, in which the contenders take turns
(A B C D A B C D …), so that whatever else the machine is doing meets all of them alike. Printed are
median microseconds, and the median over the rounds of each rival's time divided by ours.

Two rivals come a second time in a form that is kinder to them and carries no aim: JAX with the
losses read only at the end of a run, scikit-learn without its shuffle. Where the processor has
AVX-512 and OpenBLAS did not choose its kernels for it, a further process asks for them: NumPy, and
so we and scikit-learn, then compute with the same instructions as the others.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OURS = "Backprop Lab"
FIRST_LOSSES = 5  # compared between the contenders: value, and through the updates the gradient
TOLERANCE = 1e-9  # relative
AVX512_KERNELS = "SkylakeX"  # OpenBLAS's name for them

# How many times as long as ours each rival has to take, by case.
AIMS: dict[str, dict[str, float]] = {
    "2-4-3-1": {"jax.jit": 1.0, "PyTorch": 4.0, "MLPClassifier": 4.0},
    "2-8-8-4-1": {"jax.jit": 1.0, "PyTorch": 4.0, "MLPClassifier": 4.0},
    "2-64-64-1": {"jax.jit": 1.0},
    "64-256-256-10": {"PyTorch": 1.0},
}
SAMPLES = {"2-4-3-1": 1000, "2-8-8-4-1": 500, "2-64-64-1": 1000, "64-256-256-10": 1797}

Result = dict[str, Any]  # case, samples, kernels, disagreement, seconds: {name: [a round each]}


def main() -> int:
    """Measures and prints; the exit status is 0 whether or not the aims are met."""
    options = _arguments()
    if options.worker:
        _worker(options.rounds, options.block)
        return 0
    load = os.getloadavg()[0]
    everything: dict[str, list[Result]] = {}
    missed = 0
    for threads in (1, 2):
        title = f"{threads} thread{'s' * (threads > 1)}"
        everything[title] = _table(title, threads, {}, options)
        missed += sum(_missed(result) for result in everything[title])
    kernels = everything["1 thread"][0]["kernels"]
    if _has_avx512() and kernels in ("Haswell", "Zen"):
        for threads in (1, 2):
            title = f"{threads} thread{'s' * (threads > 1)}, OPENBLAS_CORETYPE={AVX512_KERNELS}"
            variable = {"OPENBLAS_CORETYPE": AVX512_KERNELS}
            everything[title] = _table(title, threads, variable, options)
    if options.json:
        Path(options.json).write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")
    print(f"\nload average {load:.1f} before, {os.getloadavg()[0]:.1f} after: idle is best")
    print(f"as installed: {f'{missed} aims missed' if missed else 'all aims met'}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9, help="turns of each contender")
    parser.add_argument("--block", type=float, default=0.1, help="seconds of one turn, about")
    parser.add_argument("--json", metavar="FILE", help="write every measured second there too")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _table(
    title: str, threads: int, variables: dict[str, str], options: argparse.Namespace
) -> list[Result]:
    """Measures in a process whose libraries see the thread count before they are imported."""
    environment = dict(os.environ, PYTHONPATH=str(ROOT), JAX_PLATFORMS="cpu", **variables)
    for name in ("OPENBLAS", "OMP", "MKL"):
        environment[f"{name}_NUM_THREADS"] = str(threads)
    environment["NPROC"] = str(threads)  # the size of XLA's thread pool
    if threads == 1:
        environment["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    command = [sys.executable, __file__, "--worker"]
    command += ["--rounds", str(options.rounds), "--block", str(options.block)]
    results: list[Result] = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            results.append(json.loads(line))
            if len(results) == 1:
                print(f"\n{title} (OpenBLAS kernels: {results[0]['kernels']})")
                print(f"{'network':<15}{'samples':>7}  {'':<27}{'µs':>10}{'times ours':>12}  aim")
            _print_rows(results[-1])
    if process.returncode:
        raise SystemExit(f"the measuring process ended with {process.returncode}.")
    worst = max(result["disagreement"] for result in results)
    print(f"first {FIRST_LOSSES} losses of all contenders agree to {worst:.0e}")
    return results


def _worker(rounds: int, block: float) -> None:
    import torch  # pyright: ignore[reportMissingImports]

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    for name, samples in SAMPLES.items():
        print(json.dumps(_measure(name, samples, rounds, block)), flush=True)


def _measure(name: str, samples: int, rounds: int, block: float) -> Result:
    from backprop import Experiment
    from benchmarks import rivals

    hidden = tuple(int(units) for units in name.split("-")[1:-1])
    dataset, rate = ("digits", 0.1) if name.startswith("64-") else ("circles", 0.5)
    experiment = Experiment(
        dataset=dataset,
        n_samples=samples,
        test_fraction=0.0,
        learning_rate=rate,
        hidden=hidden,
        activations=("tanh",) * len(hidden),
    )
    case = rivals.Case(name, experiment)
    problem = rivals.problem(case)
    contenders = {
        OURS: rivals.ours(case),
        "PyTorch": rivals.pytorch(problem),
        "jax.jit": rivals.jax_jit(problem),
        "jax.jit, losses at the end": rivals.jax_jit(problem, ahead=True),
        "MLPClassifier": rivals.scikit_learn(problem),
        "MLPClassifier, no shuffle": rivals.scikit_learn(problem, shuffle=False),
    }
    losses = [contender.losses(FIRST_LOSSES) for contender in contenders.values()]
    worst = max(
        abs(theirs - mine) / mine
        for other in losses[1:]
        for theirs, mine in zip(other, losses[0], strict=True)
    )
    if worst > TOLERANCE:
        raise SystemExit(f"{name}: not the same mathematics, losses {losses}.")

    counts = {label: _iterations_for(block, contenders[label]) for label in contenders}
    seconds: dict[str, list[float]] = {label: [] for label in contenders}
    for _ in range(rounds):
        for label, contender in contenders.items():
            seconds[label].append(contender.seconds(counts[label]) / counts[label])
    return {
        "case": name,
        "samples": len(problem.X),
        "kernels": _kernels(),
        "disagreement": worst,
        "seconds": seconds,
    }


def _iterations_for(block: float, contender: Any) -> int:
    """Iterations that fill a block, found after a warm-up."""
    contender.seconds(3)
    return max(3, round(block * 10 / contender.seconds(10)))


def _kernels() -> str:
    """The processor for which NumPy's OpenBLAS has chosen its kernels."""
    from threadpoolctl import threadpool_info

    pools = [p for p in threadpool_info() if "numpy" in p["filepath"] and "architecture" in p]
    return pools[0]["architecture"] if pools else "unknown"


def _has_avx512() -> bool:
    cpuinfo = Path("/proc/cpuinfo")
    return cpuinfo.exists() and " avx512f " in cpuinfo.read_text(encoding="utf-8")


def _ratio(result: Result, name: str) -> float:
    pairs = zip(result["seconds"][name], result["seconds"][OURS], strict=True)
    return median(theirs / mine for theirs, mine in pairs)


def _missed(result: Result) -> int:
    return sum(_ratio(result, name) < aim for name, aim in AIMS[result["case"]].items())


def _print_rows(result: Result) -> None:
    start = f"{result['case']:<15}{result['samples']:>7}"
    for name, seconds in result["seconds"].items():
        ratio, aim = _ratio(result, name), AIMS[result["case"]].get(name)
        verdict = f"  ≥ {aim:g} {'met' if ratio >= aim else 'MISSED'}" if aim else ""
        print(f"{start:<22}  {name:<27}{1e6 * median(seconds):>10,.1f}{ratio:>12.2f}{verdict}")
        start = ""


if __name__ == "__main__":
    raise SystemExit(main())
