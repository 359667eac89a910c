"""All about one run: how it went, what can be done with it, its settings and its note."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cifar_desktop.training.run_history import RunSummary
from cifar_desktop.ui.runs.run_actions import ActionButton, RunActions
from cifar_desktop.ui.runs.run_note import RunNote
from cifar_desktop.ui.runs.run_words import NOTHING, duration, origin_sentence, percent, state_sentence
from cifar_desktop.ui.runs.settings_list import SettingsList
from cifar_desktop.ui.widgets.elided_label import ElidedLabel

_FIGURES = ("Test", "Validation", "Time")


class RunDetails(QFrame):
    """A card about the one run that is chosen.

    Attributes:
        name, state, origin: what it is called, how it stands, where it comes from.
        figures: its figures, by caption.
        settings, note: its settings, and what a person noted.
    """

    def __init__(self, actions: RunActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.name = ElidedLabel(role="heading")
        self.state, self.origin = _paragraph(), _paragraph("quiet")
        self.figures = {caption: _figure(caption) for caption in _FIGURES}
        self.settings, self.note = SettingsList(), RunNote()
        self._captions = {caption: _line("quiet") for caption in _FIGURES}
        self._resume = ActionButton(actions.resume, role="primary")
        self._classify = ActionButton(actions.classify)
        self._buttons = (self._resume, self._classify, ActionButton(actions.evaluate))
        further = (actions.go_further, actions.folder, actions.rename, actions.remove)
        self._links = tuple(ActionButton(action, role="link") for action in further)
        self._lay_out()

    def show_run(self, run: RunSummary, *, is_under_way: bool) -> None:
        """Show a run."""
        self.name.say(run.name)
        self.state.setText(state_sentence(run, is_under_way=is_under_way))
        self._dress(self.state, "failed" if run.state == "broken" else "")
        self.origin.setText(origin_sentence(run))
        self.origin.setVisible(bool(self.origin.text()))
        values = (percent(run.test_accuracy), percent(run.best_validation_accuracy), duration(run.seconds))
        for caption, value in zip(_FIGURES, values, strict=True):
            self.figures[caption].setText(value)
        epoch = f", in epoch {run.best_epoch:,}" if run.best_epoch and run.best_validation_accuracy is not None else ""
        self._captions["Test"].setText("on test pictures")
        self._captions["Validation"].setText(f"in checks{epoch}")
        self._captions["Time"].setText("of training")
        self._figures_row.setVisible(any(value != NOTHING for value in values))
        self._classify.set_role("" if run.can_resume else "primary")
        self.settings.setVisible(run.config is not None)
        self.settings.show_config(run.config)
        self.note.show_run(run)

    @staticmethod
    def _dress(label: QLabel, role: str) -> None:
        if label.property("role") != role:
            label.setProperty("role", role)
            label.style().unpolish(label)
            label.style().polish(label)

    def _lay_out(self) -> None:
        self._figures_row = QWidget()
        figures = QGridLayout(self._figures_row)
        figures.setContentsMargins(0, 2, 0, 2)
        figures.setHorizontalSpacing(20)
        figures.setVerticalSpacing(0)
        for column, caption in enumerate(_FIGURES):
            figures.addWidget(self.figures[caption], 0, column)
            figures.addWidget(self._captions[caption], 1, column, Qt.AlignmentFlag.AlignTop)
        figures.setColumnStretch(len(_FIGURES), 1)
        buttons, links = QHBoxLayout(), QHBoxLayout()
        buttons.setSpacing(10)
        links.setSpacing(4)
        for row, members in ((buttons, self._buttons), (links, self._links)):
            for button in members:
                row.addWidget(button)
            row.addStretch(1)
        about = QVBoxLayout()
        about.setSpacing(6)
        about.addWidget(self.name)
        about.addWidget(self.state)
        about.addWidget(self.origin)
        about.addWidget(self._figures_row)
        about.addSpacing(8)
        about.addLayout(buttons)
        about.addLayout(links)
        about.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(20)
        layout.addLayout(about, 12)
        layout.addWidget(self.settings, 10)
        layout.addWidget(self.note, 6)


def _paragraph(role: str = "") -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _line(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    return label


def _figure(caption: str) -> QLabel:
    label = _line("figure")
    label.setAccessibleName(caption)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
