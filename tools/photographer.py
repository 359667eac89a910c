"""Takes pictures of the window for make_screenshots.py: waits for a state, then in every look and size."""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.theme import apply_theme, current_colours

LIMIT_S = 600


class Photographer:
    """Waits for a state, and takes its pictures."""

    def __init__(self, app: QApplication, folder: Path, sizes: Sequence[QSize], states: Sequence[str]) -> None:
        self._app, self._folder, self._sizes, self._states = app, folder, sizes, states

    def takes(self, states: Sequence[str]) -> bool:
        """Tell whether any of these is wanted."""
        return bool(set(states) & set(self._states))

    def take(self, name: str, window: MainWindow, *, settle: bool = True) -> None:
        """Take a state in every look and size; a dialog over the window comes too."""
        if name not in self._states:
            return
        for look in ("light", "dark"):
            apply_theme(self._app, dark=look == "dark")
            for size in self._sizes:
                window.resize(size)
                self.run_for(0.4 if settle else 0.03)
                picture = window.grab()
                dialog = QApplication.activeModalWidget() or dialog_of(window)
                if isinstance(dialog, QWidget) and dialog is not window:
                    place = dialog.rect()
                    place.moveCenter(window.rect().center())
                    dialog.render(picture, place.topLeft())
                    _frame(picture, place)
                path = self._folder / f"{name}-{look}-{size.width()}x{size.height()}.png"
                if not picture.save(str(path)):
                    raise SystemExit(f"“{path}” cannot be written")
                sys.stdout.write(f"{path}\n")
                sys.stdout.flush()

    def wait_for(self, condition: Callable[[], object], what: str) -> None:
        """Let the window live until something is so."""
        end = time.monotonic() + LIMIT_S
        while not condition():
            if time.monotonic() > end:
                raise SystemExit(f"waited for {LIMIT_S} s in vain: {what}")
            self.run_for(0.02)

    def run_for(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._app.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            time.sleep(0.005)

    def close(self, window: MainWindow) -> None:
        """Close a window and let it go."""
        window.close()
        self.run_for(0.1)
        window.deleteLater()
        self.run_for(0.1)


def dialog_of(window: MainWindow) -> QWidget | None:
    """Return a dialog over the window; the offscreen platform does not always make it the active one."""
    return next((each for each in window.findChildren(QWidget) if each.isWindow() and each.isVisible()), None)


def _frame(picture: QPixmap, place: QRect) -> None:
    """Draw what a desktop would around a dialog."""
    painter = QPainter(picture)
    painter.setPen(QColor(current_colours().edge))
    painter.drawRect(place)
    painter.end()
