"""Where CIFAR-10 lies: from what a person points at to a folder of batches or an archive."""

import os
from collections.abc import Iterator
from pathlib import Path

from cifar_desktop import paths
from cifar_desktop.data.cifar10_files import ARCHIVE_NAME, FILE_NAMES, FOLDER_NAME
from cifar_desktop.errors import DataError

_CHOOSE = (
    f"Choose the folder {FOLDER_NAME} or the file {ARCHIVE_NAME}, or let the program download the python version "
    "of CIFAR-10."
)


def find_cifar10(start: Path) -> Path:
    """Return the folder of batches or the archive that `start` is or contains; going by names only.

    Raises:
        DataError: where there is neither; a folder with some of the batches is returned all the same, so
            that whoever verifies it can say which are missing.
    """
    try:
        return _find(start)
    except OSError as error:
        raise DataError(f"{start} cannot be opened: {error.strerror}.", remedy=_CHOOSE) from error


def default_cifar10() -> Path | None:
    """Return the CIFAR-10 that CIFAR10_DIR names or that was downloaded, if either looks complete."""
    named = os.environ.get("CIFAR10_DIR")
    for start in (Path(named).expanduser() if named else None, paths.default_downloads()):
        try:
            found = _look_for_all(start) if start and start.exists() else None
        except OSError:
            continue  # a folder that may not be read is as good as none
        if found:
            return found
    return None


def other_version(path: Path) -> str:
    """Return what `path` is instead of CIFAR-10's python version, going by names; empty if unknown."""
    name = path.name.lower()
    names = {name} | ({entry.name.lower() for entry in path.iterdir()} if path.is_dir() else set())
    if any(each.startswith("cifar-100") for each in names) or {"train", "test", "meta"} <= names:
        return "CIFAR-100"
    if any(each.startswith(("cifar-10-binary", "cifar-10-batches-bin", "data_batch_1.bin")) for each in names):
        return "the binary version of CIFAR-10"
    if any(each.startswith(("cifar-10-matlab", "cifar-10-batches-mat", "data_batch_1.mat")) for each in names):
        return "the Matlab version of CIFAR-10"
    return ""


def wrong_version(path: Path, version: str) -> DataError:
    """Return the error that says that `path` is some other data set."""
    return DataError(f"{path} is {version}, and only the python version of CIFAR-10 can be read.", remedy=_CHOOSE)


def _find(start: Path) -> Path:
    """Do what `find_cifar10` promises, letting errors of the file system through."""
    if not start.exists():
        raise DataError(f"There is no file or folder {start}.", remedy=_CHOOSE)
    found = _look_for_all(start) or next(_folders_with_some(start), None)
    if found:
        return found
    if version := other_version(start):
        raise wrong_version(start, version)
    raise DataError(
        f"There is no CIFAR-10 in {start}: neither the files data_batch_1 to data_batch_5, test_batch and "
        f"batches.meta nor {ARCHIVE_NAME} lie in it or in a folder directly below it.",
        remedy=_CHOOSE,
    )


def _look_for_all(start: Path) -> Path | None:
    """Return a folder in which no batch is missing, else an archive, else None."""
    if start.is_file():
        # Picking one of the batches in a file dialog means the folder; any other file can only be the archive.
        return start.parent if start.name in FILE_NAMES else start
    for folder in _folders_with_some(start):
        if all((folder / name).is_file() for name in FILE_NAMES):
            return folder
    # A browser that downloads it twice names it "cifar-10-python (1).tar.gz".
    archives = sorted(path for path in start.glob("cifar-10-python*") if path.name.endswith((".tar.gz", ".tgz")))
    named_exactly = start / ARCHIVE_NAME
    return named_exactly if named_exactly in archives else next(iter(archives), None)


def _folders_with_some(start: Path) -> Iterator[Path]:
    """Yield `start` and the folders in it that hold at least one batch, the likeliest first."""
    if not start.is_dir():
        return
    below = sorted((path for path in start.iterdir() if path.is_dir()), key=lambda path: path.name != FOLDER_NAME)
    for folder in (start, *below):
        try:
            if any((folder / name).is_file() for name in FILE_NAMES):
                yield folder
        except OSError:
            continue  # a neighbour that may not be looked into
