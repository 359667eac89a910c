"""Reads the charts off: the upright line in all of them, and the label that says what the curves are there."""

import numpy as np
from PySide6.QtCore import QObject, Slot

from cifar_desktop.ui.train.chart_axis import Axis
from cifar_desktop.ui.train.chart_record import ChartRecord
from cifar_desktop.ui.train.chart_values import value_lines
from cifar_desktop.ui.widgets.plot_array import Numbers
from cifar_desktop.ui.widgets.plot_readout import Readout
from cifar_desktop.ui.widgets.plot_reduce import visible_part
from cifar_desktop.ui.widgets.plot_stack import PlotStack
from cifar_desktop.ui.widgets.plot_ticks import duration_text

_KEY_STEPS = 100  # that the arrow keys take from one end to the other
_KEY_DOWN_PX = 40  # where the label is when there is no pointer


class ChartReader(QObject):
    """Follows the pointer or the arrow keys.

    Attributes:
        readout: the label.
    """

    def __init__(self, record: ChartRecord, stack: PlotStack) -> None:
        super().__init__(stack)
        self._record, self._stack = record, stack
        self.readout = Readout(stack)
        self._place: tuple[float, int] | None = None
        self._axis: Axis = "step"
        self._curves: tuple[Numbers, Numbers] = (np.empty(0), np.empty(0))
        self._is_smoothed = False

    def refresh(self, axis: Axis, curves: tuple[Numbers, Numbers], *, is_smoothed: bool) -> None:
        """Take the curves as they are drawn now: the strong ones of loss and accuracy."""
        self._axis, self._curves, self._is_smoothed = axis, curves, is_smoothed
        if self._place:
            self.read_at(*self._place)

    @Slot(float, int)
    def read_at(self, position: float, down_px: int) -> None:
        """Show the line in all plots at the step that is nearest, and what the curves are there."""
        self._place = (position, down_px)
        record, (losses, accuracies) = self._record, self._curves
        if not len(losses) or not len(record.steps):
            return
        index = min(self._nearest(position), len(losses) - 1)
        loss, accuracy, rate = float(losses[index]), float(accuracies[index]), record.rate_at(index)
        step, x = float(record.steps.values[index]), float(record.positions(self._axis)[index])
        dots = ((loss, "train_curve"), (accuracy, "train_curve"), (rate, "rate_curve"))
        for plot, (value, colour) in zip(self._stack.plots, dots, strict=True):
            plot.show_cross(x, [(x, value, colour)])
        seconds = float(record.seconds.values[index])
        heading = f"Step {step:,.0f} · epoch {record.epoch_of(step)} · {duration_text(seconds)}"
        lines = value_lines(record, index, loss, accuracy, rate, is_smoothed=self._is_smoothed)
        self.readout.say(heading, lines, self._stack.pixel_at(x), down_px)
        self._stack.setAccessibleDescription(f"{heading}. " + ". ".join(f"{each.name}: {each.value}" for each in lines))

    @Slot()
    def leave(self) -> None:
        """Stop reading off."""
        self._place = None
        self.readout.hide()
        for plot in self._stack.plots:
            plot.hide_cross()

    @Slot(int)
    def walk(self, direction: int) -> None:
        """Go on along the curves; from their visible beginning at first."""
        x = self._record.positions(self._axis)
        part = visible_part(x, *self._stack.x_range())
        if part.stop <= part.start:
            return
        stride = max(1, (part.stop - part.start) // _KEY_STEPS)
        there = self._nearest(self._place[0]) + direction * stride if self._place else part.start
        there = min(max(there, part.start), part.stop - 1)
        self.read_at(float(x[there]), self._place[1] if self._place else _KEY_DOWN_PX)

    def _nearest(self, position: float) -> int:
        """Return the step that is nearest to a position."""
        x = self._record.positions(self._axis)
        right = min(int(np.searchsorted(x, position)), len(x) - 1)
        return right - 1 if right and position - x[right - 1] < x[right] - position else right
