"""Words in one line that wants to be as wide as they are, and can be narrower."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_LEAST_PX = 36


class FittingLine(QLabel):
    """A line that says the same in fewer words where there is no room, or ends in …; the tooltip then has all of it.

    Attributes:
        words: all of what it says.
        short: the same in fewer words; empty where there are none.
    """

    def __init__(self, parent: QWidget | None = None, *, elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__(parent)
        self.words = self.short = self._tip = ""
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, words: str, tip: str = "", *, short: str = "") -> None:
        """Show these words, and more about them when the mouse rests there."""
        self.words, self.short, self._tip = words, short, tip
        self.setAccessibleName(words)
        self.setAccessibleDescription(tip)
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for all of the words."""
        return QSize(self.fontMetrics().horizontalAdvance(self.words) + 2, self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Return room for the beginning."""
        wanted = self.sizeHint()
        return QSize(min(wanted.width(), _LEAST_PX), wanted.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out as much as must be."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit letters of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
            self.updateGeometry()

    def _fit(self) -> None:
        is_tight = self.fontMetrics().horizontalAdvance(self.words) > self.width()
        words = self.short if is_tight and self.short else self.words
        shown = self.fontMetrics().elidedText(words, self._elide, self.width())
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._tip or ("" if shown == self.words else self.words))
