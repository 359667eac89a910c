"""Removes runs so that they can be had back: they go into a hidden folder beside the others, and are purged later.

.removed/20261120-174631-1a2b3c4d/<name of the run folder>

Importing this module imports no torch.
"""

import os
import re
import secrets
import shutil
import time
from calendar import timegm
from dataclasses import dataclass
from pathlib import Path

from cifar_desktop import atomic_files
from cifar_desktop.errors import RunError
from cifar_desktop.training.run_lock import refuse_if_trained

BIN_NAME = ".removed"
_WHEN = "%Y%m%d-%H%M%S"
_SLOT = re.compile(r"(\d{8}-\d{6})-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedRun:
    """A run that was removed and is not gone.

    Attributes:
        path: where its folder lies now.
        runs: the folder that it came from.
        removed_at: when, in seconds since 1970.
    """

    path: Path
    runs: Path
    removed_at: float

    @property
    def folder_name(self) -> str:
        """Return the name that its folder had."""
        return self.path.name


def remove_run(folder: Path) -> RemovedRun:
    """Move a run folder out of sight; where it is being trained or the system refuses, it stays, with a RunError."""
    refuse_if_trained(folder)
    runs = folder.parent
    when = int(time.time())
    slot = runs / BIN_NAME / f"{time.strftime(_WHEN, time.gmtime(when))}-{secrets.token_hex(4)}"
    try:
        slot.mkdir(parents=True)
        _move(folder, slot / folder.name)
    except OSError as error:
        _remove_empty(slot)
        raise RunError(
            f"“{folder}” cannot be removed: {error.strerror or error}.",
            kept="It is where it was.",
            remedy="Close the programs that use it, and try again.",
        ) from error
    return RemovedRun(path=slot / folder.name, runs=runs, removed_at=float(when))


def removed_runs(runs: Path) -> list[RemovedRun]:
    """Return the runs that were removed from a folder and can be had back, the last removed first."""
    found = []
    for slot in _entries(runs / BIN_NAME):
        match = _SLOT.fullmatch(slot.name)
        if not match:
            continue  # nothing of ours
        try:
            removed_at = float(timegm(time.strptime(match[1], _WHEN)))
        except ValueError:
            continue
        found += [RemovedRun(path=folder, runs=runs, removed_at=removed_at) for folder in _entries(slot)]
    return sorted(found, key=lambda one: (one.removed_at, one.path.parent.name), reverse=True)


def restore_run(removed: RemovedRun) -> Path:
    """Put a run back and return its folder; where its name has been taken meanwhile, it gets a number."""
    number, place = 1, removed.runs / removed.folder_name
    while os.path.lexists(place):
        number += 1
        place = removed.runs / f"{removed.folder_name}-{number}"
    try:
        _move(removed.path, place)
    except OSError as error:
        raise RunError(
            f"“{removed.folder_name}” cannot be put back: {error.strerror or error}.",
            kept=f"It lies in “{removed.path}”.",
            remedy="Move it by hand, or try again.",
        ) from error
    _remove_empty(removed.path.parent)
    return place


def purge_removed(runs: Path, *, older_than_s: float = 0.0) -> int:
    """Delete for good what was removed longer ago than that, and return how many runs; what refuses stays."""
    now, purged = time.time(), 0
    for removed in removed_runs(runs):
        if now - removed.removed_at < older_than_s:
            continue
        if removed.path.is_symlink():
            removed.path.unlink(missing_ok=True)  # the link was removed, not what it leads to
        else:
            shutil.rmtree(removed.path, ignore_errors=True)
        purged += not os.path.lexists(removed.path)
        _remove_empty(removed.path.parent)
    return purged


def _move(folder: Path, place: Path) -> None:
    """Move a folder within its disk in one step, and see to it that this survives a loss of power."""
    folder.rename(place)
    atomic_files.flush_folder(place.parent)
    atomic_files.flush_folder(folder.parent)


def _entries(folder: Path) -> list[Path]:
    """Return the folders in a folder; none where there is no such folder."""
    try:
        return [entry for entry in folder.iterdir() if entry.is_dir()]
    except OSError:
        return []


def _remove_empty(slot: Path) -> None:
    """Remove a slot, and the hidden folder with it, where nothing is left in them."""
    for folder in (slot, slot.parent):
        try:
            folder.rmdir()
        except OSError:
            return
