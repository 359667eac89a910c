"""How the square looks on the photo: the rest in shade, a line that shows on any photo, and corners to hold."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

_SHADE = QColor(10, 11, 16, 140)
_LINE = QColor(255, 255, 255)
_LINE_EDGE = QColor(0, 0, 0, 110)  # around the white line, for photos that are white themselves
_ARM_PX = 16.0  # of the corners' angles


def draw_square(painter: QPainter, outline: QPainterPath, square: QRectF) -> None:
    """Draw a square over the photo with that outline."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inside = QPainterPath()
    inside.addRect(square)
    painter.fillPath(outline.subtracted(inside), _SHADE)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    line = square.adjusted(0.5, 0.5, -0.5, -0.5)
    angles = _angles(square.adjusted(1, 1, -1, -1), min(_ARM_PX, square.width() / 3))
    for colour, wider in ((_LINE_EDGE, 2.0), (_LINE, 0.0)):
        painter.setPen(QPen(colour, 1.2 + wider))
        painter.drawRect(line)
        painter.setPen(QPen(colour, 3.5 + wider, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPath(angles)
    painter.restore()


def _angles(square: QRectF, arm: float) -> QPainterPath:
    """Return the four angles at the corners, by which it is resized."""
    path = QPainterPath()
    for corner, across, down in (
        (square.topLeft(), arm, arm),
        (square.topRight(), -arm, arm),
        (square.bottomLeft(), arm, -arm),
        (square.bottomRight(), -arm, -arm),
    ):
        path.moveTo(corner + QPointF(across, 0))
        path.lineTo(corner)
        path.lineTo(corner + QPointF(0, down))
    return path
