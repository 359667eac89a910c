"""What the table says where it has no rows: why that is so, and what can be done about it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget


class PhotoNotice(QWidget):
    """A quiet sentence in the middle of another widget, which it always covers.

    Attributes:
        words: the sentence.
        button: below it; hidden where there is nothing to do.

    Signals:
        acted: the button was pressed.
    """

    acted = Signal()

    def __init__(self, covered: QWidget) -> None:
        super().__init__(covered)
        self.words = QLabel()
        self.words.setProperty("role", "quiet")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton()
        self.button.setProperty("role", "link")
        self.button.clicked.connect(self.acted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 12, 20, 12)
        layout.setSpacing(8)
        layout.addStretch(2)
        layout.addWidget(self.words)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        covered.installEventFilter(self)
        self.hide()

    def say(self, sentence: str, action: str = "") -> None:
        """Show a sentence, with a button or without; an empty one hides all."""
        self.words.setText(sentence)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.setVisible(bool(sentence))
        self._cover()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what is covered."""
        if event.type() == QEvent.Type.Resize:
            self._cover()
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        covered = self.parentWidget()
        if covered:
            self.setGeometry(covered.rect())
