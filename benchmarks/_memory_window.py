"""The real window in a process of its own, which says what memory it holds; see benchmarks.memory.

python -m benchmarks._memory_window [FOLDER]        # and labels the photos of a folder
"""

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from PySide6.QtCore import QMimeData, QObject, QTimer, QUrl, Slot

from benchmarks._peak import own_peak_bytes
from cifar_desktop.ui.app import run_app

if TYPE_CHECKING:
    from cifar_desktop.ui.fault_hook import FaultHook
    from cifar_desktop.ui.main_window import MainWindow

REST_MS = 3000


class MemoryVisitor(QObject):
    """Waits until the window has nothing to do, drops a folder on it, waits again, and closes it."""

    def __init__(self, window: "MainWindow", folder: Path | None) -> None:
        super().__init__(window)
        self._window, self._folder = window, folder
        self._moment = "idle"
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._on_rested)
        window.classify_tab.is_settled.connect(self._on_settled)

    @Slot()
    def _on_settled(self) -> None:
        self._window.classify_tab.is_settled.disconnect(self._on_settled)
        self._rest.start()

    @Slot()
    def _on_rested(self) -> None:
        """Say what is held, and go on to what comes next."""
        held = {"moment": self._moment, "peak": own_peak_bytes(), "now": psutil.Process().memory_info().rss}
        tab = self._window.classify_tab
        if self._moment == "labelled":
            held["photos"] = sum(not label.reason for label in tab.page.many_panel.model.exported())
        print(json.dumps(held), flush=True)
        if self._folder is None or self._moment == "labelled":
            self._window.close()
            return
        self._moment = "labelled"
        tab.session.many.ended.connect(self._on_labelled)
        self._window.tabs.setCurrentWidget(tab)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self._folder))])
        tab.take(mime)

    @Slot()
    def _on_labelled(self) -> None:
        self._rest.start()


def _attend(folder: Path | None, window: "MainWindow", _faults: "FaultHook") -> None:
    MemoryVisitor(window, folder)


if __name__ == "__main__":
    sys.exit(run_app([], partial(_attend, Path(sys.argv[1]) if len(sys.argv) > 1 else None)))
