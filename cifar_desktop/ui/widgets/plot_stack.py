"""Plots above each other over one shared axis: zoomed, moved and read off together."""

import time
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QMargins, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsWidget, QWidget

from cifar_desktop.ui.theme import Colours
from cifar_desktop.ui.widgets.metric_plot import MetricPlot
from cifar_desktop.ui.widgets.plot_axis import SharedAxis

_ZOOM_PER_STEP = 1.25  # of the wheel
_WHEEL_STEP = 120  # what Qt counts for a notch
_AIR_PX = 12  # around a saved picture
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
_ROOMY_PX = 340
_EDGE_PX = 9
_KEY_PAN = 0.2  # of what is seen


class PlotStack(pg.GraphicsView):  # type: ignore[misc]
    """The plots and the one axis below them. It draws nothing by itself and only says what the person does.

    Attributes:
        plots: from the top down.
        axis: the axis that they share.
        painting_s: seconds of a processor that the last painting took.

    Signals:
        zoom_wanted: a factor, and the position that stays where it is.
        pan_wanted: how far, in units of the axis.
        reset_wanted: everything is to be shown again.
        hovered: the pointer is over this position of the axis; with how far down it is, in pixels.
        left: the pointer has gone.
        walk_wanted: the read-out is to go on by so many places (arrow keys).
        resized: the curves have another number of columns.
    """

    zoom_wanted = Signal(float, float)
    pan_wanted = Signal(float)
    reset_wanted = Signal()
    hovered = Signal(float, int)
    left = Signal()
    walk_wanted = Signal(int)
    resized = Signal()

    def __init__(self, plots: Sequence[MetricPlot], stretches: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.plots = tuple(plots)
        self.axis = SharedAxis()
        self.painting_s = 0.0
        self.axis.linkToView(self.plots[-1].box)
        self._x_range = 0.0, 1.0
        self._drag_from: float | None = None
        self._ring: QColor | None = None  # around everything, while keys steer
        self._ring_colour = QColor()
        self._centre = QGraphicsWidget()
        layout = QGraphicsGridLayout(self._centre)
        layout.setContentsMargins(4, 0, 20, 0)
        layout.setSpacing(0)
        for row, (plot, stretch) in enumerate(zip(self.plots, stretches, strict=True)):
            layout.addItem(plot, row, 0, 1, 2)
            layout.setRowStretchFactor(row, stretch)
            layout.setRowSpacing(row, 6 if plot is not self.plots[-1] else 0)
        layout.addItem(self.axis, len(self.plots), 1)
        self._layout = layout
        self.setCentralItem(self._centre)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMinimumSize(240, 224)

    def wear(self, colours: Colours, font: QFont) -> None:
        """Take on colours and a font; the plots are dressed one by one."""
        self.setBackground(colours.surface)
        self._ring_colour = QColor(colours.accent)
        self.axis.wear(colours, font)
        self._layout.setColumnFixedWidth(0, self.plots[0].axis.width())

    def set_x_range(self, low: float, high: float) -> None:
        """Show this part in all plots, with room for the half of a dot that lies at the right end."""
        self._x_range = low, high
        air = (high - low) * _EDGE_PX / max(1.0, self.plots[0].area().width() - _EDGE_PX)
        for plot in self.plots:
            plot.set_x_range(low, high + air)

    def x_range(self) -> tuple[float, float]:
        """Return which part is shown."""
        return self._x_range

    def pixel_at(self, x: float) -> int:
        """Return how far to the right a position of the axis is."""
        ((low, high), _), area = self.plots[0].box.viewRange(), self.plots[0].area()
        return round(float(area.left() + (x - low) / (high - low or 1) * area.width()))

    def painted(self, scale: int) -> QImage:
        """Return the plots as a picture of `scale` times as many pixels, with some air around them."""
        margins = QMargins(_AIR_PX, _AIR_PX, _AIR_PX, _AIR_PX)
        image = QImage(self.size().grownBy(margins) * scale, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        image.fill(self.backgroundBrush().color())
        self._ring = None
        painter = QPainter(image)
        self.render(painter, QRectF(self.rect()).translated(_AIR_PX, _AIR_PX), self.rect())
        painter.end()
        return image

    # What the person does. pyqtgraph's own handling is left out: it zooms in both directions and has menus.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move the plots."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_from = self._x_at(event.position())
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """Let the plots go."""
        self._drag_from = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """Show everything again."""
        self.reset_wanted.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the plots, or read them off."""
        x = self._x_at(event.position())
        if self._drag_from is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.pan_wanted.emit(self._drag_from - x)  # what was taken hold of stays under the pointer
        elif self._is_inside(event.position()):
            self.hovered.emit(x, int(event.position().y()))
        else:
            self.left.emit()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002
        """Stop reading off."""
        self.left.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom along the axis, around the pointer."""
        turned = event.angleDelta().y() or -event.angleDelta().x()
        if turned:
            self.zoom_wanted.emit(_ZOOM_PER_STEP ** (-turned / _WHEEL_STEP), self._x_at(event.position()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do with keys what the mouse does."""
        low, high = self.x_range()
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_wanted.emit(1 / _ZOOM_PER_STEP, (low + high) / 2)
            case Qt.Key.Key_Minus:
                self.zoom_wanted.emit(_ZOOM_PER_STEP, (low + high) / 2)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self.walk_wanted.emit(1 if event.key() == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                self.pan_wanted.emit((high - low) * (_KEY_PAN if event.key() == Qt.Key.Key_PageDown else -_KEY_PAN))
            case Qt.Key.Key_Home | Qt.Key.Key_0:
                self.reset_wanted.emit()
            case Qt.Key.Key_Escape:
                self.left.emit()
                event.ignore()
            case _:
                event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Take down how long it takes."""
        began = time.thread_time()
        super().paintEvent(event)
        self.painting_s = time.thread_time() - began

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Make room for the axis' title or not, and say so."""
        super().resizeEvent(event)
        if event is not None:  # pyqtgraph calls this itself before there are plots
            self.axis.set_has_title(self.height() >= _ROOMY_PX)
        self.resized.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a ring where the keyboard has come here; the mouse needs none."""
        super().focusInEvent(event)
        self._ring = self._ring_colour if event.reason() in _BY_KEYBOARD else None
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._ring = None
        self.viewport().update()

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Draw the ring."""
        super().drawForeground(painter, rect)
        if self._ring:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._ring, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _x_at(self, point: QPointF) -> float:
        return self.plots[0].x_at(self.mapToScene(point.toPoint()).x())

    def _is_inside(self, point: QPointF) -> bool:
        """Tell whether a point is between the left and the right end of the plots."""
        scene, area = self.mapToScene(point.toPoint()), self.plots[0].area()
        return bool(area.left() <= scene.x() <= area.right() and scene.y() <= self.plots[-1].area().bottom())
