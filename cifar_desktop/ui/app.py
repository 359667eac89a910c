"""Opens the window. Torch is not imported here: the window is up before torch is."""

import builtins
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cifar_desktop.cli import late_hooks
from cifar_desktop.errors import UserError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from cifar_desktop.ui.fault_hook import FaultHook
    from cifar_desktop.ui.main_window import MainWindow

# Somebody who looks on, and may act, from before the window is shown.
Attendant = Callable[["MainWindow", "FaultHook"], None]

EXIT_INTERRUPTED = 130
LAST_WAIT_MS = 60_000  # for an import of torch that began before the window was closed


def run_app(arguments: Sequence[str], attendant: Attendant | None = None) -> int:
    """Show the window until it is closed; return the exit code."""
    # What is loaded stays, and is no garbage: to look through it again and again would take a tenth of the time until
    # the window is there, and an eighth of an import of torch.
    gc.disable()
    try:
        require_qt()
        return _run(arguments, attendant)
    finally:
        gc.enable()


def require_qt() -> None:
    """Return where a window can be opened; raise UserError where the display, a library or Qt itself is missing."""
    from cifar_desktop.ui.display_check import missing_library, refuse_without_display

    late_hooks.prepare_for_qt()
    refuse_without_display()
    try:
        from PySide6 import QtCore  # noqa: F401

        _import_plainly()
        from PySide6 import QtWidgets  # noqa: F401 - the first to load the system's libraries
    except ImportError as error:
        if "PySide6" in str(error.name):
            raise UserError(
                "The window needs PySide6, which is not installed.", remedy="Install it with: pip install cifar-desktop"
            ) from error
        raise missing_library(str(error)) from error


def _import_plainly() -> None:
    """Have Python import as it does without Qt.

    From its own import on, PySide reads the source of every module that is imported, for the sake of a `__feature__` in
    it: other spellings of Qt's names, which nothing here uses. That took a fifteenth of the time until the window is
    there, and would go on through all of torch.
    """
    plain_import = getattr(builtins, "__orig_import__", None)  # where PySide has put it
    if plain_import is not None:
        builtins.__import__ = plain_import


def _run(arguments: Sequence[str], attendant: Attendant | None) -> int:
    """Put the parts together, run the event loop, and take them apart again."""
    from cifar_desktop.ui.appearance import Appearance
    from cifar_desktop.ui.fault_hook import FaultHook
    from cifar_desktop.ui.interrupts import Interrupts
    from cifar_desktop.ui.main_window import MainWindow
    from cifar_desktop.ui.settings import Settings

    app = make_application(arguments)
    settings = Settings()
    appearance = Appearance(app, settings)
    window = MainWindow(settings, appearance, fills_later=True)
    faults, interrupts = FaultHook(), Interrupts()
    faults.met.connect(window.errors.show)
    interrupts.came.connect(window.close_without_asking)
    for has_started in (window.engine.engine_ready, window.engine.failed):
        has_started.connect(_collect_from_now_on)
    faults.install()
    if attendant:
        attendant(window, faults)
    window.show()
    try:
        code = app.exec()
        # Nothing of Python's may go while a thread still runs in it.
        if not window.wait(LAST_WAIT_MS):
            os._exit(code)
    finally:
        faults.remove()
        interrupts.remove()
        settings.save()
    return EXIT_INTERRUPTED if window.was_interrupted else code


def _collect_from_now_on() -> None:
    """Let Python's collector look for garbage again, among what comes from now on."""
    gc.freeze()
    gc.enable()


def make_application(arguments: Sequence[str]) -> "QApplication":
    """Return the application with its names and its icon."""
    from PySide6.QtWidgets import QApplication

    from cifar_desktop.ui.icon import claim_taskbar_entry, program_icon
    from cifar_desktop.ui.theme import STYLE_ARGUMENTS, note_style

    claim_taskbar_entry()
    app = QApplication([sys.argv[0], *STYLE_ARGUMENTS, *arguments])
    note_style(app)
    app.setApplicationName("cifar-desktop")
    app.setApplicationDisplayName("CIFAR Desktop")
    app.setDesktopFileName("cifar-desktop")
    app.setWindowIcon(program_icon())
    return app
