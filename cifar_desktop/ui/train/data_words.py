"""Quiet words of the data panel: paragraphs that break anywhere, and paths that lose their middle."""

import re

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QWidget

from cifar_desktop.ui.widgets.elided_label import ElidedLabel

_INNER_SEPARATOR = re.compile(r"(?<=\w)([/\\_])")
_LEADING_SEPARATOR = re.compile(r"(?<!\w)([/\\])(?=\w)")
_LONG_RUN = re.compile(r"(\w{20})(?=\w{4})")  # such as a checksum
_ZERO_WIDTH_SPACE, _WORD_JOINER = "\u200b", "\u2060"


class Paragraph(QLabel):
    """Words that wrap, in long paths and checksums too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "quiet")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._words = ""

    @property
    def words(self) -> str:
        """Return the text without the places where it may break."""
        return self._words

    def setText(self, text: str) -> None:
        """Show `text`; a path may go on in the next line after each of its folders, but not after its first “/”.

        What is too long for a word may go on anywhere.
        """
        self._words = text
        shown = _LEADING_SEPARATOR.sub("\\1" + _WORD_JOINER, text)
        shown = _INNER_SEPARATOR.sub("\\1" + _ZERO_WIDTH_SPACE, shown)
        super().setText(_LONG_RUN.sub("\\1" + _ZERO_WIDTH_SPACE, shown))
        self.setAccessibleName(text)


class Message(Paragraph):
    """What just happened, in red where it went wrong; hidden where there is nothing to say."""

    def say(self, sentence: str, *, failed: bool = False) -> None:
        """Show a sentence, or none."""
        self.setProperty("role", "failed" if failed else "quiet")
        self.style().polish(self)
        self.setText(sentence)
        self.setVisible(bool(sentence))

    @Slot()
    def be_silent(self) -> None:
        """Show none."""
        self.say("")


class PathLabel(ElidedLabel):
    """A path in one line; where it does not fit, its middle gives way, and the tooltip has all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, role="quiet", gives_way=Qt.TextElideMode.ElideMiddle)

    def show_path(self, path: str) -> None:
        """Show `path`."""
        self.say(path)
