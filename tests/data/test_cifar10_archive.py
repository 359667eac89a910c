"""Reading CIFAR-10 from its archive, and what a bad one cannot do."""

import dataclasses
import tarfile
import tempfile
from pathlib import Path

import pytest
import torch

from cifar_desktop.data import cifar10_archive
from cifar_desktop.data.cifar10 import read_cifar10
from cifar_desktop.data.cifar10_files import FOLDER_NAME
from cifar_desktop.errors import Cancelled, DataError
from cifar_desktop.tasks import CancelToken, Event, StageProgressed
from tests.data.cifar_files import flip_a_byte, md5_of, table_of, write_archive, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "originals")
    return tmp_path / "originals"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "downloads").mkdir()
    return tmp_path / "downloads" / "a name of my own"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files, which must be empty after each test."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return temporary


def test_the_archive_holds_the_same_as_the_folder(folder: Path, archive: Path, temporary: Path) -> None:
    files = write_archive(folder, archive)
    events: list[Event] = []
    from_archive = read_cifar10(archive, files=files, report=events.append)
    from_folder = read_cifar10(folder, files=files)
    assert torch.equal(from_archive.train.images, from_folder.train.images)
    assert torch.equal(from_archive.test.labels, from_folder.test.labels)
    assert from_archive.checksums == from_folder.checksums
    assert {event.stage for event in events if isinstance(event, StageProgressed)} == {
        "Checking CIFAR-10",
        "Unpacking CIFAR-10",
        "Reading CIFAR-10",
    }
    assert list(temporary.iterdir()) == []


def test_a_damaged_archive_is_refused(folder: Path, archive: Path, temporary: Path) -> None:
    files = write_archive(folder, archive)
    flip_a_byte(archive)
    with pytest.raises(DataError, match="is not the python archive of CIFAR-10, or is damaged: its md5 is"):
        read_cifar10(archive, files=files)
    assert list(temporary.iterdir()) == []


def test_any_other_file_is_refused(tmp_path: Path) -> None:
    photo = tmp_path / "holiday.jpg"
    photo.write_bytes(b"\xff\xd8")
    with pytest.raises(DataError, match=r"holiday\.jpg is not the python archive of CIFAR-10"):
        read_cifar10(photo)
    other = tmp_path / "cifar-100-python.tar.gz"
    other.write_bytes(b"\x1f\x8b")
    with pytest.raises(DataError, match=r"is CIFAR-100, and only"):
        read_cifar10(other)


def link(name: str, target: str, kind: bytes) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


@pytest.mark.parametrize("name", ["../escaped", f"{FOLDER_NAME}/../../escaped", "/tmp/escaped-cifar", "data_batch_1"])
def test_a_foreign_member_is_never_written(
    folder: Path, archive: Path, tmp_path: Path, temporary: Path, name: str
) -> None:
    member = tarfile.TarInfo(name)
    member.size = 7
    files = write_archive(folder, archive, first=(member, b"hostile"))
    before = sorted(tmp_path.rglob("*"))
    assert len(read_cifar10(archive, files=files).train) == 100
    assert sorted(tmp_path.rglob("*")) == before
    assert not Path("/tmp/escaped-cifar").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_a_link_or_device_under_a_batchs_name_is_passed_over(folder: Path, archive: Path, kind: bytes) -> None:
    target = folder.parent / "target"
    target.write_text("untouched")
    member = link(f"{FOLDER_NAME}/data_batch_1", str(target), kind)
    files = write_archive(folder, archive, first=(member, b""))
    assert len(read_cifar10(archive, files=files).train) == 100
    assert target.read_text() == "untouched"


def test_a_batch_too_large_is_not_unpacked(
    folder: Path, archive: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_archive(folder, archive)
    monkeypatch.setattr(cifar10_archive, "_MEMBER_LIMIT_BYTES", 1000)
    with pytest.raises(DataError, match="larger than any file of CIFAR-10"):
        read_cifar10(archive, files=files)
    assert list(temporary.iterdir()) == []


def test_an_archive_without_a_batch_is_refused(folder: Path, archive: Path, temporary: Path) -> None:
    whole = table_of(folder)
    (folder / "data_batch_5").rename(folder.parent / "kept")
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(folder, FOLDER_NAME)
    files = dataclasses.replace(whole, archive_md5=md5_of(archive))
    with pytest.raises(DataError, match=r"data_batch_5 is missing in .*a name of my own"):
        read_cifar10(archive, files=files)
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("stage", ["Unpacking CIFAR-10", "Checking CIFAR-10", "Reading CIFAR-10"])
def test_cancelling_leaves_nothing_behind(folder: Path, archive: Path, temporary: Path, stage: str) -> None:
    files = write_archive(folder, archive)
    cancel = CancelToken()
    lay_there: list[int] = []

    def stop_in_the_middle(event: Event) -> None:
        if isinstance(event, StageProgressed) and event.stage == stage and event.done == 3:
            lay_there.append(len(list(temporary.iterdir())))
            cancel.cancel()

    with pytest.raises(Cancelled):
        read_cifar10(archive, report=stop_in_the_middle, cancel=cancel, files=files)
    assert lay_there == [1]
    assert list(temporary.iterdir()) == []
