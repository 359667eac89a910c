"""The room between the axes of a plot, in which everything is painted at once."""

from collections.abc import Sequence
from typing import Protocol

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from cifar_desktop.ui.widgets.plot_layers import Ground


class Layer(Protocol):
    """Something that draws itself."""

    def draw(self, painter: QPainter, ground: Ground) -> None:
        """Draw it in the ground's pixels."""


class PlotCanvas(QGraphicsItem):
    """Paints layers over a view box, the first of them lowest; whoever changes one calls `update`."""

    def __init__(self, box: pg.ViewBox, layers: Sequence[Layer]) -> None:
        super().__init__(box)
        self._box, self._layers = box, tuple(layers)
        self._room = QRectF(box.rect())
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """Return all of the box."""
        return self._room

    def fill_the_box(self) -> None:
        """Follow the box to another size."""
        self.prepareGeometryChange()
        self._room = QRectF(self._box.rect())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Draw the layers."""
        (left, right), (low, high) = self._box.viewRange()
        ground = Ground(
            left=left, right=right, low=low, high=high, width=self._room.width(), height=self._room.height()
        )
        for layer in self._layers:
            layer.draw(painter, ground)
