"""The answer, large; beside it, the way to ask why."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cifar_desktop.ui.classify.answer_words import AnswerWords
from cifar_desktop.ui.classify.one_line import OneLine

_TITLE_SIZES_PX = (32, 28, 24, 20)
_TITLE_WEIGHT = 600
_WHY_TIP = (
    "<p>Colours the photo: bright where it speaks for the answer. A click on one of the bars asks the same about "
    "another class.</p>"
)
_BLANK = "\N{NO-BREAK SPACE}"


class Headline(QWidget):
    """Three lines that keep their places whatever they say.

    Attributes:
        title, line, note: the answer, how sure it is, and what is read last.
        why_button: lays a heat map over the photo while it is pressed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = OneLine(_TITLE_SIZES_PX, _TITLE_WEIGHT)
        self.line, self.note = _words("heading"), _words("quiet")
        self.why_button = QPushButton("&Why?")
        self.why_button.setCheckable(True)
        self.why_button.setAccessibleName("Why this answer?")
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.title, 1)
        top.addWidget(self.why_button, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.line)
        layout.addWidget(self.note)
        self.allow_why("")

    def say(self, words: AnswerWords) -> None:
        """Show an answer in words."""
        self.title.say(words.title)
        self.line.setText(words.line or _BLANK)
        self.line.setVisible(bool(words.line) or not words.note)
        self.note.setText(words.note or _BLANK)
        self.setAccessibleName(words.sentence)

    def allow_why(self, problem: str) -> None:
        """Let it be asked why, or say why that cannot be."""
        self.why_button.setEnabled(not problem)
        self.why_button.setToolTip(problem or _WHY_TIP)


def _words(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label
