"""The right side of the tab: the answer, what the network saw, how likely each class is, and how sure it must be."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QScrollArea, QVBoxLayout, QWidget

from cifar_desktop.evaluation.not_sure_rule import NotSureRule
from cifar_desktop.ui.classify.answer_words import NO_PHOTO, WAITING, answer_words
from cifar_desktop.ui.classify.bar_paint import SIDE_PX
from cifar_desktop.ui.classify.class_bars import ClassBars
from cifar_desktop.ui.classify.headline import Headline
from cifar_desktop.ui.classify.requests import PhotoAnswer
from cifar_desktop.ui.classify.seen_view import SeenView, view_captions
from cifar_desktop.ui.classify.sure_scale import is_enough
from cifar_desktop.ui.classify.threshold_control import ThresholdControl

WAITING_AFTER_MS = 200  # most answers are there sooner; words that flash by are only unrest
_LEAST_WIDTH_PX = 280
_MARGIN_PX = 18
_ROOMY_PX = 540  # of height: from here on there is air, and the first of the small pictures is large


class AnswerPanel(QFrame):
    """Says what the network says.

    Attributes:
        headline, seen, bars, threshold_control: its parts, from top to bottom.

    Signals:
        threshold_changed: photos that look less familiar than this get no answer any more.
        why_toggled: whether it is asked why; a heat map goes when it no longer is.
        why_requested: the index of the class to explain; for each new answer again, while it is asked why.
    """

    threshold_changed = Signal(float)
    why_toggled = Signal(bool)
    why_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.headline, self.seen, self.bars = Headline(), SeenView(), ClassBars()
        self.threshold_control = ThresholdControl()
        self._answer: PhotoAnswer | None = None
        self._class_names: tuple[str, ...] = ()
        self._chosen: int | None = None  # a class that was clicked; None asks about the likeliest
        self._is_waiting = False
        self._why_problem = ""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(WAITING_AFTER_MS)
        self._patience.timeout.connect(self._on_patience_over)
        self._lay_out()
        self.headline.why_button.toggled.connect(self._on_why_toggled)
        self.bars.class_clicked.connect(self._on_class_clicked)
        self.threshold_control.threshold_changed.connect(self._on_threshold_changed)
        self.show_nothing()

    # What is shown

    def show_answer(self, answer: PhotoAnswer, class_names: Sequence[str]) -> None:
        """Show an answer; with another photo, or other classes, a class that was chosen is chosen no more."""
        self._patience.stop()
        if answer.photo is not None or tuple(class_names) != self._class_names:
            self._chosen = None
        self._answer, self._class_names, self._is_waiting = answer, tuple(class_names), False
        self._show_parts(has_answer=True)
        is_sure = self.is_sure
        self.bars.show_ranking(self._class_names, answer.probabilities, is_sure=is_sure)
        box = answer.box
        width, height = (box[2] - box[0], box[3] - box[1]) if box else (answer.width, answer.height)
        captions = view_captions(len(answer.seen), width, height, is_square=box is not None)
        self.seen.show_views(answer.seen, captions, is_moved=answer.sides > 2)
        self.threshold_control.show_photo(answer.familiarity)
        self._say()
        if self.is_asked_why:
            self._ask_why()

    def show_waiting(self) -> None:
        """Say that an answer is on its way, if it does not come at once."""
        self._is_waiting = True
        if not self._patience.isActive():
            self._patience.start()

    def show_nothing(self) -> None:
        """Say that there is no photo to answer about."""
        self._patience.stop()
        self._answer, self._chosen, self._is_waiting = None, None, False
        self.threshold_control.show_photo(None)
        self._show_parts(has_answer=False)
        self._say()

    def set_rule(self, rule: NotSureRule | None) -> None:
        """Decide by the rule of other weights from now on, with its own threshold; None answers always."""
        self.threshold_control.set_rule(rule)
        if self._answer is not None:
            self.threshold_control.show_photo(self._answer.familiarity)
        self._show_sureness()

    def allow_why(self, problem: str = "") -> None:
        """Let it be asked why, or say in a sentence why that cannot be now."""
        self._why_problem = problem
        if problem:
            self.headline.why_button.setChecked(False)
        self._offer_why()

    # What it knows

    @property
    def threshold(self) -> float:
        """Return how familiar a photo must look to get an answer; minus infinity where each gets one."""
        return self.threshold_control.threshold

    @property
    def is_sure(self) -> bool:
        """Tell whether what is shown counts as an answer."""
        return self._answer is not None and is_enough(self._answer.familiarity, self.threshold)

    @property
    def is_asked_why(self) -> bool:
        """Tell whether it is asked why."""
        return self.headline.why_button.isChecked()

    @property
    def explained_class(self) -> int | None:
        """Return the index of the class that it is, or would be, asked about; None without an answer."""
        if self._answer is None:
            return None
        return self._chosen if self._chosen is not None else self.bars.ranking.order[0]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the bars where the window is low."""
        super().resizeEvent(event)
        is_roomy = self.height() >= _ROOMY_PX
        self.seen.set_large(is_roomy)
        above = 14 if is_roomy else 10
        # The bars' rows, which light up below the mouse, are wider than the column, so that their names stand in it.
        self._column.setContentsMargins(_MARGIN_PX - SIDE_PX, above, _MARGIN_PX - SIDE_PX, above)
        self._column.setSpacing(6 if is_roomy else 3)

    # What a person does

    @Slot(bool)
    def _on_why_toggled(self, is_on: bool) -> None:
        if not is_on:
            self._chosen = None
        self.why_toggled.emit(is_on)
        if is_on and not self._is_waiting:
            self._ask_why()
        self._mark()

    @Slot(int)
    def _on_class_clicked(self, class_index: int) -> None:
        """Ask about this class; a second click on it asks no more."""
        if self._answer is None or self._is_waiting or self._why_problem:
            return
        if self.is_asked_why and class_index == self.explained_class:
            self.headline.why_button.setChecked(False)
            return
        self._chosen = class_index
        if self.is_asked_why:
            self._ask_why()
        else:
            self.headline.why_button.setChecked(True)

    @Slot(float)
    def _on_threshold_changed(self, threshold: float) -> None:
        self._show_sureness()
        self.threshold_changed.emit(threshold)

    @Slot()
    def _on_patience_over(self) -> None:
        self._answer = None
        self.bars.show_nothing()
        self.seen.show_nothing()
        self.threshold_control.show_photo(None)
        self._say()

    # Inside

    def _ask_why(self) -> None:
        self._mark()
        if self.explained_class is not None:
            self.why_requested.emit(self.explained_class)

    def _mark(self) -> None:
        self.bars.mark(self.explained_class if self.is_asked_why else None)

    def _show_sureness(self) -> None:
        self.bars.set_sure(self.is_sure)
        self._say()

    def _say(self) -> None:
        """Say the answer in words."""
        answer = self._answer
        if answer is None:
            self.headline.say(WAITING if self._is_waiting else NO_PHOTO)
        else:
            self.headline.say(
                answer_words(
                    answer.probabilities, self._class_names, is_sure=self.is_sure, milliseconds=answer.milliseconds
                )
            )
        self._offer_why()

    def _offer_why(self) -> None:
        problem = self._why_problem
        if not problem and self._answer is None:
            problem = "There is no answer yet to ask about."
        self.headline.allow_why(problem)
        self.headline.why_button.setVisible(self._answer is not None or self._is_waiting)

    def _show_parts(self, *, has_answer: bool) -> None:
        for part in (self._seen_title, self.seen, self.bars):
            part.setVisible(has_answer)

    def _lay_out(self) -> None:
        self._seen_title = QLabel("What the network saw")
        self._seen_title.setProperty("role", "quiet")
        content = _Column()
        column = self._column = QVBoxLayout(content)
        column.addLayout(_inset(self.headline))
        column.addSpacing(6)
        column.addLayout(_inset(self._seen_title))
        column.addLayout(_inset(self.seen))
        column.addSpacing(6)
        column.addWidget(self.bars)
        column.addStretch(1)
        column.addSpacing(2)
        column.addLayout(_inset(self.threshold_control))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(scroll)
        self.setMinimumWidth(_LEAST_WIDTH_PX)


class _Column(QWidget):
    """What is scrolled only where it cannot be made lower: its parts give way first."""

    def heightForWidth(self, width: int) -> int:
        """Return the least height, and not the one that is wanted."""
        layout = self.layout()
        return layout.minimumHeightForWidth(width) if layout else -1


def _inset(part: QWidget) -> QLayout:
    """Return a part of the column with air at both sides, so that it begins where the rows' names do."""
    layout = QVBoxLayout()
    layout.setContentsMargins(SIDE_PX, 0, SIDE_PX, 0)
    layout.addWidget(part)
    return layout
