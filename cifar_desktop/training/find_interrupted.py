"""Finds the trainings that were interrupted and can go on. Importing this module imports no torch."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors

from cifar_desktop.errors import UserError
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.run_lock import look_at_lock
from cifar_desktop.training.runs import RunFolder, open_run

_KEY = "cifar_desktop_checkpoint"  # what checkpoint.py calls it; importing that would import torch


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptedRun:
    """A run with a checkpoint or a frozen backbone's look, without a result, and trained by nobody just now.

    Attributes:
        path: its folder.
        config, data_name: what it was asked for.
        epochs_done, steps_done: how far its checkpoint is; 0 where there is only what the backbone has seen.
        saved_at: when that was written, in seconds since 1970.
    """

    path: Path
    config: TrainConfig
    data_name: str
    epochs_done: int
    steps_done: int
    saved_at: float


def find_interrupted(runs: Path) -> list[InterruptedRun]:
    """Return the interrupted runs right below `runs`, the last saved first; what is no whole run is left out."""
    try:
        folders = [folder for folder in runs.iterdir() if folder.is_dir()]
    except OSError:
        return []
    found = [run for folder in folders if (run := interrupted_run(folder)) is not None]
    return sorted(found, key=lambda run: run.saved_at, reverse=True)


def interrupted_run(folder: Path) -> InterruptedRun | None:
    """Return the run in a folder where it was interrupted and can go on; None otherwise."""
    try:
        return _read(folder)
    # A folder may hold anything: files of others, half a checkpoint, numbers where words should be.
    except (UserError, safetensors.SafetensorError, OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    except (ArithmeticError, RecursionError):  # a step of 1e999; a table in a table in a table
        return None


def _read(folder: Path) -> InterruptedRun | None:
    """Read what is needed and no more: a checkpoint's header, not its tensors."""
    run = open_run(folder)
    lock = look_at_lock(folder)
    if run.result.exists() or (lock and lock.is_held):
        return None
    if not run.checkpoint.is_file():
        looks = run.looks()
        return _interrupted(run, epochs_done=0, steps_done=0, saved=looks) if looks else None
    document = _checkpoint_document(run)
    # Not compared as they stand: a run of an older version lacks the settings that are new, which have their defaults.
    if TrainConfig.from_dict(document["config"]) != run.info.config:
        return None
    epochs, step = document["epochs"], document["step"]
    if not isinstance(epochs, list) or not isinstance(step, int) or step < 0:
        raise TypeError("no counts")
    return _interrupted(run, epochs_done=len(epochs), steps_done=step, saved=[run.checkpoint])


def _interrupted(run: RunFolder, *, epochs_done: int, steps_done: int, saved: list[Path]) -> InterruptedRun:
    return InterruptedRun(
        path=run.path,
        config=run.info.config,
        data_name=run.info.data_name,
        epochs_done=epochs_done,
        steps_done=steps_done,
        saved_at=max(file.stat().st_mtime for file in saved),
    )


def _checkpoint_document(run: RunFolder) -> dict[str, Any]:
    """Return what a checkpoint says about itself; its tensors are not read."""
    with safetensors.safe_open(run.checkpoint, framework="numpy") as file:
        document = json.loads((file.metadata() or {})[_KEY])
    if not isinstance(document, dict):
        raise TypeError("no document")
    return document
