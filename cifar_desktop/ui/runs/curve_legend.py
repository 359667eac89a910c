"""The names of the curves, above them, in as many lines as they need."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from cifar_desktop.training.run_curves import RunCurve
from cifar_desktop.ui.runs.run_marks import draw_mark
from cifar_desktop.ui.runs.run_titles import shortened
from cifar_desktop.ui.theme import current_colours

_LONGEST_PX = 190
_MARK_ROOM_PX, _GAP_PX, _LINE_AIR_PX = 18, 18, 5
_MARK_PX = 4
_NO_CURVE = " (no curve)"


class CurveLegend:
    """Knows the names and where they go."""

    def __init__(self) -> None:
        self._curves: tuple[RunCurve, ...] = ()

    def name(self, curves: Sequence[RunCurve]) -> None:
        """Name these curves."""
        self._curves = tuple(curves)

    def height(self, font: QFont, width: float) -> float:
        """Return how much room the names need."""
        places = self._places(QFontMetricsF(font), width)
        return max((place.bottom() for place, _ in places), default=0.0)

    def draw(self, painter: QPainter, font: QFont, width: float) -> None:
        """Draw marks and names."""
        colours, metrics = current_colours(), QFontMetricsF(font)
        for number, (place, words) in enumerate(self._places(metrics, width)):
            has_points = bool(self._curves[number].along)
            if has_points:
                draw_mark(painter, number, QPointF(place.left() + 6, place.center().y()), _MARK_PX)
            painter.setPen(QColor(colours.text if has_points else colours.quiet))
            room = place.adjusted(_MARK_ROOM_PX if has_points else 0, 0, 0, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _places(self, metrics: QFontMetricsF, width: float) -> list[tuple[QRectF, str]]:
        """Return where each name goes, and as much of it as fits."""
        line, left, top, places = metrics.height() + _LINE_AIR_PX, 4.0, 2.0, []
        for curve in self._curves:
            short = shortened(curve.run, metrics, min(width - _MARK_ROOM_PX - 8, _LONGEST_PX))
            short += "" if curve.along else _NO_CURVE
            wide = metrics.horizontalAdvance(short) + 1 + (_MARK_ROOM_PX if curve.along else 0)
            if left > 4 and left + wide > width:
                left, top = 4.0, top + line
            places.append((QRectF(left, top, wide, line), short))
            left += wide + _GAP_PX
        return places
