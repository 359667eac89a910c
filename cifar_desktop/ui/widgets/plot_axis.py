"""Axes that stay calm: round numbers, our own words for them, and a width that does not follow the text."""

import math
from collections.abc import Sequence
from typing import Any, Literal

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from cifar_desktop.ui.theme import Colours
from cifar_desktop.ui.widgets.plot_ticks import (
    decade_ticks,
    duration_text,
    duration_ticks,
    linear_ticks,
    number_text,
    short_number_text,
)

Kind = Literal["number", "whole", "duration"]

_WIDEST_TEXT = "0.0000"
_TICK_GAP_PX = 8
_OVERHANG_PX = 10
_ROW_HEIGHT_PX = 26  # of the plot, for one tick at the left
_COLUMN_WIDTH_PX = 90  # of the plot, for one tick below


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """The axis at the left of a plot; its ticks are thin lines across the plot.

    Attributes:
        is_log: whether the plot's numbers are powers of ten.
    """

    def __init__(self) -> None:
        super().__init__("left", pen=None, maxTickLength=0)
        self.is_log = False
        self.enableAutoSIPrefix(False)
        # 255: at full strength. The lines' colour is quiet enough, and must not change with their number.
        self.setStyle(tickTextOffset=_TICK_GAP_PX, hideOverlappingLabels=False, tickAlpha=255)
        self.setGrid(255)
        self.setPen(None)
        self.setZValue(-100)

    def wear(self, colours: Colours, font: QFont) -> None:
        """Take on colours and a font; the width is that of the widest number there can be."""
        _wear(self, colours, font)
        self.setWidth(QFontMetricsF(font).horizontalAdvance(_WIDEST_TEXT) + 2 * _TICK_GAP_PX)

    def boundingRect(self) -> QRectF:
        """Return the axis with room for half a text above and below: pyqtgraph leaves out what does not fit."""
        return QRectF(super().boundingRect().adjusted(0, -_OVERHANG_PX, 0, _OVERHANG_PX))

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803 - as pyqtgraph calls them
        """Return where the ticks are."""
        most = max(2, int(size / _ROW_HEIGHT_PX))
        if not self.is_log:
            return [(1.0, linear_ticks(minVal, maxVal, most))]
        # A logarithmic plot holds logarithms; an axis must survive what it is given before there is any data.
        low, high = 10.0 ** max(minVal, -30.0), 10.0 ** min(maxVal, 30.0)
        return [(1.0, [math.log10(tick) for tick in decade_ticks(low, high, most) if tick > 0])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: ARG002
        """Return what stands at the ticks."""
        return [short_number_text(10.0**value if self.is_log else value) for value in values]


class SharedAxis(pg.AxisItem):  # type: ignore[misc]
    """The axis below all plots.

    Attributes:
        kind: what it counts: numbers, whole numbers only, or seconds.
    """

    def __init__(self) -> None:
        super().__init__("bottom", maxTickLength=4)
        self.kind: Kind = "whole"
        self._title, self._has_title = "", True
        self._line_height, self._style = 16.0, {"color": "gray"}
        self.enableAutoSIPrefix(False)
        self.setStyle(tickTextOffset=4, hideOverlappingLabels=False, tickAlpha=255)

    def wear(self, colours: Colours, font: QFont) -> None:
        """Take on colours and a font."""
        _wear(self, colours, font)
        self._line_height = QFontMetricsF(font).height()
        self._style = {"color": colours.quiet, "font-size": f"{font.pixelSize()}px"}
        self.count(self.kind, self._title)

    def count(self, kind: Kind, title: str) -> None:
        """Count something else from now on."""
        self.kind, self._title = kind, title
        self._show()

    def set_has_title(self, has_title: bool) -> None:
        """Say below what is counted, or not: where there is little room, the curves need it more."""
        self._has_title = has_title
        self._show()

    def _show(self) -> None:
        self.setLabel(self._title if self._has_title else "", **self._style)
        self.setHeight((2 * self._line_height + 14) if self._has_title else (self._line_height + 10))
        self.picture = None
        self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803 - as pyqtgraph calls them
        """Return where the ticks are."""
        most = max(2, int(size / _COLUMN_WIDTH_PX))
        if self.kind == "duration":
            return [(1.0, duration_ticks(minVal, maxVal, most))]
        return [(1.0, linear_ticks(minVal, maxVal, most, whole=self.kind == "whole"))]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: ARG002
        """Return what stands at the ticks."""
        return [duration_text(value) if self.kind == "duration" else number_text(value) for value in values]


def _wear(axis: Any, colours: Colours, font: QFont) -> None:
    """Give an axis its colours and its font."""
    axis.setTickFont(font)
    axis.setTextPen(pg.mkPen(colours.quiet))
    axis.setTickPen(pg.mkPen(colours.line))
    if axis.orientation == "bottom":
        axis.setPen(pg.mkPen(colours.line))
