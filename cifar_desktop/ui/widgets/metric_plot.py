"""One plot: a measurement's noisy curve, its smoothed one, and what was measured now and then."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPen
from PySide6.QtWidgets import QGraphicsGridLayout

from cifar_desktop.ui.theme import Colours
from cifar_desktop.ui.widgets.plot_array import Numbers
from cifar_desktop.ui.widgets.plot_axis import ValueAxis
from cifar_desktop.ui.widgets.plot_reduce import envelope, thinned
from cifar_desktop.ui.widgets.plot_ticks import round_down, round_range, round_up

FAINT = "faint"  # in a legend: the colour of the raw curve
LegendEntry = tuple[str, str, str]  # a sign, the name of its colour, its meaning

_RAW_STRENGTH = 0.32  # of the curve's colour over the surface
_SMALLEST_ON_LOG = 1e-9  # a loss of 0 has no logarithm
_SMOOTH_COLUMN = 2  # pixels: as wide as the line; half the points, and half the time to draw them
_SHRINK_BELOW = 0.6  # of its height, before a range that follows the data gets smaller again
_LOG_ENDS = (1, 1.5, 2, 3, 4, 5, 7, 10)
_HEADROOM = 0.06  # of the height, so that what is at the top is not cut
_HEADER_GAP_PX = 5  # the topmost number stands half in it
_LOWEST_WITH_LABEL_PX = 60  # in a lower plot, the label would be cut off
_DOT_PX, _RING_PX, _HOVER_DOT_PX = 7, 15, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotKind:
    """What a plot shows.

    Attributes:
        title: what stands above it, with the unit.
        colour: the name of the curve's colour in the theme.
        factor: what the numbers are multiplied by: 100 for per cent.
        fixed_range: shown while nobody has zoomed; None where it follows the data.
        limits: what a range never goes beyond.
    """

    title: str
    colour: str
    factor: float = 1.0
    fixed_range: tuple[float, float] | None = None
    limits: tuple[float, float] = (0.0, float("inf"))


class MetricPlot(pg.GraphicsWidget):  # type: ignore[misc]
    """A plot without a frame: its title and its curves' names above it, thin lines across it.

    Attributes:
        kind: what it shows.
        box: the part with the curves.
        axis: the axis at its left.
        raw, smooth, marks: the curves: each step's, the smoothed one, and the dots with a line through them.
    """

    def __init__(self, kind: PlotKind) -> None:
        super().__init__()
        self.kind = kind
        self._range: tuple[float, float] | None = None
        self._room: list[float] = []
        self._best: tuple[float, float] | None = None
        self._colours: Colours | None = None
        self.axis = ValueAxis()
        self.box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self.box.disableAutoRange()
        self.axis.linkToView(self.box)
        self._header = pg.LabelItem(justify="left")
        layout = QGraphicsGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.setRowSpacing(0, _HEADER_GAP_PX)
        layout.addItem(self._header, 0, 0, 1, 2)
        layout.addItem(self.axis, 1, 0)
        layout.addItem(self.box, 1, 1)
        layout.setRowStretchFactor(1, 1)
        layout.setColumnStretchFactor(1, 1)
        self._add_curves()

    def _add_curves(self) -> None:
        # Only what is one pixel wide is drawn without smooth edges: wide lines look broken without them.
        self.raw = pg.PlotCurveItem(skipFiniteCheck=True, antialias=False)
        self.smooth = pg.PlotCurveItem(skipFiniteCheck=True, antialias=True)
        self._marks_line = pg.PlotCurveItem(skipFiniteCheck=True, antialias=True)
        self.marks = pg.ScatterPlotItem(size=_DOT_PX, antialias=True, useCache=True)
        self._ring = pg.ScatterPlotItem(size=_RING_PX, antialias=True)
        self._best_label = pg.TextItem()
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._dots = pg.ScatterPlotItem(size=_HOVER_DOT_PX, antialias=True)
        items = (self.raw, self.smooth, self._marks_line, self.marks, self._ring, self._cross, self._dots)
        for height, item in enumerate((*items, self._best_label)):
            item.setZValue(height)
            item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
            self.box.addItem(item, ignoreBounds=True)
        self._best_label.hide()
        self.hide_cross()

    # Looks

    def wear(self, colours: Colours, font: QFont, legend: Sequence[LegendEntry], *, scale: float) -> None:
        """Take on colours and a font, and name the curves; `scale` is how many dots of the screen a pixel has."""
        self._colours = colours
        strong, other = getattr(colours, self.kind.colour), colours.validation_curve
        self.axis.wear(colours, font)
        faint = _blended(strong, colours.surface, _RAW_STRENGTH)
        self.raw.setPen(_pen(faint, 1))  # always the thinnest: where it is dense it would hide everything
        self.smooth.setPen(_pen(strong, 2 * scale))
        self._marks_line.setPen(_pen(other, 2 * scale))
        self.marks.setPen(_pen(colours.surface, 1))
        self.marks.setBrush(pg.mkBrush(other))
        self._ring.setPen(_pen(colours.text, 2 * scale))
        self._ring.setBrush(None)
        self._best_label.setColor(colours.text)
        self._best_label.fill = pg.mkBrush(colours.surface)
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        self._best_label.setFont(bold)
        self._cross.setPen(_pen(colours.quiet, 1))
        self._dots.setPen(_pen(colours.surface, 1))
        names = "".join(
            f"&nbsp;&nbsp;&nbsp;<span style='color:{getattr(colours, colour, faint)}'>{sign}</span>"
            f"&nbsp;<span style='color:{colours.quiet}'>{meaning}</span>"
            for sign, colour, meaning in legend
        )
        self._header.setText(
            f"<span style='font-weight:600'>{self.kind.title}</span>{names}",
            color=colours.text,
            size=f"{font.pixelSize()}px",
        )

    def set_log(self, is_log: bool) -> None:
        """Make the axis logarithmic, or linear again."""
        self.axis.is_log = is_log
        self.axis.picture = None
        self._range = None

    # Data

    @property
    def columns(self) -> int:
        """Return how many columns of the screen the curves have."""
        scale = self.box.getViewWidget().devicePixelRatioF() if self.box.getViewWidget() else 1.0
        return max(100, int(self.box.width() * scale))

    def set_x_range(self, low: float, high: float) -> None:
        """Show this part."""
        self.box.setXRange(low, high, padding=0)

    def draw_curve(self, x: Numbers, raw: Numbers, smooth: Numbers | None, low: float, high: float) -> None:
        """Draw the steps between two positions; without `smooth`, each step's values are the strong curve."""
        if smooth is None:
            self.raw.setData([], [])
            self.smooth.setData(*self._on_axis(*envelope(x, raw, low, high, self.columns)))
            return
        self.raw.setData(*self._on_axis(*envelope(x, raw, low, high, self.columns)))
        self.smooth.setData(*self._on_axis(*thinned(x, smooth, low, high, self.columns // _SMOOTH_COLUMN)))

    def draw_marks(self, x: Numbers, y: Numbers) -> None:
        """Draw the dots, and the line through them."""
        x, y = self._on_axis(x, y)
        self._marks_line.setData(x, y)
        self.marks.setData(x, y)

    def draw_best(self, x: float, y: float, text: str) -> None:
        """Put a ring around the best dot and say what it is."""
        (x,), (y,) = self._on_axis(np.array([x]), np.array([y]))
        self._best = (float(x), float(y))
        self._ring.setData([x], [y])
        self._best_label.setText(text)
        self._best_label.show()
        self._place_best_label()

    def hide_best(self) -> None:
        """Take the ring away."""
        self._best = None
        self._ring.setData([], [])
        self._best_label.hide()

    def _place_best_label(self) -> None:
        """Put the label beside its ring, where there is room."""
        if self._best is None:
            return
        (left, right), (low, high) = self.box.viewRange()
        x, y = self._best
        is_seen = left <= x <= right and low <= y <= high and self.box.height() >= _LOWEST_WITH_LABEL_PX
        self._best_label.setVisible(is_seen)
        if not is_seen:
            return
        share = (x - left) / (right - left or 1)
        across = min(1.0, max(0.0, 2 * share - 0.5))
        # Curves come from below: above the ring there is room, unless it is at the top.
        is_high = (y - low) / (high - low or 1) * self.box.height() > self.box.height() - 34
        self._best_label.setAnchor((across, -0.45 if is_high else 1.45))
        self._best_label.setPos(x, y)

    def make_room(self, values: Numbers) -> None:
        """Remember values that are to be in the range that is shown next."""
        self._room.extend((float(values.min()), float(values.max())) if len(values) else ())

    def show_range(self, *, is_zoomed: bool) -> None:
        """Show the values for which room was asked, in a range of round numbers.

        While nobody has zoomed, a range that fits stays as it is: an axis must not jump with every step.
        """
        if not self._room:
            return
        low, high = min(self._room) * self.kind.factor, max(self._room) * self.kind.factor
        self._room.clear()
        wanted = self._wanted_range(low, high, is_zoomed=is_zoomed)
        old = self._range
        may_stay = not is_zoomed and not self.axis.is_log and old is not None and old[0] == wanted[0]
        if may_stay and old is not None and _SHRINK_BELOW * old[1] < wanted[1] <= old[1]:
            wanted = old
        self._range = wanted
        if self.axis.is_log:
            wanted = (float(np.log10(wanted[0])), float(np.log10(wanted[1])))
        bottom, top = wanted
        headroom = max(_HEADROOM, _RING_PX / 2 / max(self.box.height(), _RING_PX))
        self.box.setYRange(bottom, top + headroom * (top - bottom), padding=0)
        self._place_best_label()

    def forget_range(self) -> None:
        """Choose the range anew when the next data come."""
        self._range = None

    def _wanted_range(self, low: float, high: float, *, is_zoomed: bool) -> tuple[float, float]:
        """Return the round range for these values."""
        if self.axis.is_log:
            low, high = max(low, _SMALLEST_ON_LOG), max(high, _SMALLEST_ON_LOG)
            low, high = round_down(low, _LOG_ENDS), round_up(high, _LOG_ENDS)
            return (low, high) if high > low else (low / 2, high * 2)
        if not is_zoomed:
            return self.kind.fixed_range or (0.0, round_up(high) if high > 0 else 1.0)
        low, high = round_range(low, high)
        lowest, highest = self.kind.limits
        return max(low, lowest), min(high, highest)

    # Read-out

    def show_cross(self, x: float, dots: Sequence[tuple[float, float, str]]) -> None:
        """Draw the upright line, and dots where it meets the curves: x, y and the name of the colour."""
        self._cross.setPos(x)
        self._cross.show()
        brushes = [pg.mkBrush(getattr(self._colours, name)) for _, _, name in dots]
        points = self._on_axis(np.array([each[0] for each in dots]), np.array([each[1] for each in dots]))
        self._dots.setData(*points, brush=brushes)

    def hide_cross(self) -> None:
        """Take the upright line away."""
        self._cross.hide()
        self._dots.setData([], [])

    def area(self) -> QRectF:
        """Return where the curves are, in the scene."""
        return QRectF(self.box.sceneBoundingRect())

    def x_at(self, scene_x: float) -> float:
        """Return the position under a point of the scene."""
        return float(self.box.mapSceneToView(QPointF(scene_x, 0)).x())

    def _on_axis(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Return points as the plot holds them: in its unit, and as logarithms where its axis has them."""
        y = y * self.kind.factor
        return x, np.log10(np.maximum(y, _SMALLEST_ON_LOG)) if self.axis.is_log else y


def _pen(colour: str, width: float) -> QPen:
    """Return a pen that is so many dots of the screen wide at every zoom."""
    return pg.mkPen(colour, width=width)  # type: ignore[no-any-return]


def _blended(colour: str, ground: str, strength: float) -> str:
    """Return a colour laid thinly over another; opaque, because seeing through costs time."""
    over, under = QColor(colour), QColor(ground)
    pairs = ((over.red(), under.red()), (over.green(), under.green()), (over.blue(), under.blue()))
    return QColor(*(round(strength * a + (1 - strength) * b) for a, b in pairs)).name()
