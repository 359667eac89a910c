"""One plot: a measurement's noisy curve, its smoothed one, and what was measured now and then."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Slot
from PySide6.QtGui import QBrush, QColor, QFont, QPen
from PySide6.QtWidgets import QGraphicsGridLayout

from cifar_desktop.ui.theme import Colours
from cifar_desktop.ui.widgets.plot_array import Numbers
from cifar_desktop.ui.widgets.plot_axis import ValueAxis
from cifar_desktop.ui.widgets.plot_canvas import PlotCanvas
from cifar_desktop.ui.widgets.plot_layers import NO_POINTS, BestMark, Curve, Dots, UprightLine
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
_LINE_PX = 2
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
        raw, smooth, marks_line: the curves: each step's, the smoothed one, and the one through the dots.
        marks, best: the dots, and the mark of the best one.
        cross: the upright line of the read-out.
    """

    def __init__(self, kind: PlotKind) -> None:
        super().__init__()
        self.kind = kind
        self._range: tuple[float, float] | None = None
        self._room: list[float] = []
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
        self.raw, self.smooth, self.marks_line = Curve(is_smooth=False), Curve(is_smooth=True), Curve(is_smooth=True)
        self.marks, self.best = Dots(size_px=_DOT_PX), BestMark(size_px=_RING_PX)
        self.cross, self._cross_dots = UprightLine(), Dots(size_px=_HOVER_DOT_PX)
        layers = (self.raw, self.smooth, self.marks_line, self.marks, self.best, self.cross, self._cross_dots)
        self.canvas = PlotCanvas(self.box, layers)
        self.box.sigResized.connect(self._on_resized)

    @Slot(object)
    def _on_resized(self, _box: object) -> None:
        self.canvas.fill_the_box()

    # Looks

    def wear(self, colours: Colours, font: QFont, legend: Sequence[LegendEntry]) -> None:
        """Take on colours and a font, and name the curves."""
        self._colours = colours
        strong, other = getattr(colours, self.kind.colour), colours.validation_curve
        self.axis.wear(colours, font)
        faint = _blended(strong, colours.surface, _RAW_STRENGTH)
        self.raw.pen = _thinnest(faint)  # where it is dense, a wider one would hide everything
        self.smooth.pen = QPen(QColor(strong), _LINE_PX)
        self.marks_line.pen = QPen(QColor(other), _LINE_PX)
        self.marks.pen = self._cross_dots.pen = QPen(QColor(colours.surface), 1)
        self.marks.brushes = (QBrush(QColor(other)),)
        self.cross.pen = _thinnest(colours.quiet)
        self.best.pen = QPen(QColor(colours.text), _LINE_PX)
        self.best.ink, self.best.paper = QColor(colours.text), QColor(colours.surface)
        self.best.font = QFont(font)
        self.best.font.setWeight(QFont.Weight.DemiBold)
        self.canvas.update()
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
        if self.box.viewRange()[0] != [low, high]:  # pyqtgraph lays everything anew, even where nothing is new
            self.box.setXRange(low, high, padding=0)
            self.canvas.update()

    def draw_curve(self, x: Numbers, raw: Numbers, smooth: Numbers | None, low: float, high: float) -> None:
        """Draw the steps between two positions; without `smooth`, each step's values are the strong curve."""
        if smooth is None:
            self.raw.points = NO_POINTS
            self.smooth.points = self._on_axis(*envelope(x, raw, low, high, self.columns))
        else:
            self.raw.points = self._on_axis(*envelope(x, raw, low, high, self.columns))
            self.smooth.points = self._on_axis(*thinned(x, smooth, low, high, self.columns // _SMOOTH_COLUMN))
        self.canvas.update()

    def draw_marks(self, x: Numbers, y: Numbers) -> None:
        """Draw the dots, and the line through them."""
        self.marks.points = self.marks_line.points = self._on_axis(x, y)
        self.canvas.update()

    def draw_best(self, x: float, y: float, text: str) -> None:
        """Put a ring around the best dot and say what it is."""
        (x,), (y,) = self._on_axis(np.array([x]), np.array([y]))
        self.best.point, self.best.text = (float(x), float(y)), text
        self.canvas.update()

    def hide_best(self) -> None:
        """Take the ring away."""
        self.best.point, self.best.text = None, ""
        self.canvas.update()

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
        top += headroom * (top - bottom)
        if self.box.viewRange()[1] != [bottom, top]:
            self.box.setYRange(bottom, top, padding=0)
            self.canvas.update()

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
        self.cross.x = x
        self._cross_dots.brushes = [QBrush(QColor(getattr(self._colours, name))) for _, _, name in dots]
        self._cross_dots.points = self._on_axis(
            np.array([each[0] for each in dots]), np.array([each[1] for each in dots])
        )
        self.canvas.update()

    def hide_cross(self) -> None:
        """Take the upright line away."""
        self.cross.x, self._cross_dots.points = None, NO_POINTS
        self.canvas.update()

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


def _thinnest(colour: str) -> QPen:
    """Return a pen that is one dot of the screen wide."""
    pen = QPen(QColor(colour), 1)
    pen.setCosmetic(True)
    return pen


def _blended(colour: str, ground: str, strength: float) -> str:
    """Return a colour laid thinly over another; opaque, because seeing through costs time."""
    over, under = QColor(colour), QColor(ground)
    pairs = ((over.red(), under.red()), (over.green(), under.green()), (over.blue(), under.blue()))
    return QColor(*(round(strength * a + (1 - strength) * b) for a, b in pairs)).name()
