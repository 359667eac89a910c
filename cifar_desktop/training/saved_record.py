"""Reads back what a run measured: the CSV files that its folder keeps. Importing this module imports no torch."""

import csv
import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from cifar_desktop.errors import RunError
from cifar_desktop.training.history import EpochRecord

_STEP_COLUMNS = ("step", "loss", "accuracy", "learning_rate")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRecord:
    """What a run had measured when it was last saved.

    Attributes:
        losses, accuracies, learning_rates: one number a training step, oldest first.
        epochs: one record a finished epoch, oldest first.
    """

    losses: Sequence[float]
    accuracies: Sequence[float]
    learning_rates: Sequence[float]
    epochs: tuple[EpochRecord, ...]

    @property
    def num_steps(self) -> int:
        """Return how many training steps were measured."""
        return len(self.losses)


def read_saved_record(folder: Path) -> SavedRecord:
    """Return the measurements in a run folder; raises RunError where they are missing or damaged."""
    columns = [array("d") for _ in _STEP_COLUMNS[1:]]
    for line, row in _rows(folder / "steps.csv", _STEP_COLUMNS):
        with _Cells(folder / "steps.csv", line, row) as cells:
            cells.must_be(cells.whole("step") == len(columns[0]) + 1, "a step is missing")
            for column, name in zip(columns, _STEP_COLUMNS[1:], strict=True):
                column.append(cells.number(name))
    losses, accuracies, learning_rates = columns
    return SavedRecord(losses=losses, accuracies=accuracies, learning_rates=learning_rates, epochs=read_epochs(folder))


def read_epochs(folder: Path) -> tuple[EpochRecord, ...]:
    """Return the finished epochs of a run folder, without its steps; raises RunError as `read_saved_record` does."""
    return tuple(_epochs(folder))


def _epochs(folder: Path) -> Iterator[EpochRecord]:
    """Yield the finished epochs."""
    path, names = folder / "epochs.csv", tuple(column.name for column in fields(EpochRecord))
    previous_epoch, previous_step = 0, 0
    for line, row in _rows(path, names):
        with _Cells(path, line, row) as cells:
            values = {name: _READERS.get(name, _Cells.number)(cells, name) for name in names}
            in_order = values["epoch"] == previous_epoch + 1 and values["step"] > previous_step
            cells.must_be(in_order, "an epoch is missing")
        previous_epoch, previous_step = values["epoch"], values["step"]
        yield EpochRecord(**values)


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each row of a CSV file with the number of its line."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise RunError(
            f"The run's measurements are missing: there is no “{path}”.",
            kept="The folder was not touched.",
            remedy="A run has them from its first checkpoint on.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise RunError(f"“{path}” cannot be read: {reason}.", kept="The file was not touched.") from error
    lines = csv.reader(text.splitlines())
    header = next(_safely(lines, path), [])
    if tuple(header) != tuple(columns):
        raise _damaged(path, 1, f"its columns should be {', '.join(columns)}")
    for number, cells in enumerate(_safely(lines, path), start=2):
        if len(cells) != len(columns):
            raise _damaged(path, number, f"it has {len(cells)} values instead of {len(columns)}")
        yield number, dict(zip(columns, cells, strict=True))


def _safely(lines: Iterable[list[str]], path: Path) -> Iterator[list[str]]:
    """Yield what the CSV reader does, with its complaints in our words."""
    try:
        yield from lines
    except csv.Error as error:
        raise RunError(f"“{path}” is damaged: {error}.", kept="The file was not touched.") from error


class _Cells:
    """One row's cells; what is wrong with one of them is said with the file and the line."""

    def __init__(self, path: Path, line: int, cells: Mapping[str, str]) -> None:
        self._path, self._line, self._cells = path, line, cells

    def __enter__(self) -> "_Cells":
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ValueError):
            raise _damaged(self._path, self._line, str(error)) from error

    def must_be(self, is_so: bool, otherwise: str) -> None:
        """Refuse the row where something does not hold."""
        if not is_so:
            raise ValueError(otherwise)

    def whole(self, name: str) -> int:
        """Return a whole number."""
        return int(self._cells[name])

    def number(self, name: str) -> float:
        """Return a number; neither infinite nor NaN."""
        value = float(self._cells[name])
        if not math.isfinite(value):
            raise ValueError(f"its {name.replace('_', ' ')} is {value}")
        return value

    def perhaps(self, name: str) -> float | None:
        """Return a number, or None where the cell is empty: there were no validation pictures."""
        return self.number(name) if self._cells[name] else None


_READERS: Mapping[str, Callable[[_Cells, str], Any]] = {
    "epoch": _Cells.whole,
    "step": _Cells.whole,
    "memory_bytes": _Cells.whole,
    "validation_loss": _Cells.perhaps,
    "validation_accuracy": _Cells.perhaps,
}


def _damaged(path: Path, line: int, reason: str) -> RunError:
    """Return the error for a file that is not as we wrote it."""
    return RunError(
        f"“{path}” is damaged in line {line}: {reason}.",
        kept="The file was not touched.",
        remedy="The checkpoint does not need this file: the run can still be resumed.",
    )
