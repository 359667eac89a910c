"""Tells that a training was interrupted and can go on."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.train.data_words import Paragraph
from cifar_desktop.ui.train.training_words import interrupted_in_words, moment_in_words, run_name

if TYPE_CHECKING:
    from cifar_desktop.training.find_interrupted import InterruptedRun

MOST_IN_MENU = 12


class ResumeBanner(QFrame):
    """Shows one interrupted run, the newest at first; others are in a menu. Hidden while there is none.

    Attributes:
        run: the one that it shows; None while there is none.
        words: what it says.
        resume_button, discard_button, later_button, more_button: what can be done.

    Signals:
        resume_wanted: the path of the run that is to go on.
        discard_wanted: the InterruptedRun that is to be deleted; nobody has asked yet whether that is meant.
    """

    resume_wanted = Signal(object)
    discard_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("resume-banner")
        self.run: InterruptedRun | None = None
        self._runs: list[InterruptedRun] = []
        self._put_off: set[Path] = set()
        self.words = Paragraph()
        self.words.setProperty("role", "")
        self.words.setAccessibleName("An interrupted run")
        self.resume_button = _button("&Continue it", "Goes on with its own settings, from where it was saved.")
        self.resume_button.clicked.connect(self._on_resume_clicked)
        self.discard_button = _button("Disca&rd…", "Deletes the folder of the run. It asks first.")
        self.discard_button.clicked.connect(self._on_discard_clicked)
        self.later_button = _button("&Not now", "Hides this until the next start. File, Open run… finds it too.")
        self.later_button.clicked.connect(self._on_later_clicked)
        self.more_button = _button("", "Shows another interrupted run here.")
        self.more_button.setMenu(QMenu(self.more_button))
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in (self.resume_button, self.later_button, self.discard_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.more_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self.words)
        layout.addLayout(row)
        self._dress()
        self.hide()

    @Slot(object)
    def show_runs(self, runs: "Sequence[InterruptedRun]") -> None:
        """Offer these, but for what was put off; the banner hides where nothing is left."""
        self._runs = [run for run in runs if run.path not in self._put_off]
        self._show_run(self._runs[0] if self._runs else None)

    def _show_run(self, run: "InterruptedRun | None") -> None:
        self.run = run
        self.setVisible(run is not None)
        if run is None:
            return
        now = datetime.datetime.now().astimezone()
        self.words.setText(f"{interrupted_in_words(run, now)} Continue?")
        self.words.setToolTip(str(run.path))
        others = [other for other in self._runs if other is not run]
        self.more_button.setVisible(bool(others))
        self.more_button.setText(f"… and {len(others)} more")
        menu = self.more_button.menu()
        menu.clear()
        for other in others[:MOST_IN_MENU]:
            saved = datetime.datetime.fromtimestamp(other.saved_at).astimezone()
            action = menu.addAction(f"{run_name(other)}, {moment_in_words(saved, now)}")
            action.setData(other)
            action.triggered.connect(self._on_other_chosen)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        """Wear the colour of what is offered: quieter than the accent, louder than a card."""
        colours = current_colours()
        sheet = f"#resume-banner {{ background: {colours.soft}; border-radius: 12px; }}"
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)

    @Slot()
    def _on_resume_clicked(self) -> None:
        if self.run:
            self.resume_wanted.emit(self.run.path)

    @Slot()
    def _on_discard_clicked(self) -> None:
        if self.run:
            self.discard_wanted.emit(self.run)

    @Slot()
    def _on_later_clicked(self) -> None:
        """Put off all of them: who does not want to go on now does not want to be asked once more for each."""
        self._put_off |= {run.path for run in self._runs}
        self.show_runs([])

    @Slot()
    def _on_other_chosen(self) -> None:
        self._show_run(cast("QAction", self.sender()).data())


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
