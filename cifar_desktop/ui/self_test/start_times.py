"""When the window was there, and when it named its first photo: for benchmarks.startup.

Nothing is loaded for it that the window does not load anyhow, so that what is measured is what a person waits for.
"""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cifar_desktop.ui.main_window import MainWindow

# What takes long to load, and has no place before the window is there.
HEAVY = ("torch", "torchvision", "numpy", "PIL", "pyqtgraph", "PySide6.QtMultimedia")


class StartTimes(QObject):
    """Notes the moments, in seconds since the epoch, writes them to a file, and closes the window.

    They are: "window", its first picture; "content", that of the tab in front; and where that is the Classify tab,
    "label", that of the answer to the first example, which is clicked on as soon as it is there.
    """

    def __init__(self, file: Path, window: "MainWindow") -> None:
        """Look on from the first picture on."""
        super().__init__(window)
        self._file, self._window = file, window
        self._noted: dict[str, object] = {}
        self._answer: QWidget | None = None
        self._is_answered = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See what is painted for the first time, and act once that is done."""
        if event.type() == QEvent.Type.Paint:
            if watched is self._window and "window" not in self._noted:
                self._noted["window"] = None
                QTimer.singleShot(0, self._on_window_painted)
            elif watched is self._window and self._window.is_filled and "content" not in self._noted:
                self._noted["content"] = None
                QTimer.singleShot(0, self._on_content_painted)
            elif watched is self._answer and self._is_answered and "label" not in self._noted:
                self._noted["label"] = None
                QTimer.singleShot(0, self._on_answer_painted)
        return super().eventFilter(watched, event)

    @Slot()
    def _on_window_painted(self) -> None:
        self._note("window")

    @Slot()
    def _on_content_painted(self) -> None:
        self._note("content")
        self._noted["heavy"] = [name for name in HEAVY if name in sys.modules]
        window = self._window
        if window.tabs.currentWidget() is not window.classify_tab:
            self._end()
            return
        page = window.classify_tab.page
        self._answer = page.answer_panel.headline.title
        self._answer.installEventFilter(self)
        page.session.desk.answered.connect(self._on_answered)
        page.welcome.examples.buttons[0].click()

    @Slot()
    def _on_answered(self) -> None:
        self._is_answered = True

    @Slot()
    def _on_answer_painted(self) -> None:
        self._note("label")
        self._end()

    def _note(self, moment: str) -> None:
        """Note the time, and what the process has computed until then."""
        self._noted[moment] = time.time()
        self._noted[f"{moment}_processor_s"] = time.process_time()

    def _end(self) -> None:
        self._file.write_text(json.dumps(self._noted), encoding="utf-8")
        self._window.close()
