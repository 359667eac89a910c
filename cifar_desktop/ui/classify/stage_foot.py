"""The line below the photo: what can be done with it, or what the heat map's colours mean."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from cifar_desktop.ui.classify.heat_colours import heat_scale

_STRIP_PX = QSize(56, 8)
_SPACING_PX = 10
_LEAST_PX = 80  # of the words
_TWO_LINES = 0.65  # of their width is what they need in two lines, which do not break in the middle


class StageFoot(QWidget):
    """Words in the middle, with the heat map's colours before them and a button behind them where these are wanted.

    Attributes:
        words: what it says; in two lines where one does not hold it.
        strip: the colours from cold to hot.
        whole_button: goes back from the square to the whole photo.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_heat = False
        self.words, self.strip, self.whole_button = QLabel(), _Strip(), QPushButton("Whole photo")
        self.words.setProperty("role", "quiet")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.whole_button.setProperty("role", "link")
        self.whole_button.setToolTip("Takes the square away (Esc, or a double click on the photo).")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_SPACING_PX)
        layout.addStretch(1)
        for part in (self.strip, self.words, self.whole_button):
            layout.addWidget(part)
        layout.addStretch(1)

    def say(self, words: str, *, has_heat: bool, has_box: bool) -> None:
        """Show words, the colours of a heat map, and the way back from a square."""
        self.words.setText(words)
        self._has_heat = has_heat
        self.whole_button.setVisible(has_box)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the height of two lines, whatever it says: the photo above must not jump."""
        height = max(2 * self.words.fontMetrics().lineSpacing(), self.whole_button.sizeHint().height())
        return QSize(240, height + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the same: in less, it could not be read."""
        return QSize(160, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the words go on in a second line, or no longer."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the words the width that they need: a label that wraps does not ask for it by itself.

        The colours make way for them where two lines would not hold them.
        """
        needed = self.words.fontMetrics().horizontalAdvance(self.words.text()) + 2
        button_px = 0 if self.whole_button.isHidden() else self.whole_button.sizeHint().width() + _SPACING_PX
        strip_px = _STRIP_PX.width() + _SPACING_PX if self._has_heat else 0
        room = self.width() - button_px - 2 * _SPACING_PX
        if room - strip_px < needed * _TWO_LINES:
            strip_px = 0
        self.strip.setVisible(strip_px > 0)
        self.words.setFixedWidth(max(_LEAST_PX, min(needed, room - strip_px)))


class _Strip(QWidget):
    """The colours from cold to hot."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Colours of the heat map, from dark to bright")
        scale = heat_scale(_STRIP_PX.width())
        width = scale.shape[1]
        self._colours = QImage(scale.tobytes(), width, 1, 3 * width, QImage.Format.Format_RGB888).copy()

    def sizeHint(self) -> QSize:
        """Return the size of the strip."""
        return _STRIP_PX

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the strip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QPixmap.fromImage(self._colours)))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.end()
