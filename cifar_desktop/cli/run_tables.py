"""Runs as tables at the terminal."""

import time
from collections.abc import Sequence
from datetime import datetime

from cifar_desktop.cli.terminal import clock
from cifar_desktop.evaluation.text_table import aligned
from cifar_desktop.percentages import in_percent
from cifar_desktop.training.run_bin import RemovedRun
from cifar_desktop.training.run_difference import SettingDifference
from cifar_desktop.training.run_history import RunSummary

NOTHING = "–"
_HEADER = ("name", "model", "data", "epochs", "validation", "test", "time", "device", "begun", "state")
_FLUSH_LEFT = (0, 1, 2, 7, 8, 9)


def history_table(runs: Sequence[RunSummary]) -> str:
    """Return a line for each run; below them, notes and what is wrong with some."""
    text = "\n".join(aligned([_HEADER, *map(_row, runs)], flush_left=_FLUSH_LEFT)) + "\n"
    remarks = [f"{run.name}: {remark}" for run in runs for remark in (run.reason, " ".join(run.note.split())) if remark]
    return text + ("\n" + "\n".join(remarks) + "\n" if remarks else "")


def comparison_table(runs: Sequence[RunSummary], differences: Sequence[SettingDifference]) -> str:
    """Return the settings that differ and the figures, a column for each run."""
    head = ("", *(run.name for run in runs))
    figures = [
        ("Best validation accuracy", *(in_percent(run.best_validation_accuracy, 2) for run in runs)),
        ("Test accuracy", *(in_percent(run.test_accuracy, 2) for run in runs)),
        ("Time", *(_time(run.seconds) for run in runs)),
    ]
    settings = [(one.label, *one.texts) for one in differences]
    lines = aligned([head, *settings, ("",) * len(head), *figures])
    return ("" if settings else "Their settings are the same.\n\n") + "\n".join(lines) + "\n"


def removed_table(removed: Sequence[RemovedRun]) -> str:
    """Return a line for each run that can be restored."""
    rows = [(one.folder_name, time.strftime("%Y-%m-%d %H:%M", time.localtime(one.removed_at))) for one in removed]
    return "\n".join(aligned([("folder", "removed"), *rows], flush_left=(0, 1))) + "\n"


def _row(run: RunSummary) -> tuple[str, ...]:
    done = NOTHING if run.epochs_done is None else str(run.epochs_done)
    return (
        run.name,
        run.model or NOTHING,
        run.data_name or NOTHING,
        f"{done}/{run.epochs}" if run.epochs else NOTHING,
        in_percent(run.best_validation_accuracy, 2),
        in_percent(run.test_accuracy, 2),
        _time(run.seconds),
        run.device or NOTHING,
        _local(run.created),
        run.outcome or run.state,
    )


def _time(seconds: float | None) -> str:
    return NOTHING if seconds is None else clock(seconds)


def _local(created: str) -> str:
    """Return a time as the clock here shows it; what is no time stays as it is."""
    try:
        return datetime.fromisoformat(created).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return created or NOTHING
