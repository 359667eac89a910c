"""The three charts of a training over one axis: loss, accuracy, learning rate. Importing this imports pyqtgraph."""

import time
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from cifar_desktop.percentages import in_percent
from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.train.chart_axis import Axis
from cifar_desktop.ui.train.chart_reader import ChartReader
from cifar_desktop.ui.train.chart_record import ChartRecord
from cifar_desktop.ui.widgets.metric_plot import FAINT, LegendEntry, MetricPlot, PlotKind
from cifar_desktop.ui.widgets.plot_array import Numbers
from cifar_desktop.ui.widgets.plot_axis import Kind
from cifar_desktop.ui.widgets.plot_font import small_font
from cifar_desktop.ui.widgets.plot_reduce import visible_part
from cifar_desktop.ui.widgets.plot_smoothing import SmoothedCurve
from cifar_desktop.ui.widgets.plot_stack import PlotStack

_FEWEST_STEPS = 4  # to which one can zoom
_SAMPLED_POINTS = 4096  # are enough to see between what values nearly all lie
_PICTURE_SCALE = 2
_QUICK_TO_LEARN = 0.3  # the weight of the last time
_MOST_BELIEVED_S = 0.05  # the first time, much has to be made that is there then
_AXES: dict[Axis, tuple[str, Kind]] = {
    "step": ("Training step", "whole"),
    "epoch": ("Epoch", "number"),
    "time": ("Training time, h:min:s", "duration"),
}


class ChartFigure(PlotStack):
    """Draws a record when it is told to, and lets a person look around in it.

    Attributes:
        loss, accuracy, rate: the plots.
        reader: says what the curves are where the pointer is.
        drawing_s: seconds of a processor that it takes to draw and paint what is new, a mean over the last times.

    Signals:
        changed: the view is another one, and the curves are to be drawn again soon.
    """

    changed = Signal()

    def __init__(self, record: ChartRecord, parent: QWidget | None = None) -> None:
        self.loss = MetricPlot(PlotKind(title="Loss", colour="train_curve"))
        self.accuracy = MetricPlot(
            PlotKind(
                title="Accuracy, %", colour="train_curve", factor=100.0, fixed_range=(0.0, 100.0), limits=(0.0, 100.0)
            )
        )
        self.rate = MetricPlot(PlotKind(title="Learning rate", colour="rate_curve"))
        super().__init__((self.loss, self.accuracy, self.rate), (5, 5, 2), parent)
        self._record = record
        self._generation = record.generation
        self.drawing_s = 0.0
        self._axis: Axis = "step"
        self._zoom: tuple[float, float] | None = None
        self._smooth_losses, self._smooth_accuracies = SmoothedCurve(1), SmoothedCurve(1)
        self.reader = ChartReader(record, self)
        self.setAccessibleName("Curves of the training")
        self.zoom_wanted.connect(self._on_zoom)
        self.pan_wanted.connect(self._on_pan)
        self.reset_wanted.connect(self.reset_view)
        self.hovered.connect(self.reader.read_at)
        self.left.connect(self.reader.leave)
        self.walk_wanted.connect(self.reader.walk)
        self.resized.connect(self.changed)
        self.dress()

    @property
    def is_following(self) -> bool:
        """Tell whether new points come into view by themselves: nobody has zoomed."""
        return self._zoom is None

    @property
    def span(self) -> int:
        """Return over how many steps the training curves are smoothed."""
        return self._smooth_losses.span

    # What is set

    def dress(self) -> None:
        """Take on the theme's colours."""
        self.ensurePolished()
        colours, font = current_colours(), small_font(self.font())
        legend: list[LegendEntry] = [("━", "train_curve", "training" if self.span == 1 else "training, smoothed")]
        if self.span > 1:
            legend.append(("━", FAINT, "each step"))
        if self._record.has_validation:
            legend.append(("●", "validation_curve", "validation"))
        self.loss.wear(colours, font, legend)
        self.accuracy.wear(colours, font, legend)
        self.rate.wear(colours, font, [])
        self.reader.readout.wear(colours, font.pixelSize())
        self.wear(colours, font)
        self._name_axis()

    def set_axis(self, axis: Axis) -> None:
        """Count something else on the shared axis; what was in view stays in view."""
        if self._zoom and len(self._record.steps):
            before, after = self._record.positions(self._axis), self._record.positions(axis)
            low, high = np.interp(self._zoom, before, after)
            self._zoom = (float(low), float(high)) if high > low else None
        self._axis = axis
        self.reader.leave()
        self._name_axis()
        self._show_x_range()

    def set_span(self, span: int) -> None:
        """Smooth the training curves over so many steps."""
        self._smooth_losses.restart(span)
        self._smooth_accuracies.restart(span)
        self.dress()
        self.changed.emit()

    def set_log(self, is_log: bool) -> None:
        """Give the loss a logarithmic axis, or a linear one."""
        self.loss.set_log(is_log)
        self.changed.emit()

    @Slot()
    def reset_view(self) -> None:
        """Show everything, and follow what is new."""
        self._zoom = None
        self._show_x_range()

    # Drawing

    def redraw(self) -> None:
        """Draw what there is now, and take down how long it takes."""
        began = time.thread_time()
        self._redraw()
        took_s = time.thread_time() - began + self.painting_s  # of the last time: this one's painting comes later
        self.drawing_s += _QUICK_TO_LEARN * (min(took_s, _MOST_BELIEVED_S) - self.drawing_s)

    def _redraw(self) -> None:
        record = self._record
        if record.generation != self._generation:
            self._generation = record.generation
            self._start_over()
        axis = record.axis_for(self._axis)
        low, high = self._seen()
        self.set_x_range(low, high)
        x, ends = record.positions(axis), record.epoch_positions(axis)
        smooth_losses = self._smooth_losses.follow(record.losses.values)
        smooth_accuracies = self._smooth_accuracies.follow(record.accuracies.values)
        self._draw_steps(self.loss, x, record.losses.values, smooth_losses)
        self._draw_steps(self.accuracy, x, record.accuracies.values, smooth_accuracies)
        self._draw_marks(self.loss, ends, [each.validation_loss for each in record.epochs])
        self._draw_marks(self.accuracy, ends, [each.validation_accuracy for each in record.epochs])
        for plot in (self.loss, self.accuracy):
            plot.show_range(is_zoomed=not self.is_following)
        self._draw_rate(record.rate_positions(axis), record.rates.values)
        self._draw_best(ends)
        curves = (smooth_losses, smooth_accuracies)
        self.reader.refresh(self._axis, curves, is_smoothed=self.span > 1)

    def picture(self) -> QImage:
        """Return the charts as they are now, without the read-out, as a picture for a slide."""
        self.reader.leave()
        self.redraw()
        return self.painted(_PICTURE_SCALE)

    def _draw_steps(self, plot: MetricPlot, x: Numbers, raw: Numbers, smooth: Numbers) -> None:
        """Draw what was measured in each step, and make room for it."""
        low, high = self._seen()
        plot.draw_curve(x, raw, smooth if self.span > 1 else None, low, high)
        plot.make_room(_usual(raw[visible_part(x, low, high)]))

    def _draw_marks(self, plot: MetricPlot, ends: Numbers, measured: Sequence[float | None]) -> None:
        """Draw what was measured after each epoch, and make room for it."""
        low, high = self._seen()
        values = np.array([np.nan if value is None else value for value in measured], dtype=np.float64)
        is_there = np.isfinite(values)
        plot.draw_marks(ends[is_there], values[is_there])
        plot.make_room(values[is_there & (ends >= low) & (ends <= high)])

    def _draw_rate(self, x: Numbers, rates: Numbers) -> None:
        low, high = self._seen()
        self.rate.draw_curve(x, rates, None, low, high)
        self.rate.make_room(rates)
        self.rate.show_range(is_zoomed=False)

    def _draw_best(self, ends: Numbers) -> None:
        best = self._record.best_epoch()
        if best is None:
            self.accuracy.hide_best()
            return
        record = self._record.epochs[best]
        accuracy = record.validation_accuracy or 0.0
        self.accuracy.draw_best(float(ends[best]), accuracy, f"{in_percent(accuracy)} · epoch {record.epoch}")

    def _start_over(self) -> None:
        """Forget what was drawn of another run."""
        for curve in (self._smooth_losses, self._smooth_accuracies):
            curve.restart(curve.span)
        for plot in self.plots:
            plot.forget_range()
        self.dress()  # this run may have no validation pictures

    # Looking around

    def _whole(self) -> float:
        return self._record.right_end(self._axis)

    def _seen(self) -> tuple[float, float]:
        """Return the part of the axis that is in view."""
        return self._zoom or (0.0, self._whole())

    def _show(self, low: float, high: float) -> None:
        """Show a part of the axis; where that is all of it, follow the run again."""
        whole = self._whole()
        width = min(whole, max(high - low, whole * _FEWEST_STEPS / max(_FEWEST_STEPS, self._record.last_step)))
        middle = (low + high) / 2
        low = min(max(0.0, middle - width / 2), whole - width)
        self._zoom = None if width >= whole * (1 - 1e-9) else (low, low + width)
        self._show_x_range()

    def _show_x_range(self) -> None:
        self.set_x_range(*self._seen())
        for plot in self.plots:
            plot.forget_range()
        self.changed.emit()

    def _name_axis(self) -> None:
        title, kind = _AXES[self._record.axis_for(self._axis)]
        self.axis.count(kind, title)

    @Slot(float, float)
    def _on_zoom(self, factor: float, around: float) -> None:
        low, high = self._seen()
        self._show(around - (around - low) * factor, around + (high - around) * factor)

    @Slot(float)
    def _on_pan(self, distance: float) -> None:
        if self._zoom:
            self._show(self._zoom[0] + distance, self._zoom[1] + distance)


def _usual(values: Numbers) -> Numbers:
    """Return between what values nearly all lie, if there are any: one wild step must not squeeze the rest."""
    if not len(values):
        return values
    return np.percentile(values[:: max(1, len(values) // _SAMPLED_POINTS)], (0.5, 99.5))
