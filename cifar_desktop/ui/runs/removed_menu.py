"""Runs that were removed and can be had back: a button with a list."""

import datetime
from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from cifar_desktop.training.run_bin import RemovedRun
from cifar_desktop.ui.plain_dialog import PlainDialog
from cifar_desktop.ui.runs.run_words import begun, count_in_words
from cifar_desktop.ui.widgets.empty_state import paragraph

MOST_IN_MENU = 12
_LONGEST_NAME = 48
_WIDTH_PX = 460


class RemovedMenu(QPushButton):
    """Lists the removed runs, the last removed first. Hidden while there are none.

    Attributes:
        question: asks before they are deleted for good; None while nothing is asked.

    Signals:
        restore_wanted: the RemovedRuns that are to come back.
        purge_wanted: all of them are to be deleted for good; that has been asked.
    """

    restore_wanted = Signal(object)
    purge_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "link")
        self.setToolTip("Puts removed runs back, or deletes them for good.")
        self.setMenu(QMenu(self))
        self.question: PlainDialog | None = None
        self._number = 0
        self.hide()

    def show_removed(self, removed: Sequence[tuple[str, RemovedRun]]) -> None:
        """Offer these, each with the name that it went by."""
        self._number = len(removed)
        self.setVisible(bool(removed))
        self.setText(f"Removed: {len(removed):,}")
        self.setAccessibleName(count_in_words(len(removed), "removed run"))
        menu, now = self.menu(), datetime.datetime.now().astimezone()
        menu.clear()
        menu.addSection("Put back")
        for name, one in removed[:MOST_IN_MENU]:
            short = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
            when = datetime.datetime.fromtimestamp(one.removed_at, datetime.UTC).isoformat()
            action = menu.addAction(f"{short}, removed {begun(when, now)}".replace("&", "&&"))
            action.setData((one,))
            action.triggered.connect(self._on_restore)
        menu.addSeparator()
        if len(removed) > 1:
            everything = menu.addAction(f"Put &all {len(removed):,} back")
            everything.setData(tuple(one for _, one in removed))
            everything.triggered.connect(self._on_restore)
        menu.addAction("&Delete for good…").triggered.connect(self._on_purge)

    @Slot()
    def _on_restore(self) -> None:
        self.restore_wanted.emit(cast("QAction", self.sender()).data())

    @Slot()
    def _on_purge(self) -> None:
        if self.question:
            return
        self.question = PlainDialog("Delete for good?", self.window(), close_text="&Keep")
        words = paragraph(
            f"{count_in_words(self._number, 'removed run')} with all weights and curves in "
            f"{'its folder' if self._number == 1 else 'their folders'}. Afterwards nothing can bring "
            f"{'it' if self._number == 1 else 'them'} back."
        )
        words.ensurePolished()
        words.setFixedSize(_WIDTH_PX, words.heightForWidth(_WIDTH_PX))
        self.question.body.addWidget(words)
        delete = self.question.add_button("&Delete for good", tip="Frees the room on the disk. This cannot be undone.")
        delete.setProperty("role", "danger")
        delete.clicked.connect(self.question.accept)
        self.question.accepted.connect(self.purge_wanted)
        self.question.finished.connect(self._on_answered)
        self.question.open()

    @Slot(int)
    def _on_answered(self, _answer: int) -> None:
        self.question = None
