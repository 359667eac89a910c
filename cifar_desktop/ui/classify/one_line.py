"""Words in one line: smaller letters where they do not fit, and … where these do not fit either."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class OneLine(QLabel):
    """A line as high as its largest letters, whatever it says; where … stands, the tooltip has all of it.

    Attributes:
        words: all of what it says.
    """

    def __init__(self, sizes_px: Sequence[int], weight: int, parent: QWidget | None = None) -> None:
        """Take the heights that letters may have, the largest first, and their weight."""
        super().__init__(parent)
        self._sizes_px, self._weight = tuple(sizes_px), weight
        self._size_px = 0
        self.words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fit()

    def say(self, words: str) -> None:
        """Show these words, as many as fit."""
        self.words = words
        self.setAccessibleName(words)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the height of the largest letters."""
        return QSize(0, self._letters(self._sizes_px[0]).height())

    def minimumSizeHint(self) -> QSize:
        """Return no width: whatever there is will do."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out as much as must be."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fitting = (size for size in self._sizes_px if self._letters(size).horizontalAdvance(self.words) <= self.width())
        size_px = next(fitting, self._sizes_px[-1])
        if size_px != self._size_px:
            self._size_px = size_px
            self.setStyleSheet(f"font-size: {size_px}px; font-weight: {self._weight};")
        shown = self._letters(size_px).elidedText(self.words, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip("" if shown == self.words else self.words)

    def _letters(self, size_px: int) -> QFontMetrics:
        font = QFont(self.font())
        font.setPixelSize(size_px)
        font.setWeight(QFont.Weight(self._weight))
        return QFontMetrics(font)
