"""`cifar-desktop --start-times FILE`: opens the window, and writes when it was there; for benchmarks.startup.

It stands outside the parser, whose commands bring modules along that a window does not wait for.
"""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cifar_desktop.cli.before_qt import load_what_goes_first
from cifar_desktop.errors import UserError

if TYPE_CHECKING:
    from cifar_desktop.ui.fault_hook import FaultHook
    from cifar_desktop.ui.main_window import MainWindow

OPTION = "--start-times"


def run_start_times(arguments: Sequence[str]) -> int:
    """Open the window that a person would see, note when it was there, and close it."""
    if len(arguments) != 1:
        raise UserError(f"{OPTION} needs the name of one file.")
    load_what_goes_first()
    from cifar_desktop.ui.app import run_app

    return run_app([], functools.partial(_attend, Path(arguments[0])))


def _attend(file: Path, window: "MainWindow", _faults: "FaultHook") -> None:
    from cifar_desktop.ui.self_test.start_times import StartTimes

    StartTimes(file, window)
