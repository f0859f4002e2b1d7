"""The command line: `backprop COMMAND`, or `python -m backprop COMMAND`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from threadpoolctl import threadpool_limits

from backprop.cli import take
from backprop.cli.experiment import Parser, add_experiment, add_whole, start_run
from backprop.cli.train import print_training

MAX_ITERATIONS = 10_000_000
INTERRUPTED = 130  # a shell's exit status for a command ended by Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status. Exits with status 2 on bad arguments."""
    # One thread, as in the app: the same bits, and faster for small networks.
    threadpool_limits(1, user_api="blas")
    parser = _parser()
    options, others = parser.parse_known_args(arguments)
    if others and options.command != "app":  # further options of app are for Streamlit
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    try:
        if options.command == "app":
            return take.start_app(parser, others)
        trainer, named = start_run(parser, options)
        if options.command == "train":
            print_training(trainer, options.iterations, options.format)
            status = 0
        else:
            status = take.run(parser, options, trainer, named)
    except BrokenPipeError:  # the reader has closed the pipe
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    if trainer.diverged is not None:
        print(trainer.diverged, file=sys.stderr)
    return status


def _parser() -> Parser:
    parser = Parser(
        prog="backprop", description="Back-propagation, step by step.", allow_abbrev=False
    )
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="command", parser_class=Parser
    )
    train = commands.add_parser(
        "train",
        help="train and print every iteration",
        allow_abbrev=False,
        description="Train an experiment and print each iteration's loss and accuracy on the "
        "training set. Start from a preset, a file or a link, and change any field.",
    )
    add_whole(train, "--iterations", 1, MAX_ITERATIONS, "print rows 0 to N-1 (150)", 150)
    train.add_argument(
        "--format", choices=("table", "csv", "json"), default="table", help="output format (table)"
    )
    add_experiment(train)
    take.add_commands(commands)
    return parser
