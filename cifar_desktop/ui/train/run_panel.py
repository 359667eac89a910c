"""The card above everything: where the training is, how far, how fast, and what can be done with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cifar_desktop.ui.train.data_words import Paragraph
from cifar_desktop.ui.train.result_card import ResultCard
from cifar_desktop.ui.train.run_controls import RunControls
from cifar_desktop.ui.train.run_progress import RunProgress
from cifar_desktop.ui.train.status_strip import StatusStrip
from cifar_desktop.ui.train.training_state import TrainState
from cifar_desktop.ui.train.training_words import Words


class RunPanel(QFrame):
    """Always visible: the state in words and the controls; below them bars and figures while there is something to say.

    Attributes:
        title, sentence: the state in words.
        warning: why Start is disabled, or what a training under way could not do.
        controls, progress, strip, result: its parts.
        photos_button: shows the photos instead of the curves while there are some.
        problem_button: shows the setting that keeps a training from starting.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._warning = self._problem = ""
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setAccessibleName("State of the training")
        self.sentence = Paragraph()
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.warning = Paragraph()
        self.warning.setProperty("role", "failed")
        self.warning.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.warning.hide()
        self.problem_button = QPushButton("Show it")
        self.problem_button.setProperty("role", "link")
        self.problem_button.setAccessibleName("Show the setting that cannot be used")
        self.problem_button.hide()
        self.photos_button = QPushButton("Photos")
        self.photos_button.setProperty("role", "link")
        self.photos_button.setCheckable(True)
        self.photos_button.setToolTip("Shows the photos that it learns from; again for the curves.")
        self.photos_button.setAccessibleName("Show the photos instead of the curves")
        self.controls = RunControls()
        self.progress, self.strip, self.result = RunProgress(), StatusStrip(), ResultCard()
        self._build()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title, 1)
        head.addWidget(self.photos_button)
        head.addWidget(self.controls)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        words.addWidget(self.sentence)
        layout = self._layout = QVBoxLayout(self)
        self.set_compact(False)
        layout.addLayout(words)
        warning = QHBoxLayout()
        warning.addWidget(self.warning, 1)
        warning.addWidget(self.problem_button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(warning)
        layout.addWidget(self.progress)
        layout.addWidget(self.strip)
        layout.addWidget(self.result)

    def set_compact(self, is_compact: bool) -> None:
        """Leave out air where the window is low, so that the curves get it."""
        above, below = (9, 9) if is_compact else (14, 16)
        self._layout.setContentsMargins(20, above, 18, below)
        self._layout.setSpacing(6 if is_compact else 10)
        self.strip.set_compact(is_compact)

    def say(self, words: Words) -> None:
        """Show the state in words."""
        self.title.setText(words.title)
        role = "failed" if words.is_failed else "quiet"
        if self.sentence.property("role") != role:
            self.sentence.setProperty("role", role)
            self.sentence.style().polish(self.sentence)
        self.sentence.setText(words.sentence)
        self.sentence.setVisible(bool(words.sentence))

    def warn(self, sentence: str) -> None:
        """Show what a training under way could not do; an empty sentence takes it away."""
        self._warning = sentence
        self._show_warning()

    def show_problem(self, problem: str, *, can_show: bool) -> None:
        """Show why Start is disabled, and offer to show the setting at fault."""
        self._problem = f"Start is disabled: {problem}" if problem else ""
        self.problem_button.setVisible(bool(problem) and can_show)
        self._show_warning()

    def _show_warning(self) -> None:
        sentence = self._problem or self._warning
        self.warning.setText(sentence)
        self.warning.setVisible(bool(sentence))

    def show_state(self, state: TrainState) -> None:
        """Show bars and figures while there is something to say."""
        self.progress.setVisible(state.is_active)
        self.strip.setVisible(state.is_active and state is not TrainState.LOADING)
        self.result.setVisible(state is TrainState.FINISHED)
        if state in (TrainState.PAUSED, TrainState.PAUSING) or not state.is_active:
            self.strip.hold()
        if not state.is_active:
            self.progress.stand_still()
