"""Tells which weights the next training begins with, and lets go of them."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.train.data_words import Message, Paragraph


class StartBanner(QFrame):
    """A line about the weights, and one about what became of others; hidden while there is neither.

    Attributes:
        words, caveat: which weights, and what is to be known about them.
        message: what just happened to weights.
        drop_button, hide_button: let go of the weights; take the message away.

    Signals:
        drop_wanted: the next training is to begin without the weights.
    """

    drop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start-banner")
        self.words, self.caveat, self.message = Paragraph(), Paragraph(), Message()
        self.words.setProperty("role", "")
        self.drop_button = _link("Begin at random", "Lets go of the weights; their file stays as it is.")
        self.drop_button.clicked.connect(self.drop_wanted)
        self.hide_button = _link("Hide", "Takes this message away.")
        self.hide_button.clicked.connect(self._on_hide_clicked)
        self._lay_out()
        self._dress()
        self.show_words("")
        self.say("")

    def show_words(self, words: str, *, caveat: str = "", path: str = "", drop_text: str = "") -> None:
        """Say which weights, and how to let go of them; no words take it away."""
        self.words.setText(words)
        self.caveat.setText(caveat)
        for paragraph in (self.words, self.caveat):
            paragraph.setToolTip(path)
            paragraph.setVisible(bool(paragraph.words))
        self.drop_button.setText(drop_text)
        self.drop_button.setVisible(bool(drop_text))
        self._show_if_needed()

    def say(self, sentence: str, *, failed: bool = False, is_passing: bool = False) -> None:
        """Say what just happened, or what is going on and `is_passing`; an empty sentence takes it away."""
        self.message.say(sentence, failed=failed)
        self.hide_button.setVisible(bool(sentence) and not is_passing)
        self._show_if_needed()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _show_if_needed(self) -> None:
        self.setVisible(bool(self.words.words or self.message.words))

    def _dress(self) -> None:
        """Wear the colour of what is chosen."""
        sheet = f"#start-banner {{ background: {current_colours().soft}; border-radius: 12px; }}"
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.words)
        said.addWidget(self.caveat)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 10, 14, 10)
        layout.setSpacing(6)
        for content, button in ((said, self.drop_button), (self.message, self.hide_button)):
            row = QHBoxLayout()
            row.setSpacing(12)
            if isinstance(content, QWidget):
                row.addWidget(content, 1)
            else:
                row.addLayout(content, 1)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            layout.addLayout(row)

    @Slot()
    def _on_hide_clicked(self) -> None:
        self.say("")


def _link(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "link")
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
