"""What the charts show: every step and every epoch of one run, whoever measured them."""

import csv
import io
import math

import numpy as np

from cifar_desktop.training.events import EpochFinished, RunStarted, StepProgressed
from cifar_desktop.training.history import EpochRecord, best_of
from cifar_desktop.training.saved_record import SavedRecord
from cifar_desktop.ui.train.chart_axis import Axis
from cifar_desktop.ui.widgets.plot_array import GrowingArray, Numbers
from cifar_desktop.ui.widgets.plot_ticks import round_duration

# A run's right end moves in few steps: a curve that is squeezed a little with every point never stands still.
_SHARES_OF_RUN = tuple(sorted(part / 2**power for power in range(16) for part in (1.0, 0.75)))
_COLUMNS = ("step", "epoch", "seconds", "loss", "accuracy", "learning_rate", "validation_loss", "validation_accuracy")


class ChartRecord:
    """The points of the charts; grows with the run.

    Attributes:
        steps, seconds, losses, accuracies: one number a training step.
        rate_steps, rates: the learning rate where it was reported: once an event, not every step.
        epochs: one record a finished epoch.
        epoch_seconds: when each epoch ended.
        generation: counts up when something else happened than growing.
        steps_per_epoch, num_steps: how long an epoch and the run are; 0 where that is not known.
        has_validation: whether pictures are kept for validation.
    """

    def __init__(self) -> None:
        self.generation = 0
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.steps, self.seconds = GrowingArray(), GrowingArray(np.float32)
        self.losses, self.accuracies = GrowingArray(np.float32), GrowingArray(np.float32)
        self.rate_steps, self.rates = GrowingArray(), GrowingArray(np.float32)
        self.epochs: list[EpochRecord] = []
        self.epoch_seconds: list[float] = []
        self.steps_per_epoch = self.num_steps = 0
        self.has_validation = True
        self._was_loaded = False
        self.generation += 1

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not len(self.steps) and not self.epochs

    @property
    def last_step(self) -> int:
        """Return the last step that was measured; 0 before the first."""
        return int(self.steps.values[-1]) if len(self.steps) else 0

    # How it grows

    def begin(self, started: RunStarted) -> None:
        """Take up a run: what was just loaded stays where the run goes on from there."""
        if not (self._was_loaded and started.first_step):
            self.clear()
        self._was_loaded = False
        self._forget_after(started.first_step)
        self.steps_per_epoch = started.steps_per_epoch
        self.num_steps = started.steps_per_epoch * started.num_epochs
        self.has_validation = started.num_validation > 0

    def load(self, saved: SavedRecord) -> None:
        """Take down what a run measured before; steps that came since then stay."""
        newer, num_steps, steps_per_epoch = self._steps_after(saved.num_steps), self.num_steps, self.steps_per_epoch
        newer_epochs = [each for each in self.epochs if each.epoch > len(saved.epochs)]
        self.clear()
        self._was_loaded = not len(newer[0])
        self.num_steps, self.steps_per_epoch = num_steps, steps_per_epoch
        if saved.epochs:
            self.steps_per_epoch = saved.epochs[0].step // saved.epochs[0].epoch
            self.has_validation = saved.epochs[-1].validation_accuracy is not None
        steps = np.arange(1, saved.num_steps + 1, dtype=np.float64)
        seconds = np.minimum(_estimated_seconds(steps, saved.epochs), newer[1][0] if len(newer[1]) else np.inf)
        self._append(steps, seconds, np.asarray(saved.losses, float), np.asarray(saved.accuracies, float))
        self.rate_steps.extend(steps)
        self.rates.extend(np.asarray(saved.learning_rates, float))
        for record in (*saved.epochs, *newer_epochs):
            self.add_epoch(record)
        self._append(*newer[:4])
        self.rate_steps.extend(newer[4])
        self.rates.extend(newer[5])

    def add_steps(self, event: StepProgressed) -> None:
        """Take down the steps since the last event."""
        count = len(event.losses)
        if not count:
            return
        self.num_steps = event.num_steps
        if event.step - count < self.last_step:  # the run went back: to its last checkpoint
            self._forget_after(event.step - count)
        elapsed = event.seconds_elapsed
        np.minimum(self.seconds.values, elapsed, out=self.seconds.values)  # a loaded run's seconds are estimates
        # A resumed run whose past nobody loaded begins somewhere: at its mean pace, about here.
        before = float(self.seconds.values[-1]) if len(self.seconds) else elapsed * (1 - count / event.step)
        steps = np.arange(event.step - count + 1, event.step + 1, dtype=np.float64)
        # The event says when its last step ended. Those before it lie between, evenly.
        seconds = before + (elapsed - before) * np.arange(1, count + 1) / count
        self._append(steps, seconds, np.array(event.losses), np.array(event.accuracies))
        self.rate_steps.extend(steps[-1:])
        self.rates.extend(np.array([event.learning_rate]))

    def add_epoch(self, record: EpochRecord | EpochFinished) -> None:
        """Take down an epoch; one that is there already is replaced."""
        kept = sum(each.epoch < record.epoch for each in self.epochs)
        del self.epochs[kept:], self.epoch_seconds[kept:]
        follows = bool(self.epochs) or record.epoch == 1
        before = self.epoch_seconds[-1] if self.epochs else 0.0
        # Where nobody loaded the epochs before it, this one ends about when its last step did.
        ends = before + record.seconds if follows or not len(self.seconds) else float(self.seconds.values[-1])
        self.epoch_seconds.append(ends)
        self.epochs.append(record)
        if not self.steps_per_epoch:
            self.steps_per_epoch = record.step // record.epoch

    def best_epoch(self) -> int | None:
        """Return the place of the epoch whose weights are kept; None where nothing was validated."""
        if not self.epochs or self.epochs[-1].validation_accuracy is None:
            return None
        return self.epochs.index(best_of(self.epochs))

    # Where it lies on the shared axis

    def axis_for(self, wanted: Axis) -> Axis:
        """Return the axis that can be drawn: epochs need to have a known length."""
        return "step" if wanted == "epoch" and not self.steps_per_epoch else wanted

    def positions(self, axis: Axis) -> Numbers:
        """Return where each step lies."""
        match self.axis_for(axis):
            case "time":
                return self.seconds.values
            case "epoch":
                return self.steps.values / self.steps_per_epoch
            case _:
                return self.steps.values

    def rate_positions(self, axis: Axis) -> Numbers:
        """Return where each learning rate lies."""
        match self.axis_for(axis):
            case "time" if len(self.steps):
                return np.interp(self.rate_steps.values, self.steps.values, self.seconds.values)
            case "epoch":
                return self.rate_steps.values / self.steps_per_epoch
            case _:
                return self.rate_steps.values

    def epoch_positions(self, axis: Axis) -> Numbers:
        """Return where the end of each epoch lies."""
        match self.axis_for(axis):
            case "time":
                return np.array(self.epoch_seconds, dtype=np.float64)
            case "epoch":
                return np.array([each.step for each in self.epochs], dtype=np.float64) / self.steps_per_epoch
            case _:
                return np.array([each.step for each in self.epochs], dtype=np.float64)

    def right_end(self, axis: Axis) -> float:
        """Return where the axis ends when everything is shown."""
        chosen = self.axis_for(axis)
        ends = [float(each[-1]) for each in (self.positions(chosen), self.epoch_positions(chosen)) if len(each)]
        last = max(ends, default=0.0)
        if chosen == "time":
            return round_duration(max(last, 1.0))
        whole = self.num_steps / (self.steps_per_epoch if chosen == "epoch" else 1)
        if not whole:
            return last or 1.0
        return next((share * whole for share in _SHARES_OF_RUN if share * whole >= last * (1 - 1e-9)), last)

    def epoch_of(self, step: float) -> int:
        """Return the epoch that a step belongs to, counted from 1."""
        return math.ceil(step / self.steps_per_epoch) if self.steps_per_epoch else 1

    def rate_at(self, index: int) -> float:
        """Return the learning rate at a step: the next one that was reported, or the last."""
        place = int(np.searchsorted(self.rate_steps.values, self.steps.values[index]))
        return float(self.rates.values[min(place, len(self.rates) - 1)])

    # For other programs

    def as_csv(self) -> str:
        """Return the raw points as CSV: a row a step; an epoch's validation stands in the row of its last step."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_COLUMNS)
        rates = dict(zip(self.rate_steps.values.tolist(), self.rates.values.tolist(), strict=True))
        ends = {each.step: each for each in self.epochs}
        columns = (self.steps, self.seconds, self.losses, self.accuracies)
        for step, seconds, loss, accuracy in zip(*(each.values.tolist() for each in columns), strict=True):
            end = ends.get(int(step))
            validation = (end.validation_loss, end.validation_accuracy) if end else (None, None)
            figures = (loss, accuracy, rates.get(step), *validation)
            writer.writerow([int(step), self.epoch_of(step), f"{seconds:.3f}", *map(_cell, figures)])
        return text.getvalue()

    def _append(self, steps: Numbers, seconds: Numbers, losses: Numbers, accuracies: Numbers) -> None:
        self.steps.extend(steps)
        self.seconds.extend(seconds)
        self.losses.extend(losses)
        self.accuracies.extend(accuracies)

    def _steps_after(self, step: int) -> tuple[Numbers, ...]:
        """Return copies of everything that was measured after a step."""
        first = int(np.searchsorted(self.steps.values, step, side="right"))
        first_rate = int(np.searchsorted(self.rate_steps.values, step, side="right"))
        columns = (self.steps, self.seconds, self.losses, self.accuracies)
        rates = (self.rate_steps, self.rates)
        return (*(each.values[first:].copy() for each in columns), *(each.values[first_rate:].copy() for each in rates))

    def _forget_after(self, step: int) -> None:
        """Forget what was measured after a step."""
        kept = int(np.searchsorted(self.steps.values, step, side="right"))
        kept_rates = int(np.searchsorted(self.rate_steps.values, step, side="right"))
        for column in (self.steps, self.seconds, self.losses, self.accuracies):
            column.truncate(kept)
        for column in (self.rate_steps, self.rates):
            column.truncate(kept_rates)
        kept_epochs = sum(each.step <= step for each in self.epochs)
        del self.epochs[kept_epochs:], self.epoch_seconds[kept_epochs:]
        self.generation += 1


def _estimated_seconds(steps: Numbers, epochs: tuple[EpochRecord, ...]) -> Numbers:
    """Return when each step ended, about: a saved run knows the seconds of its epochs, not those of its steps."""
    if not epochs:
        return np.zeros(len(steps))
    ends, seconds = [0.0, *(float(each.step) for each in epochs)], np.cumsum([0.0, *(each.seconds for each in epochs)])
    last = epochs[-1]
    pace = last.seconds / max(1.0, ends[-1] - ends[-2])
    after = np.maximum(0.0, steps - last.step) * pace
    estimated: Numbers = np.interp(steps, ends, seconds) + after
    return estimated


def _cell(value: float | None) -> str:
    """Return a number with the digits that mean something; None is an empty cell."""
    return "" if value is None else f"{value:.7g}"
