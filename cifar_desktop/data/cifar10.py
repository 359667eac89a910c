"""CIFAR-10 as Toronto published it: found, verified to the last byte, and only then read."""

import contextlib
from pathlib import Path

import torch
from torch import Tensor

from cifar_desktop.data.cifar10_archive import unpacked
from cifar_desktop.data.cifar10_files import GET_ANOTHER, Cifar10Files, official_files, verify_folder
from cifar_desktop.data.cifar10_find import default_cifar10, find_cifar10
from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.data.torchvision_ops import prepare_torchvision
from cifar_desktop.errors import DataError
from cifar_desktop.tasks import CancelToken, Report, StageProgressed, report_nothing

__all__ = ["NAME", "default_cifar10", "find_cifar10", "read_cifar10"]

NAME = "CIFAR-10"
# Of the 50,000 training pictures' channels, as shares of 255.
MEAN = (0.4914, 0.4822, 0.4465)
STD = (0.2470, 0.2435, 0.2616)


def read_cifar10(
    path: Path,
    *,
    report: Report = report_nothing,
    cancel: CancelToken | None = None,
    files: Cifar10Files | None = None,
) -> DataSet:
    """Read CIFAR-10 from a folder of its python batches, from its archive, or from a folder with either in it.

    Args:
        path: the folder, whatever its name, or the archive, whatever its name.
        report: is told which file is being checked, unpacked or read.
        cancel: stops between two files.
        files: names and md5 sums; torchvision's unless a test brings its own.

    Raises:
        DataError: where a file is missing, damaged or something else; nothing is read then, not even in part.
    """
    cancel = cancel or CancelToken()
    with contextlib.suppress(RuntimeError):  # "~name" is a file's name where nobody is called so
        path = path.expanduser()
    found = find_cifar10(path)
    files = files or official_files()
    with contextlib.ExitStack() as until_read:
        if found.is_dir():
            folder = found
        else:
            folder = until_read.enter_context(unpacked(found, files, report=report, cancel=cancel))
        # Reading means unpickling, and a pickle can run anything: first every file must be the known one.
        verify_folder(folder, files, source=found, report=report, cancel=cancel)
        return _read_verified(folder, files, report, cancel)


def _read_verified(folder: Path, files: Cifar10Files, report: Report, cancel: CancelToken) -> DataSet:
    """Read the batches of a folder that has been verified."""
    batches: dict[str, list[ImageSet]] = {"train": [], "test": []}
    class_names: tuple[str, ...] = ()
    members = [("train", *batch) for batch in files.train] + [("test", *batch) for batch in files.test]
    for done, (split, name, md5) in enumerate(members):
        cancel.raise_if_cancelled()
        report(StageProgressed("Reading CIFAR-10", done, len(members), "files"))
        batch, class_names = _read_batch(folder, name, md5, files)
        batches[split].append(batch)
    report(StageProgressed("Reading CIFAR-10", len(members), len(members), "files"))
    return DataSet(
        name=NAME,
        class_names=class_names,
        mean=MEAN,
        std=STD,
        train=_joined(batches["train"]),
        test=_joined(batches["test"]),
        checksums=files.md5_sums(),
    )


def _read_batch(folder: Path, name: str, md5: str, files: Cifar10Files) -> tuple[ImageSet, tuple[str, ...]]:
    """Read one batch and the class names with torchvision, which verifies them once more."""
    prepare_torchvision()
    from torchvision.datasets import CIFAR10  # noqa: PLC0415 - a second to import

    of_one_batch = {
        "base_folder": "",
        "train_list": [[name, md5]],
        "test_list": [],
        "meta": {"filename": files.meta[0], "key": files.meta_key, "md5": files.meta[1]},
    }
    try:
        read = type("OneBatch", (CIFAR10,), of_one_batch)(folder, train=True)
    except (RuntimeError, OSError) as error:
        raise DataError(f"{name} in {folder} changed while it was being read.", remedy=GET_ANOTHER) from error
    # torchvision shows (N, 32, 32, 3), as a view of the (N, 3, 32, 32) that lie in the file: turned back, no copy.
    images = torch.from_numpy(read.data.transpose(0, 3, 1, 2))
    return ImageSet(images, torch.tensor(read.targets, dtype=torch.int64)), tuple(read.classes)


def _joined(batches: list[ImageSet]) -> ImageSet:
    """Join the batches, letting go of each as soon as it is copied: 180 MB at the peak instead of 300."""
    labels = torch.cat([batch.labels for batch in batches])
    images: Tensor = batches[0].images.new_empty((len(labels), *batches[0].images.shape[1:]))
    end = len(labels)
    while batches:
        batch = batches.pop()
        images[end - len(batch) : end] = batch.images
        end -= len(batch)
        del batch
    return ImageSet(images, labels)
