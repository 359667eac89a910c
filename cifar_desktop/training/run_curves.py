"""The curves of several runs, to be drawn over each other. Importing this module imports no torch."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from cifar_desktop.errors import RunError
from cifar_desktop.training.history import EpochRecord
from cifar_desktop.training.run_history import RunSummary
from cifar_desktop.training.saved_record import read_epochs

Measure = Literal["validation_accuracy", "validation_loss", "train_accuracy", "train_loss", "learning_rate"]
Along = Literal["epoch", "step", "seconds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCurve:
    """One measure of one run, a point an epoch.

    Attributes:
        run: whose it is.
        along: epochs, steps or seconds of training at the end of each epoch.
        values: the measure there.
        reason: why there are no points; otherwise empty.
    """

    run: RunSummary
    along: tuple[float, ...] = ()
    values: tuple[float, ...] = ()
    reason: str = ""


def read_curves(
    runs: Sequence[RunSummary], measure: Measure = "validation_accuracy", *, along: Along = "epoch"
) -> tuple[RunCurve, ...]:
    """Return a curve for each run, in their order; one that cannot be read has none and harms no other."""
    return tuple(_curve(run, measure, along) for run in runs)


def _curve(run: RunSummary, measure: Measure, along: Along) -> RunCurve:
    try:
        epochs = read_epochs(run.path)
    except RunError as error:
        return RunCurve(run=run, reason=error.what)
    places = _places(epochs, along)
    points = [
        (place, value)
        for place, record in zip(places, epochs, strict=True)
        if (value := getattr(record, measure)) is not None
    ]
    if not points:
        reason = "It kept no pictures for validation." if epochs else "It has not finished an epoch."
        return RunCurve(run=run, reason=reason)
    return RunCurve(run=run, along=tuple(at for at, _ in points), values=tuple(value for _, value in points))


def _places(epochs: Sequence[EpochRecord], along: Along) -> Sequence[float]:
    """Return where each epoch stands."""
    if along == "seconds":
        return list(accumulate(record.seconds for record in epochs))
    return [float(record.epoch if along == "epoch" else record.step) for record in epochs]
