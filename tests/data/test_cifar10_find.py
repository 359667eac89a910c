"""From what a person points at to where CIFAR-10 lies."""

from pathlib import Path

import pytest

from cifar_desktop.data.cifar10_files import ARCHIVE_NAME, FILE_NAMES, FOLDER_NAME
from cifar_desktop.data.cifar10_find import default_cifar10, find_cifar10
from cifar_desktop.errors import DataError


def make_files(folder: Path, names: tuple[str, ...] = FILE_NAMES) -> Path:
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).touch()
    return folder


def test_the_folder_of_a_full_set_goes_before_the_archive_and_that_before_a_part(tmp_path: Path) -> None:
    part = make_files(tmp_path / FOLDER_NAME, FILE_NAMES[:3])
    assert find_cifar10(tmp_path) == part
    again = tmp_path / "cifar-10-python (1).tar.gz"
    again.touch()
    assert find_cifar10(tmp_path) == again
    archive = tmp_path / ARCHIVE_NAME
    archive.touch()
    assert find_cifar10(tmp_path) == archive
    full = make_files(tmp_path / "copy")
    assert find_cifar10(tmp_path) == full


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"There is no file or folder .*nowhere\."):
        find_cifar10(tmp_path / "nowhere")


def test_a_foreign_folder_hears_what_was_looked_for(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(DataError, match=r"There is no CIFAR-10 in .*data_batch_1 to data_batch_5.*cifar-10-python.tar"):
        find_cifar10(tmp_path)


@pytest.mark.parametrize(
    ("names", "version"),
    [
        (("train", "test", "meta"), "CIFAR-100"),
        (("cifar-100-python.tar.gz",), "CIFAR-100"),
        (("data_batch_1.bin", "test_batch.bin", "batches.meta.txt"), "the binary version of CIFAR-10"),
        (("cifar-10-binary.tar.gz",), "the binary version of CIFAR-10"),
        (("data_batch_1.mat", "batches.meta.mat"), "the Matlab version of CIFAR-10"),
    ],
)
def test_the_other_versions_are_told_apart(tmp_path: Path, names: tuple[str, ...], version: str) -> None:
    folder = make_files(tmp_path / "download", names)
    with pytest.raises(DataError, match=f"download is {version}, and only the python version of CIFAR-10 can be read"):
        find_cifar10(folder)


def test_the_default_is_what_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = make_files(tmp_path / "named" / FOLDER_NAME)
    downloaded = make_files(tmp_path / "home" / "data" / FOLDER_NAME)
    monkeypatch.setenv("CIFAR_DESKTOP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CIFAR10_DIR", str(tmp_path / "named"))
    assert default_cifar10() == named
    (named / "test_batch").unlink()
    assert default_cifar10() == downloaded
    monkeypatch.delenv("CIFAR10_DIR")
    assert default_cifar10() == downloaded
    (downloaded / "test_batch").unlink()
    assert default_cifar10() is None
    monkeypatch.setenv("CIFAR_DESKTOP_HOME", str(tmp_path / "not yet"))
    assert default_cifar10() is None
