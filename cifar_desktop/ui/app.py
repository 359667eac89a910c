"""Opens the window. Torch is not imported here: the window is up before torch is."""

import os
import sys
from collections.abc import Sequence

from cifar_desktop.errors import UserError


def run_app(arguments: Sequence[str]) -> int:
    """Show the window until it is closed; return the exit code."""
    _refuse_without_display()
    from PySide6.QtWidgets import QApplication

    from cifar_desktop.ui.main_window import MainWindow
    from cifar_desktop.ui.theme import apply_theme, system_is_dark

    app = QApplication([sys.argv[0], *arguments])
    app.setApplicationName("cifar-desktop")
    app.setApplicationDisplayName("CIFAR Desktop")
    apply_theme(app, dark=system_is_dark())
    window = MainWindow()
    window.show()
    return app.exec()


def _refuse_without_display() -> None:
    """Say in words what Qt would say by aborting."""
    if not sys.platform.startswith("linux"):
        return
    if any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return
    raise UserError(
        "There is no display to open the window on.",
        remedy="Start it in a desktop session, or train without a window: cifar-desktop train --help.",
    )
