"""The curves of several runs over each other, with their names, and what they are where the pointer is."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cifar_desktop.training.run_curves import Along, Measure, RunCurve
from cifar_desktop.ui.runs.curve_legend import CurveLegend
from cifar_desktop.ui.runs.curve_readout import ReadPoint, nearest, places_of, read_at
from cifar_desktop.ui.runs.curve_scale import ALONG_TITLES, CurveScale
from cifar_desktop.ui.runs.run_marks import draw_mark, run_colour
from cifar_desktop.ui.runs.run_titles import shortened
from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.widgets.plot_font import small_font

_LINE_PX, _MARK_PX = 2, 4
_MARK_EVERY_PX = 46  # at least: marks tell curves apart, and must not hide them
_AIR_PX = 8
_BOX_AIR_PX = 10
_LONGEST_NAME_PX, _NAMES_SHARE = 150, 0.3  # in the box; of the plot's width
_WIDEST_TICK = "0.0000"


class CurveChart(QWidget):
    """Draws curves; the mouse or the arrow keys read them off.

    Attributes:
        curves: those that are drawn.
        place: where they are read off; None where they are not.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curves: tuple[RunCurve, ...] = ()
        self.place: float | None = None
        self._measure: Measure = "validation_accuracy"
        self._along: Along = "epoch"
        self._is_close = False
        self._legend = CurveLegend()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(220, 130)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Curves of the runs")
        self._describe()

    def show_curves(self, curves: Sequence[RunCurve], measure: Measure, along: Along) -> None:
        """Draw these."""
        if along != self._along:
            self.place = None
        self.curves, self._measure, self._along = tuple(curves), measure, along
        self._legend.name(self.curves)
        self.setToolTip("\n".join(f"{curve.run.name}: {curve.reason}" for curve in self.curves if curve.reason))
        self._describe()
        self.update()

    def set_close(self, is_close: bool) -> None:
        """Look at the later halves of the curves closely, or show all of them."""
        self._is_close = is_close
        self.update()

    def readings(self) -> list[ReadPoint]:
        """Return the points that are read off."""
        return [] if self.place is None else read_at(self.curves, self.place)

    def scale(self) -> CurveScale:
        """Return where everything is drawn now."""
        font = QFontMetricsF(small_font(self.font()))
        left = font.horizontalAdvance(_WIDEST_TICK) + 2 * _AIR_PX
        top = self._legend.height(small_font(self.font()), self.width()) + _AIR_PX
        area = QRectF(left, top, self.width() - left - 2 * _AIR_PX, self.height() - top - 2 * font.height() - 10)
        return CurveScale.of(self.curves, self._measure, self._along, area, is_close=self._is_close)

    # What the person does

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read off at the nearest point."""
        scale = self.scale()
        is_inside = scale.area.adjusted(-_AIR_PX, -_AIR_PX, _AIR_PX, _AIR_PX).contains(event.position())
        self._read(nearest(places_of(self.curves), scale.along_at(event.position().x())) if is_inside else None)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002
        """Stop reading off."""
        self._read(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from point to point with the arrow keys."""
        places = places_of(self.curves)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -len(places), Qt.Key.Key_End: len(places)}
        if event.key() == Qt.Key.Key_Escape and self.place is not None:
            self._read(None)
        elif places and (step := steps.get(Qt.Key(event.key()))) is not None:
            now = places.index(self.place) if self.place in places else (-1 if step > 0 else len(places))
            self._read(places[min(max(now + step, 0), len(places) - 1)])
        else:
            super().keyPressEvent(event)

    def _read(self, place: float | None) -> None:
        if place != self.place:
            self.place = place
            self._describe()
            self.update()

    def _describe(self) -> None:
        """Say what the drawing shows to those who do not see it."""
        if self.place is None:
            self.setAccessibleDescription("The arrow keys read the curves off.")
            return
        scale = self.scale()
        words = [f"{self.curves[one.number].run.name} {scale.value_in_words(one.value)}" for one in self.readings()]
        self.setAccessibleDescription(f"{scale.along_in_words(self.place)}: {'; '.join(words)}")

    # How it looks

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.update()

    def focusInEvent(self, event: object) -> None:
        """Draw the ring around it."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is drawn
        """Draw names, axes, curves, and what is read off."""
        painter = QPainter(self)
        font = small_font(self.font())
        painter.setFont(font)
        scale = self.scale()
        self._legend.draw(painter, font, self.width())
        if scale.area.height() > 0 and any(curve.along for curve in self.curves):
            self._draw_axes(painter, scale)
            painter.setClipRect(scale.area.adjusted(-_AIR_PX, -_AIR_PX, _AIR_PX, 1))
            for number, curve in enumerate(self.curves):
                _draw_curve(painter, scale, number, curve)
            painter.setClipping(False)
            if self.place is not None:
                self._draw_readings(painter, scale, self.place)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(current_colours().accent), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _draw_axes(self, painter: QPainter, scale: CurveScale) -> None:
        colours, area = current_colours(), scale.area
        height = QFontMetricsF(painter.font()).height()
        align = Qt.AlignmentFlag
        for value, words in scale.value_ticks():
            y = scale.place(scale.left, value).y()
            painter.setPen(QColor(colours.line))
            painter.drawLine(QPointF(area.left(), round(y) + 0.5), QPointF(area.right(), round(y) + 0.5))
            painter.setPen(QColor(colours.quiet))
            place = QRectF(0, y - height / 2, area.left() - _AIR_PX, height)
            painter.drawText(place, align.AlignRight | align.AlignVCenter, words)
        for along, words in scale.along_ticks():
            x = scale.place(along, scale.low).x()
            painter.drawText(QRectF(x - 60, area.bottom() + 4, 120, height), align.AlignHCenter, words)
        title = QRectF(area.left(), area.bottom() + height + 5, area.width(), height)
        painter.drawText(title, align.AlignHCenter, ALONG_TITLES[self._along])

    def _draw_readings(self, painter: QPainter, scale: CurveScale, place: float) -> None:
        """Draw the upright line, larger marks on the curves, and the box with the values."""
        x = scale.place(place, scale.low).x()
        painter.setPen(QPen(QColor(current_colours().quiet), 1))
        painter.drawLine(QPointF(x, scale.area.top()), QPointF(x, scale.area.bottom()))
        readings = self.readings()
        for one in readings:
            if scale.low <= one.value <= scale.high:
                draw_mark(painter, one.number, scale.place(one.along, one.value), _MARK_PX + 1.5)
        _draw_box(painter, scale, x, self._box_rows(painter.font(), scale, place, readings))

    def _box_rows(
        self, font: QFont, scale: CurveScale, place: float, readings: Sequence[ReadPoint]
    ) -> list[tuple[int | None, str, str]]:
        """Return what stands in the box: the number of a curve or none, its name, its value."""
        metrics, room = QFontMetricsF(font), min(_LONGEST_NAME_PX, scale.area.width() * _NAMES_SHARE)
        rows: list[tuple[int | None, str, str]] = [(None, scale.along_in_words(place), "")]
        for one in readings:
            short = shortened(self.curves[one.number].run, metrics, room)
            rows.append((one.number, short, scale.value_in_words(one.value)))
        return rows


def _draw_curve(painter: QPainter, scale: CurveScale, number: int, curve: RunCurve) -> None:
    """Draw a line, and its mark now and then, at both ends for certain."""
    points = [scale.place(along, value) for along, value in zip(curve.along, curve.values, strict=True)]
    if not points:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(run_colour(number), _LINE_PX))
    painter.drawPolyline(QPolygonF(points))
    last_x = -float(_MARK_EVERY_PX)
    for point in points:
        if point.x() - last_x >= _MARK_EVERY_PX or point is points[-1]:
            draw_mark(painter, number, point, _MARK_PX)
            last_x = point.x()


def _draw_box(painter: QPainter, scale: CurveScale, x: float, rows: Sequence[tuple[int | None, str, str]]) -> None:
    """Draw the values on the side of the upright line where there is room."""
    colours, metrics = current_colours(), QFontMetricsF(painter.font())
    line = metrics.height() + 3
    names = max(metrics.horizontalAdvance(name) for number, name, _ in rows) + 18
    values = max(metrics.horizontalAdvance(value) for _, _, value in rows) + 16
    wide, high = names + values + 2 * _BOX_AIR_PX, line * len(rows) + 2 * _BOX_AIR_PX - 4
    left = x + 14 if x + 14 + wide <= scale.area.right() else x - 14 - wide
    box = QRectF(max(scale.area.left() + 2, left), max(2.0, scale.area.center().y() - high / 2), wide, high)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.line), 1))
    painter.setBrush(QColor(colours.surface))
    painter.drawRoundedRect(box, 8, 8)
    align = Qt.AlignmentFlag
    for row, (number, name, value) in enumerate(rows):
        top = box.top() + _BOX_AIR_PX - 2 + row * line
        begin = box.left() + _BOX_AIR_PX
        if number is not None:
            draw_mark(painter, number, QPointF(begin + 5, top + line / 2), _MARK_PX)
            begin += 18
        painter.setPen(QColor(colours.quiet if number is None else colours.text))
        painter.drawText(QRectF(begin, top, box.right() - begin, line), align.AlignVCenter | align.AlignLeft, name)
        room = QRectF(box.left(), top, box.width() - _BOX_AIR_PX, line)
        painter.drawText(room, align.AlignVCenter | align.AlignRight, value)
