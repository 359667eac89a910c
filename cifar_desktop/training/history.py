"""What a training has measured so far, step by step and epoch by epoch."""

import csv
import io
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from cifar_desktop.percentages import in_percent
from cifar_desktop.training.config import number_in_words

CHANCE = 0.005  # by which validation accuracy moves from one epoch to the next without having learnt anything
_BEYOND_ALL = 2**63  # JSON knows no largest number; whoever computes with this one does


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochRecord:
    """The measurements of one epoch.

    Attributes:
        epoch: counted from 1.
        step: steps of the whole run that were done by its end.
        validation_loss, validation_accuracy: None where no pictures are kept for validation.
        learning_rate: of its last step.
        seconds: it took, with its validation, without pauses.
        images_per_second: while training, over all processes.
        memory_bytes: that the process held at its end, or the GPU at most.
    """

    epoch: int
    step: int
    train_loss: float
    train_accuracy: float
    validation_loss: float | None
    validation_accuracy: float | None
    learning_rate: float
    seconds: float
    images_per_second: float
    memory_bytes: int

    def summary(self) -> str:
        """Return the measurements in words, for a log."""
        parts = [f"train loss {self.train_loss:.4f}, accuracy {in_percent(self.train_accuracy, 2)}"]
        if self.validation_accuracy is not None:
            accuracy = in_percent(self.validation_accuracy, 2)
            parts.append(f"validation loss {self.validation_loss:.4f}, accuracy {accuracy}")
        return "; ".join([*parts, f"{self.images_per_second:.0f} images/s"])


def epoch_record(values: Mapping[str, Any]) -> EpochRecord:
    """Return the record with these values, which a file holds; raises ValueError or TypeError where they are none."""
    record = EpochRecord(**values)
    for column in fields(EpochRecord):
        value = getattr(record, column.name)
        if value is None and column.type == float | None:
            continue
        kinds = (int,) if column.type is int else (int, float)
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise ValueError(f"its {column.name.replace('_', ' ')} is {value!r}")
        if isinstance(value, int) and abs(value) >= _BEYOND_ALL:
            raise ValueError(f"its {column.name.replace('_', ' ')} is {number_in_words(value)}")
    if (record.validation_loss is None) != (record.validation_accuracy is None):
        raise ValueError("it has one of validation loss and accuracy without the other")
    return record


def best_of(epochs: Sequence[EpochRecord]) -> EpochRecord:
    """Return the epoch whose weights are kept: that of the highest validation accuracy; without validation, the last.

    Of epochs that were about equally often right, the one with the least loss: which of those is ahead by a few
    validation pictures is chance, and the loss also tells how sure the right answers were. After that the first. An
    epoch that was once passed over stays so, as its weights are gone.
    """
    if epochs[-1].validation_accuracy is None:
        return epochs[-1]
    best, highest = epochs[0], 0.0
    for record in epochs:
        highest = max(highest, record.validation_accuracy or 0.0)
        is_near, best_is_near = (highest - (one.validation_accuracy or 0.0) < CHANCE for one in (record, best))
        if is_near and (not best_is_near or (record.validation_loss or 0.0) < (best.validation_loss or 0.0)):
            best = record
    return best


class History:
    """The measurements of a run; grows with it and is saved in each checkpoint.

    Attributes:
        losses, accuracies, learning_rates: one number a training step, float32 as they are saved.
        epochs: one record a finished epoch.
    """

    def __init__(self) -> None:
        self.losses = array("f")
        self.accuracies = array("f")
        self.learning_rates = array("f")
        self.epochs: list[EpochRecord] = []

    def add_step(self, loss: float, accuracy: float, learning_rate: float) -> None:
        """Take down a training step."""
        self.losses.append(loss)
        self.accuracies.append(accuracy)
        self.learning_rates.append(learning_rate)

    def best_epoch(self) -> EpochRecord | None:
        """Return the epoch whose weights are kept, if one has ended."""
        return best_of(self.epochs) if self.epochs else None

    def epochs_without_gain(self, min_gain: float) -> int:
        """Return how many epochs have passed since validation accuracy last rose by more than `min_gain`."""
        reference, since = -1.0, 0
        for record in self.epochs:
            accuracy = record.validation_accuracy or 0.0
            if accuracy > reference + min_gain:
                reference, since = accuracy, 0
            else:
                since += 1
        return since

    def epochs_csv(self) -> str:
        """Return the epochs as CSV with a header."""
        names = [column.name for column in fields(EpochRecord)]
        return _csv(names, ([_cell(getattr(record, name)) for name in names] for record in self.epochs))

    def steps_csv(self) -> str:
        """Return the training steps as CSV with a header."""
        rows = zip(self.losses, self.accuracies, self.learning_rates, strict=True)
        return _csv(
            ["step", "loss", "accuracy", "learning_rate"],
            ([step, *map(_cell, row)] for step, row in enumerate(rows, start=1)),
        )

    def epochs_as_dicts(self) -> list[dict[str, Any]]:
        """Return the epochs as plain values, for JSON."""
        return [asdict(record) for record in self.epochs]


def _csv(header: list[str], rows: Any) -> str:
    """Return rows as CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """Return a number with the digits that mean something; None is an empty cell."""
    return f"{value:.7g}" if isinstance(value, float) else value
