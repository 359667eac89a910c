"""Removes a run's folder, and never anything else."""

from pathlib import Path

from cifar_desktop.atomic_files import TEMPORARY_SUFFIX
from cifar_desktop.errors import RunError
from cifar_desktop.training.event_files import PATTERN as EVENT_FILES
from cifar_desktop.training.run_label import LABEL_NAME
from cifar_desktop.training.run_lock import LOCK_NAME, hold_lock
from cifar_desktop.training.runs import SEEN_PATTERN

_FILES = (
    "checkpoint.safetensors",
    "best.safetensors",
    "features.safetensors",
    "steps.csv",
    "epochs.csv",
    "log.txt",
    "result.json",
    LABEL_NAME,
    "run.json",  # last: as long as it is there, the folder is known for a run
)


def remove_run(folder: Path) -> None:
    """Delete what a training wrote into its folder, and the folder itself where nothing else lies in it.

    Raises RunError where it is no run, is being trained, or the system refuses.
    """
    if not folder.exists():
        return
    if folder.is_symlink() or not (folder / "run.json").is_file():
        raise RunError(f"“{folder}” is not a run folder.", kept="Nothing was deleted.")
    try:
        with hold_lock(folder):
            for pattern in (EVENT_FILES, SEEN_PATTERN):
                for file in folder.glob(pattern):
                    file.unlink(missing_ok=True)
            for name in _FILES:
                for leftover in folder.glob(f"*{name}*{TEMPORARY_SUFFIX}"):
                    leftover.unlink(missing_ok=True)
                (folder / name).unlink(missing_ok=True)
        (folder / LOCK_NAME).unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise RunError(
            f"The run in “{folder}” could not be deleted whole: {error.strerror or error}.",
            kept="What is left of it is still there.",
            remedy="Delete the folder yourself.",
        ) from error
