"""A small chart of shares against shares, drawn by hand: curves, dots, and a line that reads them out."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cifar_desktop.ui.theme import current_colours

Numbers = NDArray[np.float64]

_MOST_POINTS = 500  # more lie within a pixel of each other
_SMALLEST_DOT_PX, _LARGEST_DOT_PX, _MARK_PX = 2.0, 7.0, 6.0
_TOP_PX, _RIGHT_PX = 10.0, 18.0
_STEPS = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShareCurve:
    """Points that belong together.

    Attributes:
        name: what it is.
        colour: the name of its colour in the theme.
        x, y: shares of 1; x ascending.
        sizes: how much each point counts, from 0 to 1; without them, no points are drawn.
        words: what is said of each point when it is pointed at.
    """

    name: str
    colour: str
    x: Numbers
    y: Numbers
    sizes: Numbers | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareAxes:
    """What lies along the edges.

    Attributes:
        across, up: the names of the axes.
        lowest: where the upright axis begins.
        has_diagonal: whether the line is drawn on which both are the same.
    """

    across: str
    up: str
    lowest: float = 0.0
    has_diagonal: bool = False


class ShareChart(QWidget):
    """Shows some curves; mouse and arrow keys read out the last one.

    Attributes:
        curves: what is shown; the last lies on top.
        mark: a point that stands out; None without.

    Signals:
        pointed: what is said of the point under mouse or keyboard; empty where there is none.
    """

    pointed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curves: tuple[ShareCurve, ...] = ()
        self.mark: tuple[float, float] | None = None
        self._axes = ShareAxes(across="", up="")
        self._at: int | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_curves(
        self, curves: tuple[ShareCurve, ...], axes: ShareAxes, mark: tuple[float, float] | None = None
    ) -> None:
        """Show these instead of those before."""
        self.curves, self._axes, self.mark = curves, axes, mark
        self._point_at(None)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size in which it is easily read."""
        return QSize(420, 300)

    def minimumSizeHint(self) -> QSize:
        """Return a size in which it can be read."""
        return QSize(240, 190)

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the new look."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self.update()

    # Drawing

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw axes, curves and what is pointed at."""
        colours, painter = current_colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._letters())
        room = self._room()
        self._draw_axes(painter, room)
        painter.save()
        painter.setClipRect(room.adjusted(-6, -6, 6, 6))
        for curve in self.curves:
            self._draw_curve(painter, room, curve)
        if self.mark:
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.setBrush(QColor(colours.surface))
            painter.drawEllipse(self._on(room, *self.mark), _MARK_PX, _MARK_PX)
        self._draw_pointed(painter, room)
        painter.restore()
        painter.end()

    def _draw_axes(self, painter: QPainter, room: QRectF) -> None:
        colours, metrics = current_colours(), QFontMetricsF(painter.font())
        for step in range(_STEPS + 1):
            x = room.left() + room.width() * step / _STEPS
            y = room.bottom() - room.height() * step / _STEPS
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(room.left(), round(y) + 0.5), QPointF(room.right(), round(y) + 0.5))
            painter.setPen(QColor(colours.quiet))
            across, up = f"{100 * step / _STEPS:.0f}", self._upright_words(step)
            painter.drawText(
                QPointF(x - metrics.horizontalAdvance(across) / 2, room.bottom() + metrics.height() + 2), across
            )
            painter.drawText(QPointF(room.left() - metrics.horizontalAdvance(up) - 8, y + metrics.ascent() / 2 - 2), up)
        names = QRectF(room.left(), room.bottom() + metrics.height() + 6, room.width(), metrics.height() + 2)
        painter.drawText(names, Qt.AlignmentFlag.AlignCenter, f"{self._axes.across}, %")
        painter.save()
        painter.translate(metrics.height(), room.center().y())
        painter.rotate(-90)
        beside = QRectF(-room.height() / 2, -metrics.height(), room.height(), metrics.height())
        painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, f"{self._axes.up}, %")
        painter.restore()
        if self._axes.has_diagonal:
            painter.setPen(QPen(QColor(colours.edge), 1, Qt.PenStyle.DashLine))
            painter.drawLine(room.bottomLeft(), room.topRight())

    def _upright_words(self, step: int) -> str:
        percent = 100 * (self._axes.lowest + (1 - self._axes.lowest) * step / _STEPS)
        return f"{percent:.0f}" if math.isclose(percent, round(percent), abs_tol=1e-6) else f"{percent:.1f}"

    def _draw_curve(self, painter: QPainter, room: QRectF, curve: ShareCurve) -> None:
        colour = QColor(getattr(current_colours(), curve.colour))
        chosen = np.unique(np.linspace(0, len(curve.x) - 1, min(len(curve.x), _MOST_POINTS)).astype(int))
        points = [self._on(room, float(curve.x[at]), float(curve.y[at])) for at in chosen]
        painter.setPen(QPen(colour, 2 if curve.sizes is None else 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        if curve.sizes is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for point, size in zip(points, curve.sizes[chosen].tolist(), strict=True):
                radius = _SMALLEST_DOT_PX + (_LARGEST_DOT_PX - _SMALLEST_DOT_PX) * math.sqrt(size)
                painter.drawEllipse(point, radius, radius)

    def _draw_pointed(self, painter: QPainter, room: QRectF) -> None:
        if self._at is None or not self.curves:
            return
        colours, curve = current_colours(), self.curves[-1]
        point = self._on(room, float(curve.x[self._at]), float(curve.y[self._at]))
        painter.setPen(QPen(QColor(colours.edge), 1))
        painter.drawLine(QPointF(point.x(), room.top()), QPointF(point.x(), room.bottom()))
        painter.setPen(QPen(QColor(colours.surface), 1.5))
        painter.setBrush(QColor(getattr(colours, curve.colour)))
        painter.drawEllipse(point, _MARK_PX - 1, _MARK_PX - 1)

    def _room(self) -> QRectF:
        metrics = QFontMetricsF(self._letters())
        left = metrics.height() + metrics.horizontalAdvance("99.9") + 18
        below = 2 * metrics.height() + 10
        return QRectF(
            left, _TOP_PX, max(10.0, self.width() - left - _RIGHT_PX), max(10.0, self.height() - _TOP_PX - below)
        )

    def _on(self, room: QRectF, x: float, y: float) -> QPointF:
        up = (y - self._axes.lowest) / (1 - self._axes.lowest)
        return QPointF(room.left() + x * room.width(), room.bottom() - up * room.height())

    def _letters(self) -> QFont:
        letters = QFont(self.font())
        letters.setPixelSize(max(11, round(self.fontInfo().pixelSize() * 0.85)))
        return letters

    # Reading out

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is nearest."""
        room = self._room()
        if not self.curves or not len(self.curves[-1].x):
            return
        share = (event.position().x() - room.left()) / room.width()
        self._point_at(int(np.abs(self.curves[-1].x - share).argmin()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing any more."""
        super().leaveEvent(event)
        self._point_at(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._step(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing any more."""
        super().focusOutEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the curve."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def _step(self, direction: int) -> None:
        """Go on by a point, or by a hundredth of many."""
        number = len(self.curves[-1].x) if self.curves else 0
        if number:
            at = self._at if self._at is not None else number - 1
            self._point_at(min(max(at + direction * max(1, number // 100), 0), number - 1))

    def _point_at(self, at: int | None) -> None:
        self._at = at
        words = self.curves[-1].words[at] if at is not None and self.curves and self.curves[-1].words else ""
        self.setAccessibleDescription(words)
        self.pointed.emit(words)
        self.update()
