"""The columns of the table of runs: what stands in each, and how each is sorted by."""

import datetime
from collections.abc import Sequence
from enum import IntEnum

from cifar_desktop.training.run_history import RunSummary
from cifar_desktop.ui.runs.run_words import NOTHING, begun, duration, epochs_in_words, network, percent, state_in_words


class Column(IntEnum):
    """What the table tells of a run."""

    NAME = 0
    NETWORK = 1
    DATA = 2
    EPOCHS = 3
    VALIDATION = 4
    TEST = 5
    TIME = 6
    DEVICE = 7
    BEGUN = 8
    STATE = 9


TITLES = {
    Column.NAME: "Name",
    Column.NETWORK: "Network",
    Column.DATA: "Data",
    Column.EPOCHS: "Epochs",
    Column.VALIDATION: "Validation",
    Column.TEST: "Test",
    Column.TIME: "Time",
    Column.DEVICE: "Device",
    Column.BEGUN: "Begun",
    Column.STATE: "State",
}
TIPS = {
    Column.NAME: "A double click or F2 gives the run another name.",
    Column.NETWORK: "The network that was trained.",
    Column.DATA: "The pictures that it was trained on.",
    Column.EPOCHS: "How often it saw all of them.",
    Column.VALIDATION: "The best accuracy on pictures that were kept for checking.",
    Column.TEST: "The accuracy on the test pictures, measured once at the very end.",
    Column.TIME: "How long it was trained, without pauses.",
    Column.DEVICE: "What it was computed on.",
    Column.BEGUN: "When it was begun.",
    Column.STATE: "How it stands.",
}
NUMBERS = frozenset({Column.EPOCHS, Column.VALIDATION, Column.TEST, Column.TIME})
# Left out one after the other where the table is narrow; the details below it have them all.
LEFT_OUT_FIRST = (Column.DEVICE, Column.DATA, Column.TIME, Column.NETWORK, Column.EPOCHS, Column.BEGUN)

_UNKNOWN = (0.0, "")


def cell_text(run: RunSummary, column: Column, now: datetime.datetime, *, is_under_way: bool) -> str:
    """Return what stands in a cell."""
    texts = {
        Column.NAME: run.name,
        Column.NETWORK: network(run),
        Column.DATA: run.data_name or NOTHING,
        Column.EPOCHS: epochs_in_words(run),
        Column.VALIDATION: percent(run.best_validation_accuracy),
        Column.TEST: percent(run.test_accuracy),
        Column.TIME: duration(run.seconds),
        Column.DEVICE: run.device or NOTHING,
        Column.BEGUN: begun(run.created, now),
        Column.STATE: state_in_words(run, is_under_way=is_under_way),
    }
    return texts[column]


def ordered(runs: Sequence[RunSummary], column: Column, *, is_descending: bool) -> list[RunSummary]:
    """Return the runs in the order of a column; what is not known comes last, whichever way it goes."""
    known = [run for run in runs if _key(run, column) is not None]
    unknown = [run for run in runs if _key(run, column) is None]
    return sorted(known, key=lambda run: _key(run, column) or _UNKNOWN, reverse=is_descending) + unknown


def _key(run: RunSummary, column: Column) -> tuple[float, str] | None:
    """Return what a run is sorted by, a number or a text; None where it is not known."""
    number = {
        Column.EPOCHS: run.epochs_done,
        Column.VALIDATION: run.best_validation_accuracy,
        Column.TEST: run.test_accuracy,
        Column.TIME: run.seconds,
    }
    if column in NUMBERS:
        value = number[column]
        return None if value is None else (float(value), "")
    text = {
        Column.NAME: run.name,
        Column.NETWORK: network(run) if run.model else "",
        Column.DATA: run.data_name,
        Column.DEVICE: run.device,
        Column.BEGUN: run.created,
        Column.STATE: state_in_words(run, is_under_way=False),
    }[column]
    return (0.0, text.casefold()) if text else None
