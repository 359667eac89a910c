"""What is drawn between the axes of a plot: curves, dots, the mark of the best one, the upright line of the read-out.

Not with pyqtgraph's own items: these ask Python for their bounds several times with every painting, and on a machine
that trains on its processor, painting takes its time from the training.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen

from cifar_desktop.ui.widgets.plot_array import Numbers
from cifar_desktop.ui.widgets.plot_reduce import visible_part

NO_POINTS: tuple[Numbers, Numbers] = (np.empty(0), np.empty(0))

_FARTHEST_PX = 1e6  # from the plot: beyond that, Qt's own arithmetic ends
_NEAR_THE_TOP_PX = 34
_LOWEST_WITH_LABEL_PX = 60  # in a lower plot, the label would be cut off
_LABEL_AIR_PX = 4
_LABEL_DISTANCE = 0.45  # from the middle of its ring, in heights of the label


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Which numbers are seen, in how much room.

    Attributes:
        left, right, low, high: the ends of what is seen, in the plot's numbers.
        width, height: the room, in pixels.
    """

    left: float
    right: float
    low: float
    high: float
    width: float
    height: float

    def pixels(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Return where points lie."""
        across = (x - self.left) * (self.width / (self.right - self.left or 1))
        down = (self.high - y) * (self.height / (self.high - self.low or 1))
        return np.clip(across, -_FARTHEST_PX, _FARTHEST_PX), np.clip(down, -_FARTHEST_PX, _FARTHEST_PX)

    def visible_pixels(self, points: tuple[Numbers, Numbers]) -> tuple[Numbers, Numbers]:
        """Return where those points lie that are seen, and the next one at either side."""
        x, y = points
        part = visible_part(x, self.left, self.right)
        return self.pixels(x[part], y[part])


class Curve:
    """A line through points.

    Attributes:
        points: x, which never falls, and y.
        pen: how it is drawn.
        is_smooth: whether its edges are: only what is one dot of the screen wide looks well without.
    """

    def __init__(self, *, is_smooth: bool) -> None:
        self.points = NO_POINTS
        self.pen = QPen()
        self.is_smooth = is_smooth

    def draw(self, painter: QPainter, ground: Ground) -> None:
        """Draw it."""
        x, y = ground.visible_pixels(self.points)
        if len(x):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, self.is_smooth)
            painter.setPen(self.pen)
            painter.drawPolyline(arrayToQPolygonF(x, y))


class Dots:
    """Round dots.

    Attributes:
        points: x, which never falls, and y.
        pen: how their outline is drawn.
        brushes: what they are filled with, in turn.
        size_px: across.
    """

    def __init__(self, *, size_px: float) -> None:
        self.points = NO_POINTS
        self.pen = QPen()
        self.brushes: Sequence[QBrush] = (QBrush(),)
        self.size_px = size_px

    def draw(self, painter: QPainter, ground: Ground) -> None:
        """Draw them."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.pen)
        radius = self.size_px / 2
        places = zip(*(each.tolist() for each in ground.visible_pixels(self.points)), strict=True)
        for index, (across, down) in enumerate(places):
            painter.setBrush(self.brushes[index % len(self.brushes)])
            painter.drawEllipse(QPointF(across, down), radius, radius)


class BestMark:
    """A ring around the best dot, and words beside it where there is room.

    Attributes:
        point: where; None where there is no best one.
        text: the words.
        pen: the ring's.
        size_px: the ring's, across.
        font, ink, paper: the words' font and colour, and what they lie on.
    """

    def __init__(self, *, size_px: float) -> None:
        self.point: tuple[float, float] | None = None
        self.text = ""
        self.pen = QPen()
        self.size_px = size_px
        self.font = QFont()
        self.ink, self.paper = QColor(), QColor()

    def draw(self, painter: QPainter, ground: Ground) -> None:
        """Draw both, unless it is not seen."""
        if self.point is None:
            return
        (across,), (down,) = (each.tolist() for each in ground.pixels(*(np.array([each]) for each in self.point)))
        if not (0 <= across <= ground.width and 0 <= down <= ground.height):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(across, down), self.size_px / 2, self.size_px / 2)
        if ground.height >= _LOWEST_WITH_LABEL_PX:
            place = self._label_place(across, down, ground.width)
            painter.fillRect(place, self.paper)
            painter.setFont(self.font)
            painter.setPen(self.ink)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.text)

    def _label_place(self, across: float, down: float, width: float) -> QRectF:
        """Return where the words have room."""
        metrics = QFontMetricsF(self.font)
        wide, high = metrics.horizontalAdvance(self.text) + 2 * _LABEL_AIR_PX, metrics.height() + _LABEL_AIR_PX
        share = min(1.0, max(0.0, 2 * across / (width or 1) - 0.5))  # at its right at the left edge, and so on
        # Curves come from below: above the ring there is room, unless it is at the top.
        is_high = down < _NEAR_THE_TOP_PX
        top = down + _LABEL_DISTANCE * high if is_high else down - (1 + _LABEL_DISTANCE) * high
        return QRectF(across - share * wide, top, wide, high)


class UprightLine:
    """A line from the top to the bottom.

    Attributes:
        x: where; None where there is none.
        pen: how it is drawn.
    """

    def __init__(self) -> None:
        self.x: float | None = None
        self.pen = QPen()

    def draw(self, painter: QPainter, ground: Ground) -> None:
        """Draw it."""
        if self.x is None:
            return
        (across,), _ = ground.pixels(np.array([self.x]), np.array([ground.low]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(self.pen)
        painter.drawLine(QPointF(across, 0), QPointF(across, ground.height))
