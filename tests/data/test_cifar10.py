"""Reading CIFAR-10 from a folder: all of it and as published, or nothing and why."""

import pickle
import shutil
from pathlib import Path

import pytest
import torch

from cifar_desktop.data.cifar10 import read_cifar10
from cifar_desktop.data.cifar10_files import FILE_NAMES, FOLDER_NAME, Cifar10Files, official_files
from cifar_desktop.data.dataset import DataSet
from cifar_desktop.errors import Cancelled, DataError
from cifar_desktop.tasks import CancelToken, Event, StageProgressed
from tests.data.cifar_files import CLASS_NAMES, NUM_PER_BATCH, TRAIN_NAMES, flip_a_byte, md5_of, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "my pictures"


@pytest.fixture
def files(folder: Path) -> Cifar10Files:
    return write_folder(folder)


def batch_of(file: Path) -> dict[str, object]:
    return pickle.loads(file.read_bytes())


def test_a_folder_is_read_whatever_its_name(folder: Path, files: Cifar10Files) -> None:
    data = read_cifar10(folder, files=files)
    assert data.name == "CIFAR-10"
    assert data.class_names == tuple(CLASS_NAMES)
    assert data.train.images.shape == (5 * NUM_PER_BATCH, 3, 32, 32)
    assert data.test.images.shape == (NUM_PER_BATCH, 3, 32, 32)
    assert data.checksums == {name: md5_of(folder / name) for name in FILE_NAMES}
    for number, name in enumerate(TRAIN_NAMES):
        batch = batch_of(folder / name)
        part = slice(number * NUM_PER_BATCH, (number + 1) * NUM_PER_BATCH)
        assert torch.equal(data.train.images[part].flatten(1), torch.from_numpy(batch["data"]))
        assert data.train.labels[part].tolist() == batch["labels"]
    assert torch.equal(data.test.images.flatten(1), torch.from_numpy(batch_of(folder / "test_batch")["data"]))


def test_progress_counts_the_files(folder: Path, files: Cifar10Files) -> None:
    events: list[Event] = []
    read_cifar10(folder, report=events.append, files=files)
    assert all(isinstance(event, StageProgressed) for event in events)
    reading = [(event.done, event.total, event.unit) for event in events if event.stage == "Reading CIFAR-10"]
    assert reading == [(done, 6, "files") for done in range(7)]
    checking = [(event.done, event.total) for event in events if event.stage == "Checking CIFAR-10"]
    assert checking == [(done, 7) for done in range(8)]


def test_the_folder_above_and_a_file_within_lead_to_it(folder: Path, files: Cifar10Files) -> None:
    assert len(read_cifar10(folder.parent, files=files).train) == 100
    assert len(read_cifar10(folder / "data_batch_2", files=files).train) == 100


def test_a_missing_batch_is_named(folder: Path, files: Cifar10Files) -> None:
    (folder / "data_batch_4").unlink()
    with pytest.raises(DataError, match=r"data_batch_4 is missing in .*my pictures.*Download CIFAR-10 again"):
        read_cifar10(folder, files=files)
    (folder / "batches.meta").unlink()
    with pytest.raises(DataError, match=r"data_batch_4 and batches\.meta are missing"):
        read_cifar10(folder, files=files)


@pytest.mark.parametrize("name", FILE_NAMES)
def test_one_flipped_bit_is_named_with_both_sums(folder: Path, files: Cifar10Files, name: str) -> None:
    flip_a_byte(folder / name)
    with pytest.raises(DataError, match=rf"^{name} in .* is damaged") as caught:
        read_cifar10(folder, files=files)
    assert f"its md5 is {md5_of(folder / name)} instead of {files.md5_sums()[name]}." in caught.value.what
    assert "choose another folder" in caught.value.remedy


def test_a_truncated_batch_is_damaged(folder: Path, files: Cifar10Files) -> None:
    batch = folder / "test_batch"
    batch.write_bytes(batch.read_bytes()[:-1000])
    with pytest.raises(DataError, match=r"^test_batch in .* is damaged"):
        read_cifar10(folder, files=files)


def test_swapped_batches_are_told_from_damaged_ones(folder: Path, files: Cifar10Files) -> None:
    one, two = folder / "data_batch_1", folder / "test_batch"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    with pytest.raises(DataError, match=r"^data_batch_1 in .* holds what belongs in test_batch\."):
        read_cifar10(folder, files=files)


class WritesWhenUnpickled:
    """What a hostile pickle is: reading it runs a command of its maker's."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.file), "w")


def test_a_foreign_pickle_is_never_executed(folder: Path, files: Cifar10Files, tmp_path: Path) -> None:
    trace = tmp_path / "it was executed"
    hostile = pickle.dumps(WritesWhenUnpickled(trace))
    for name in FILE_NAMES:
        original = (folder / name).read_bytes()
        (folder / name).write_bytes(hostile)
        with pytest.raises(DataError, match=rf"^{name} in .* is damaged"):
            read_cifar10(folder, files=files)
        (folder / name).write_bytes(original)
    assert not trace.exists()
    pickle.loads(hostile).close()
    assert trace.exists(), "the pickle would not have shown anything"


def test_a_batch_swapped_after_the_check_is_not_read_either(folder: Path, files: Cifar10Files, tmp_path: Path) -> None:
    trace = tmp_path / "it was executed"

    def swap(event: Event) -> None:
        if isinstance(event, StageProgressed) and event.stage == "Reading CIFAR-10" and event.done == 2:
            (folder / "data_batch_3").write_bytes(pickle.dumps(WritesWhenUnpickled(trace)))

    with pytest.raises(DataError, match=r"data_batch_3 in .* changed while it was being read"):
        read_cifar10(folder, report=swap, files=files)
    assert not trace.exists()


@pytest.mark.parametrize("stage", ["Checking CIFAR-10", "Reading CIFAR-10"])
def test_it_stops_between_two_files(folder: Path, files: Cifar10Files, stage: str) -> None:
    cancel = CancelToken()
    seen: list[int] = []

    def stop_at_the_second(event: Event) -> None:
        if isinstance(event, StageProgressed) and event.stage == stage:
            seen.append(event.done)
            if event.done == 1:
                cancel.cancel()

    with pytest.raises(Cancelled):
        read_cifar10(folder, report=stop_at_the_second, cancel=cancel, files=files)
    assert seen == [0, 1]


@pytest.mark.cifar10
def test_the_real_one(cifar10: DataSet) -> None:
    assert cifar10.train.images.shape == (50_000, 3, 32, 32)
    assert cifar10.test.images.shape == (10_000, 3, 32, 32)
    assert cifar10.train.images.is_contiguous()
    assert cifar10.train.labels.bincount().tolist() == [5000] * 10
    assert cifar10.test.labels.bincount().tolist() == [1000] * 10
    assert cifar10.class_names == tuple(CLASS_NAMES)
    assert cifar10.input_size == 32
    # What the original files say of their first pictures: a frog, a truck; a cat.
    assert cifar10.train.labels[:2].tolist() == [6, 9]
    assert cifar10.test.labels[0] == 3
    assert cifar10.train.images[0, :, 0, 0].tolist() == [59, 62, 63]


@pytest.mark.cifar10
def test_mean_and_std_are_those_of_the_pictures(cifar10: DataSet) -> None:
    counts = torch.stack([cifar10.train.images[:, channel].flatten().bincount(minlength=256) for channel in range(3)])
    shares = counts.double() / counts.sum(1, keepdim=True)
    levels = torch.arange(256) / 255
    mean = (shares * levels).sum(1)
    std = ((shares * levels**2).sum(1) - mean**2).sqrt()
    assert mean.tolist() == pytest.approx(cifar10.mean, abs=6e-5)
    assert std.tolist() == pytest.approx(cifar10.std, abs=6e-5)


@pytest.mark.cifar10
def test_a_real_batch_is_not_taken_for_another_data_set(cifar10_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / FOLDER_NAME
    folder.mkdir()
    for name in FILE_NAMES:
        (folder / name).symlink_to(cifar10_folder / name)
    (folder / "batches.meta").unlink()
    shutil.copyfile(cifar10_folder / "batches.meta", folder / "batches.meta")
    flip_a_byte(folder / "batches.meta")
    with pytest.raises(
        DataError, match=r"batches\.meta in .* is damaged: .*instead of 5ff9c542aee3614f3951f8cda6e48888"
    ):
        read_cifar10(folder)


def test_the_names_are_those_of_torchvisions_table() -> None:
    table = official_files()
    assert tuple(table.md5_sums()) == FILE_NAMES
    assert table.folder == FOLDER_NAME
