"""The files that make up CIFAR-10, and the check that each is what Toronto published."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cifar_desktop.data.torchvision_ops import prepare_torchvision
from cifar_desktop.errors import DataError
from cifar_desktop.tasks import CancelToken, Report, StageProgressed

ARCHIVE_NAME = "cifar-10-python.tar.gz"
FOLDER_NAME = "cifar-10-batches-py"
# For looking around without torchvision, whose import takes a second; the md5 sums come from its table.
FILE_NAMES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch", "batches.meta")

GET_ANOTHER = "Download CIFAR-10 again, or choose another folder."

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Cifar10Files:
    """A table of file names and md5 sums.

    Attributes:
        archive_md5: of the whole archive.
        folder: under which the files lie in the archive.
        train, test: (name, md5) of each batch.
        meta: (name, md5) of the file that holds the class names.
        meta_key: under which that file holds them.
    """

    archive_md5: str
    folder: str
    train: tuple[tuple[str, str], ...]
    test: tuple[tuple[str, str], ...]
    meta: tuple[str, str]
    meta_key: str

    def md5_sums(self) -> dict[str, str]:
        """Return name -> md5 of every file."""
        return dict((*self.train, *self.test, self.meta))


def official_files() -> Cifar10Files:
    """Return the table as torchvision has it."""
    prepare_torchvision()
    from torchvision.datasets import CIFAR10  # noqa: PLC0415 - a second to import

    return Cifar10Files(
        archive_md5=CIFAR10.tgz_md5,
        folder=CIFAR10.base_folder,
        train=tuple((name, md5) for name, md5 in CIFAR10.train_list),
        test=tuple((name, md5) for name, md5 in CIFAR10.test_list),
        meta=(CIFAR10.meta["filename"], CIFAR10.meta["md5"]),
        meta_key=CIFAR10.meta["key"],
    )


def verify_folder(folder: Path, files: Cifar10Files, *, source: Path, report: Report, cancel: CancelToken) -> None:
    """Raise `DataError` unless every file lies in `folder` and has its md5 sum.

    The error says that it is `source` that is at fault: the folder, or the archive that was unpacked there.
    """
    expected = files.md5_sums()
    missing = [name for name in expected if not (folder / name).is_file()]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise DataError(f"{_listed(missing)} {verb} missing in {source}.", remedy=GET_ANOTHER)
    owner = {md5: name for name, md5 in expected.items()}
    for done, (name, md5) in enumerate(expected.items()):
        report(StageProgressed("Checking CIFAR-10", done, len(expected), "files"))
        found = md5_of(folder / name, cancel)
        if found in owner and found != md5:
            raise DataError(f"{name} in {source} holds what belongs in {owner[found]}.", remedy=GET_ANOTHER)
        if found != md5:
            raise DataError(f"{name} in {source} is damaged: its md5 is {found} instead of {md5}.", remedy=GET_ANOTHER)
    report(StageProgressed("Checking CIFAR-10", len(expected), len(expected), "files"))


def md5_of(file: Path, cancel: CancelToken) -> str:
    """Return the md5 sum of a file's content."""
    digest = hashlib.md5(usedforsecurity=False)
    for chunk in _chunks(file, cancel):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(file: Path, cancel: CancelToken) -> Iterator[bytes]:
    """Yield a file's content piece by piece."""
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                cancel.raise_if_cancelled()
                yield chunk
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror}.", remedy=GET_ANOTHER) from error


def _listed(names: list[str]) -> str:
    """Join names as a sentence does."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
