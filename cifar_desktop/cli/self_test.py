"""`cifar-desktop --self-test DIR`: the program tries itself, in its own window, and writes down what it saw.

Everything happens below DIR, in a home of its own: the settings and runs of whoever calls it are not touched.
"""

import argparse
import contextlib
import os
import sys
from pathlib import Path

from cifar_desktop import atomic_files
from cifar_desktop.cli.arguments import at_least_one
from cifar_desktop.cli.before_qt import do_without_display, load_what_goes_first
from cifar_desktop.cli.terminal import write_out
from cifar_desktop.errors import UserError

EXIT_FAILED = 1
TRAINING_S = 60
_REMEDY = "Name a folder that is empty, or does not exist yet."


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that stand in the place of a command."""
    group = parser.add_argument_group("self-test, in the place of a command")
    group.add_argument(
        "--self-test",
        type=Path,
        metavar="DIR",
        help="click through the window, train for a moment, and leave pictures and a report in DIR",
    )
    group.add_argument(
        "--self-test-seconds",
        type=at_least_one,
        default=TRAINING_S,
        metavar="N",
        help=f"train for at most N seconds in it (default: {TRAINING_S})",
    )


def run_self_test(args: argparse.Namespace) -> int:
    """Go through the window; return 0 only where every step did what it should."""
    folder = _empty_folder(args.self_test)
    _move_home_to(folder / "home")
    do_without_display()
    load_what_goes_first()
    from cifar_desktop.ui.app import require_qt, run_app

    require_qt()  # in words, where it cannot be had
    from cifar_desktop.ui.self_test.self_test import SelfTest

    test = SelfTest(folder, training_s=args.self_test_seconds, say=_say)
    try:
        code = run_app([], test.attend)
    finally:
        test.end()
    return code or (0 if test.report.is_ok else EXIT_FAILED)


def _empty_folder(folder: Path) -> Path:
    """Return the folder, made where it was not there; refuse one that has something in it."""
    if folder.exists() and not folder.is_dir():
        raise UserError(f"“{folder}” is a file, and the self-test needs a folder.", remedy=_REMEDY)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = next(folder.iterdir(), None) is None
        atomic_files.try_to_write_beside(folder / "report.json")
    except OSError as error:
        raise UserError(
            f"The self-test cannot write into “{folder}”: {error.strerror or error}.",
            remedy="Name a folder that you may write into.",
        ) from error
    if not is_empty:
        raise UserError(f"“{folder}” is not empty.", kept="Nothing in it was changed.", remedy=_REMEDY)
    return folder.resolve()


def _move_home_to(home: Path) -> None:
    """Have this process keep what it remembers, and what it trains, in a folder of its own."""
    home.mkdir()
    os.environ["CIFAR_DESKTOP_HOME"] = str(home)
    if sys.platform.startswith("linux") and not os.environ.get("XDG_RUNTIME_DIR"):
        runtime = home / "runtime"  # Qt warns of a system that gave none, as in containers
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)


def _say(line: str) -> None:
    """Write a line; what a terminal of old cannot show becomes a question mark."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    with contextlib.suppress(OSError):  # whoever read along has gone; the report tells the rest
        write_out(line.encode(encoding, "replace").decode(encoding) + "\n")
