"""The command line: one module a sub-command.

A `UserError` becomes one sentence on the error stream and exit code 2; Ctrl-C ends with 130, as shells have it.
Importing this package imports no torch: a help text must not wait for it. It does not import the sub-commands either:
the window, which is guarded in the same way, must not wait for those.
"""

import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cifar_desktop import __version__
from cifar_desktop.cli import start_times
from cifar_desktop.errors import Cancelled, TrainingError, UserError

if TYPE_CHECKING:
    import argparse

EXIT_USER_ERROR = 2
EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None, program: str = "cifar-desktop") -> int:
    """Run the sub-command that `arguments` name and return the exit code."""
    _let_every_name_be_printed()
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == [start_times.OPTION]:
        return guarded(lambda: start_times.run_start_times(words[1:]))
    parser = _parser(program)
    args = parser.parse_args(words)
    run = _chosen(parser, args)
    return guarded(lambda: run(args))


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


def _let_every_name_be_printed() -> None:
    """Have the output name the bytes of what its encoding does not know, as the error stream does.

    File names need not be text, and a terminal may know few letters; neither is a reason to end.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _chosen(parser: "argparse.ArgumentParser", args: "argparse.Namespace") -> "Callable[[argparse.Namespace], int]":
    """Return what the arguments ask for: a command, or what stands in its place."""
    from cifar_desktop.cli import self_test

    if args.self_test is None and args.run is None:
        parser.error("the following arguments are required: COMMAND")
    if args.self_test is not None and args.run is not None:
        parser.error("--self-test comes without a command")
    return args.run or self_test.run_self_test


def _say(error: UserError) -> None:
    """Write what happened; of several processes, one on each machine speaks for all, unless it is its own trouble."""
    from cifar_desktop.cli.terminal import write_error

    if os.environ.get("LOCAL_RANK", "0") == "0":
        write_error(f"{error}\n")
    elif isinstance(error, TrainingError):
        write_error(f"Process {os.environ.get('RANK')}: {error}\n")


def _parser(program: str) -> "argparse.ArgumentParser":
    """Return the parser with all sub-commands."""
    import argparse

    from cifar_desktop.cli import classify, download, evaluate, runs, self_test, train

    parser = argparse.ArgumentParser(
        prog=program,
        description="Train a small image classifier, watch it learn, and label photos with it, all offline.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.set_defaults(run=None)
    self_test.add_options(parser)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in (train, classify, evaluate, runs, download):
        command.add_parser(subparsers)
    return parser
