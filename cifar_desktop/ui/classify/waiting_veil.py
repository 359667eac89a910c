"""What lies over the photo before, or over nothing, while the next one is on its way."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from cifar_desktop.ui.theme import current_colours

_VEIL_OPACITY = 170


def draw_waiting(painter: QPainter, room: QRectF, words: str, photo: QPainterPath | None) -> None:
    """Dim the photo before, if there is one, and say in the middle of the room what is waited for."""
    colours = current_colours()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    letters = QFontMetricsF(painter.font())
    plate = QRectF(0, 0, letters.horizontalAdvance(words) + 40, letters.height() + 20)
    plate.moveCenter(room.center())
    if photo is not None:
        veil = QColor(colours.window)
        veil.setAlpha(_VEIL_OPACITY)
        painter.fillPath(photo, veil)
    painter.setPen(QPen(QColor(colours.line), 1))
    painter.setBrush(QColor(colours.surface))
    painter.drawRoundedRect(plate, plate.height() / 2, plate.height() / 2)
    painter.setPen(QColor(colours.text))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()
