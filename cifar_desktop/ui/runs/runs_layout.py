"""Where everything lies in the Runs tab, and what is shown in each of its states."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cifar_desktop.training.run_difference import MOST
from cifar_desktop.training.run_history import RunSummary
from cifar_desktop.ui.runs.removed_menu import RemovedMenu
from cifar_desktop.ui.runs.run_actions import ActionButton, RunActions
from cifar_desktop.ui.runs.run_words import count_in_words
from cifar_desktop.ui.runs.undo_bar import UndoBar
from cifar_desktop.ui.task_thread import TaskFailed
from cifar_desktop.ui.widgets.card import empty_card
from cifar_desktop.ui.widgets.elided_label import ElidedLabel
from cifar_desktop.ui.widgets.empty_state import EmptyState, paragraph

_EMPTY_TITLE = "Every training leaves a run here"
_POINTS = (
    ("What it became", "Accuracy, settings, time and device of each training, and a note of your own."),
    ("What made the difference", "Choose two to six runs: their curves are drawn over each other."),
    ("Going on", "Resume what was interrupted, or let the weights of any run name your photos."),
)
_LOWER_LINES = 15  # of text, without which the details would be cut
_HANDLE = "QSplitter::handle:vertical { border: none; margin: 0; height: 9px; }"
_HINT = "choose several with Ctrl or Shift to compare them"


class RunsLayout(QObject):
    """The parts of a page.

    Attributes:
        summary: how many runs there are.
        removed_menu, folder_button: beside it.
        undo_bar: above the list.
        retry_button: reads the runs again that could not be read.
    """

    def __init__(
        self, page: QWidget, table: QWidget, details: QWidget, comparison: QWidget, actions: RunActions
    ) -> None:
        super().__init__(page)
        self.summary = ElidedLabel(role="quiet")
        self.removed_menu, self.undo_bar = RemovedMenu(), UndoBar()
        self.folder_button = QPushButton("Open folder of runs")
        self.folder_button.setProperty("role", "link")
        self.folder_button.setToolTip("Shows the folder that holds all runs in the file manager.")
        self.retry_button = QPushButton("&Try again")
        self._details, self._comparison = details, comparison
        self._waiting = QLabel("Reading the runs…")
        self._waiting.setProperty("role", "quiet")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty = EmptyState(_EMPTY_TITLE, "Train a network in the Train tab, and come back.", _POINTS)
        self._problem = paragraph("", "failed")
        self._unreadable = self._build_unreadable()
        self._message = paragraph("", "quiet")
        self._many = self._build_many(actions)
        self._lower = QStackedWidget()
        for widget in (details, comparison, self._many):
            self._lower.addWidget(widget)
        self._main = self._build_main(table)
        self._pages = QStackedWidget()
        for widget in (self._waiting, self._empty, self._unreadable, self._main):
            self._pages.addWidget(widget)
        self._lay_out(page)

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Show the list, or what is to be said where there is none."""
        words = count_in_words(len(runs))
        if len(runs) > 1:
            words = f"{words}; {_HINT}"
        self.summary.say(words if runs else "")
        self.folder_button.setVisible(bool(runs))
        self._pages.setCurrentWidget(self._main if runs else self._empty)

    def show_unreadable(self, failure: TaskFailed) -> None:
        """Say why there is no list."""
        self._problem.setText(str(failure.error or "The runs could not be read: the program met a fault of its own."))
        self.summary.say("")
        self._pages.setCurrentWidget(self._unreadable)

    def show_chosen(self, number: int) -> None:
        """Show the details, the comparison, or why there is neither."""
        if number == 1:
            self._lower.setCurrentWidget(self._details)
        elif 1 < number <= MOST:
            self._lower.setCurrentWidget(self._comparison)
        else:
            words = f"{count_in_words(number)} are chosen. At most {MOST} can be compared." if number else ""
            self._message.setText(words or "Choose a run to see all about it, or several to compare them.")
            self._remove_many.setVisible(number > 0)
            self._lower.setCurrentWidget(self._many)

    def _build_many(self, actions: RunActions) -> QWidget:
        card = empty_card()
        self._remove_many = ActionButton(actions.remove, card)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(card)
        layout.setSpacing(12)
        layout.addStretch(1)
        layout.addWidget(self._message)
        layout.addWidget(self._remove_many, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        return card

    def _build_unreadable(self) -> QWidget:
        page = QWidget()
        self._problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(page)
        layout.setSpacing(14)
        layout.addStretch(1)
        layout.addWidget(self._problem)
        layout.addWidget(self.retry_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        return page

    def _build_main(self, table: QWidget) -> QSplitter:
        card = empty_card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(table)
        main = QSplitter(Qt.Orientation.Vertical)
        main.setChildrenCollapsible(False)
        main.addWidget(card)
        main.addWidget(self._lower)
        main.setStretchFactor(0, 2)
        main.setStretchFactor(1, 3)
        main.setStyleSheet(_HANDLE)
        self._lower.setMinimumHeight(_LOWER_LINES * QFontMetrics(main.font()).height())
        main.setSizes([190, 290])
        return main

    def _lay_out(self, page: QWidget) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.summary, 1)
        head.addWidget(self.removed_menu)
        head.addWidget(self.folder_button)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(16, 10, 16, 14)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.undo_bar)
        layout.addWidget(self._pages, 1)
