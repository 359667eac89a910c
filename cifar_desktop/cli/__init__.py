"""The command line: one module a sub-command.

A `UserError` becomes one sentence on the error stream and exit code 2; Ctrl-C ends with 130, as shells have it.
Importing this package imports no torch: a help text must not wait for it.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from cifar_desktop import __version__
from cifar_desktop.cli import classify, download, evaluate, runs, train
from cifar_desktop.cli.terminal import write_error
from cifar_desktop.errors import Cancelled, TrainingError, UserError

EXIT_USER_ERROR = 2
EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None, program: str = "cifar-desktop") -> int:
    """Run the sub-command that `arguments` name and return the exit code."""
    args = _parser(program).parse_args(arguments)
    return guarded(lambda: args.run(args))


def guarded(work: Callable[[], int]) -> int:
    """Do the work and return its exit code, or that of the error that ended it, which is said in a sentence."""
    try:
        return work()
    except UserError as error:
        _say(error)
        return EXIT_USER_ERROR
    except (Cancelled, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone, as `head` does
        sys.stdout = None  # nothing is left to flush at exit
        return 0


def _say(error: UserError) -> None:
    """Write what happened; of several processes, one on each machine speaks for all, unless it is its own trouble."""
    if os.environ.get("LOCAL_RANK", "0") == "0":
        write_error(f"{error}\n")
    elif isinstance(error, TrainingError):
        write_error(f"Process {os.environ.get('RANK')}: {error}\n")


def _parser(program: str) -> argparse.ArgumentParser:
    """Return the parser with all sub-commands."""
    parser = argparse.ArgumentParser(
        prog=program,
        description="Train a small image classifier, watch it learn, and label photos with it, all offline.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (train, classify, evaluate, runs, download):
        command.add_parser(subparsers)
    return parser
