"""How compared runs are told apart: by a colour and, for eyes that see little of it, by the shape of a mark."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from cifar_desktop.ui.theme import DARK, current_colours

# The theme's two curves come first. All are at least 3:1 on the surface, and differ in lightness too.
_LIGHT = ("#0f8a5f", "#a3368f", "#8a6a00", "#1c1c21")
_DARK = ("#5fd3a5", "#f08fd8", "#e6d36a", "#ececf0")
_ICON_PX = 14


def run_colour(number: int) -> QColor:
    """Return the colour of the first, second, … of the runs that are compared."""
    colours = current_colours()
    row = (colours.train_curve, colours.validation_curve, *(_DARK if colours is DARK else _LIGHT))
    return QColor(row[number % len(row)])


def draw_mark(painter: QPainter, number: int, centre: QPointF, radius: float) -> None:
    """Draw the mark of the first, second, … run: circle, square, triangle, diamond, star, cross."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(current_colours().surface), 1))
    painter.setBrush(run_colour(number))
    match number % 6:
        case 0:
            painter.drawEllipse(centre, radius, radius)
        case 1:
            side = 0.9 * radius
            painter.drawRect(QRectF(centre.x() - side, centre.y() - side, 2 * side, 2 * side))
        case 2:
            painter.drawPolygon(_around(centre, [1.25 * radius] * 3))
        case 3:
            painter.drawPolygon(_around(centre, [1.25 * radius] * 4))
        case 4:
            painter.drawPolygon(_around(centre, [1.35 * radius, 0.6 * radius] * 5))
        case _:
            painter.setPen(QPen(run_colour(number), radius * 0.65))
            reach = 0.8 * radius
            for slope in (1, -1):
                step = QPointF(reach, slope * reach)
                painter.drawLine(centre - step, centre + step)


def mark_icon(number: int, ratio: float) -> QIcon:
    """Return the mark as a picture for a screen of this many dots a pixel."""
    pixmap = QPixmap(round(_ICON_PX * ratio), round(_ICON_PX * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_mark(painter, number, QPointF(_ICON_PX / 2, _ICON_PX / 2), 4.5)
    painter.end()
    return QIcon(pixmap)


def _around(centre: QPointF, reaches: Sequence[float]) -> QPolygonF:
    """Return corners around a centre, the first of them at the top."""
    turn = 2 * math.pi / len(reaches)
    return QPolygonF(
        [
            centre + QPointF(reach * math.sin(turn * index), -reach * math.cos(turn * index))
            for index, reach in enumerate(reaches)
        ]
    )
