"""What stands where the curves will be: their axes, and a sentence."""

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.widgets.plot_font import small_font

_PLOTS = (("Loss", 5, 4), ("Accuracy, %", 5, 4), ("Learning rate", 2, 1))  # title, share of the height, lines
_HEADER_PX, _SIDE_PX, _RIGHT_PX, _BOTTOM_PX, _GAP_PX = 27, 80, 20, 46, 6


class ChartPlaceholder(QWidget):
    """Draws empty axes without numbers; light enough to be there before pyqtgraph is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(240, 224)
        self._sentence = QLabel()
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("role", "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_SIDE_PX, 0, _SIDE_PX - 40, _BOTTOM_PX)
        layout.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignVCenter)
        self._wear()

    def say(self, sentence: str) -> None:
        """Say something else."""
        self._sentence.setText(sentence)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the axes."""
        colours, font = current_colours(), small_font(self.font())
        left, right = _left_px(font), self.width() - _RIGHT_PX
        font.setWeight(QFont.Weight.DemiBold)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.surface))
        painter.setFont(font)
        room = self.height() - _BOTTOM_PX - len(_PLOTS) * _HEADER_PX - (len(_PLOTS) - 1) * _GAP_PX
        top = 0.0
        for title, share, lines in _PLOTS:
            painter.setPen(QColor(colours.text))
            area = QRectF(8, top, right, _HEADER_PX)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
            painter.setPen(QColor(colours.line))
            height = room * share / sum(each[1] for each in _PLOTS)
            for line in range(lines + 1):
                y = round(top + _HEADER_PX + height * line / lines)
                painter.drawLine(left, y, right, y)
            top += _HEADER_PX + height + _GAP_PX
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._wear()

    def _wear(self) -> None:
        style = f"background: {current_colours().surface}; padding: 10px 18px;"
        if style != self._sentence.styleSheet():
            self._sentence.setStyleSheet(style)
        self.update()


def _left_px(font: QFont) -> int:
    """Return where the curves will begin, so that nothing moves when they come."""
    return round(QFontMetricsF(font).horizontalAdvance("0.0000")) + 20
