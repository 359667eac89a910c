"""Every run below a folder, as a row of a table. Importing this module imports no torch."""

import contextlib
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from cifar_desktop.errors import RunError, UserError
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.find_interrupted import interrupted_run
from cifar_desktop.training.history import EpochRecord, best_of
from cifar_desktop.training.json_table import read_table
from cifar_desktop.training.run_label import read_label
from cifar_desktop.training.run_lock import look_at_lock
from cifar_desktop.training.runs import RunFolder, open_run
from cifar_desktop.training.saved_record import read_epochs

State = Literal["finished", "running", "interrupted", "broken"]
# A folder that holds none of these is no run, not even a broken one.
_TRACES = ("run.json", "result.json", "checkpoint.safetensors", "best.safetensors", "epochs.csv", "steps.csv")
_ALMOST = 60.0  # seconds beyond the longest time between two checkpoints, in which a training still counts as going on


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What a table tells of one run; whatever could not be read is None or empty.

    Attributes:
        path: its folder.
        name, note: in a person's words; without them, the folder's name and nothing.
        state: "finished", "running" (a process trains it just now), "interrupted" (it has no result; where the disk
            knows no locks, it may also be going on) or "broken".
        reason: why it is broken, who trains it, or what an interrupted one lacks; otherwise empty.
        can_resume: whether it can go on.
        created: when it was begun, in UTC, as ISO 8601 has it; of a broken one, when its folder last changed.
        config: the settings.
        model, data_name, device, precision: what was trained, on what and where.
        started_from: the name of the weights that it began with; empty where they were random.
        epochs_done, epochs: how far it came, and how far it was to go.
        best_epoch: whose weights were kept, counted from 1.
        best_validation_accuracy, test_accuracy, test_loss: of those weights.
        seconds: of training, without pauses.
        outcome: how a finished run ended: "completed", "stopped early" or "stopped".
        weights: the file with the best weights, where there is one.
    """

    path: Path
    name: str
    note: str = ""
    state: State
    reason: str = ""
    can_resume: bool = False
    created: str = ""
    config: TrainConfig | None = None
    model: str = ""
    data_name: str = ""
    device: str = ""
    precision: str = ""
    started_from: str = ""
    epochs_done: int | None = None
    epochs: int | None = None
    best_epoch: int | None = None
    best_validation_accuracy: float | None = None
    test_accuracy: float | None = None
    test_loss: float | None = None
    seconds: float | None = None
    outcome: str = ""
    weights: Path | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the row as JSON can hold it."""
        document = asdict(self)
        document["path"] = str(self.path)
        document["weights"] = str(self.weights) if self.weights else None
        return document

    def may_be_going_on(self, now: float | None = None) -> bool:
        """Tell whether its training may be under way just now.

        Its lock says so; where there is none, files that changed a moment ago are taken for a sign of it.
        """
        if self.state == "finished":
            return False
        if (lock := look_at_lock(self.path)) is not None:
            return lock.is_held
        patience = (self.config.checkpoint_seconds if self.config else 0.0) + _ALMOST
        written = _last_change(self.path / name for name in _TRACES)
        return (time.time() if now is None else now) - written < patience


def read_history(runs: Path) -> list[RunSummary]:
    """Return the runs right below `runs`, the newest first; hidden folders and such without a trace of one are no runs.

    Raises:
        RunError: where the folder itself cannot be read; one that is not there holds no runs.
    """
    try:
        folders = [folder for folder in runs.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RunError(
            f"“{runs}” cannot be read: {error.strerror or error}.", remedy="Choose the folder that holds the runs."
        ) from error
    summaries = [read_summary(folder) for folder in folders if _has_traces(folder)]
    return sorted(summaries, key=lambda one: (one.created, one.path.name), reverse=True)


def read_summary(folder: Path) -> RunSummary:
    """Return the row of one run; whatever lies in the folder, this ends in a row."""
    label = read_label(folder)
    row = RunSummary(
        path=folder,
        name=label.name or folder.name,
        note=label.note,
        state="broken",
        created=_iso(_last_change([folder])),
        weights=_weights(folder),
    )
    try:
        run = open_run(folder)
        row = _with_info(row, run)
        return _with_result(row, run) if run.result.exists() else _unfinished(row, run)
    except UserError as error:
        return replace(row, reason=f"{error.what} {error.remedy}".strip())
    # A folder may hold anything: files of others, words where numbers should be, a list in a list in a list.
    except (OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        return replace(row, reason=f"Its files cannot be used: {error}.")


def _with_info(row: RunSummary, run: RunFolder) -> RunSummary:
    """Return the row with what was asked for."""
    info = run.info
    return replace(
        row,
        created=info.created,
        config=info.config,
        model=info.config.model,
        data_name=info.data_name,
        device=info.device,
        precision=info.precision,
        started_from=Path(str(info.started_from.path)).name if info.started_from else "",
        epochs=info.config.epochs,
    )


def _with_result(row: RunSummary, run: RunFolder) -> RunSummary:
    """Return the row of a run that has ended."""
    try:
        document = read_table(run.result)
        return replace(
            row,
            state="finished",
            epochs_done=_number(document, "num_epochs", int),
            best_epoch=_number(document, "best_epoch", int),
            best_validation_accuracy=_share(document, "best_validation_accuracy"),
            test_accuracy=_share(document, "test_accuracy"),
            test_loss=_number(document, "test_loss", float),
            seconds=_number(document, "seconds", float),
            outcome=str(document["outcome"]),
        )
    except (ValueError, LookupError, TypeError, OverflowError) as error:
        raise RunError(f"“{run.result}” is damaged: {error}.") from error


def _unfinished(row: RunSummary, run: RunFolder) -> RunSummary:
    """Return the row of a run without a result, as far as its measurements tell."""
    if (lock := look_at_lock(run.path)) and lock.is_held:
        row = replace(row, state="running", reason=lock.sentence, epochs_done=0)
        with contextlib.suppress(RunError):  # it has none before its first checkpoint
            epochs = read_epochs(run.path)
            row = _with_epochs(replace(row, epochs_done=len(epochs)), epochs)
        return row
    row = replace(row, state="interrupted")
    interrupted = interrupted_run(run.path)
    if not run.checkpoint.is_file():
        row = replace(row, epochs_done=0, can_resume=interrupted is not None)
        return row if interrupted else replace(row, reason="It ended before it was first saved, so it cannot go on.")
    if interrupted is None and run.result.exists():  # it has ended this very moment
        return _with_result(row, run)
    if interrupted is None:
        return replace(row, state="broken", reason="Its checkpoint is damaged, or belongs to other settings.")
    row = replace(row, can_resume=True, epochs_done=interrupted.epochs_done)
    try:
        return _with_epochs(row, read_epochs(run.path))
    except RunError as error:
        return replace(row, reason=error.what)


def _with_epochs(row: RunSummary, epochs: Sequence[EpochRecord]) -> RunSummary:
    """Return the row with what the epochs so far were like."""
    if not epochs:
        return row
    best = best_of(epochs)
    return replace(
        row,
        best_epoch=best.epoch,
        best_validation_accuracy=best.validation_accuracy,
        seconds=math.fsum(record.seconds for record in epochs),
    )


def _number(document: Mapping[str, Any], name: str, kind: type) -> Any:
    """Return a number of a kind, or None for one that is not finite; anything else is an error."""
    value = document[name]
    if isinstance(value, bool) or not isinstance(value, (int, float) if kind is float else int):
        raise TypeError(f"its {name} is {value!r}")
    return value if math.isfinite(value) else None


def _share(document: Mapping[str, Any], name: str) -> float | None:
    """Return a share of 1, or None where there is none."""
    if document[name] is None:
        return None
    value = _number(document, name, float)
    if value is not None and not 0 <= value <= 1:
        raise ValueError(f"its {name} is {value}")
    return float(value) if value is not None else None


def _has_traces(folder: Path) -> bool:
    """Tell whether a training left something there; a folder that cannot be entered may be a run."""
    try:
        return any((folder / name).exists() for name in _TRACES)
    except OSError:
        return True


def _weights(folder: Path) -> Path | None:
    """Return the file with the best weights, where there is one."""
    weights = folder / "best.safetensors"
    try:
        return weights if weights.is_file() else None
    except OSError:
        return None


def _last_change(paths: Iterable[Path]) -> float:
    """Return when one of the files last changed, in seconds since 1970; 0 where there is none."""
    times = []
    for path in paths:
        try:
            times.append(path.stat().st_mtime)
        except OSError:
            continue
    return max(times, default=0.0)


def _iso(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
