"""The bundled sample: real pictures, untouched, and the script that chose them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from cifar_desktop.data.cifar10 import MEAN, STD, read_cifar10
from cifar_desktop.data.cifar10_files import official_files
from cifar_desktop.data.dataset import DataSet
from cifar_desktop.data.open import SAMPLE, open_data_set
from cifar_desktop.data.sample import read_sample, sample_folder
from cifar_desktop.errors import DataError
from tests.data.cifar_files import CLASS_NAMES, flip_a_byte, write_folder
from train.make_sample import write_sample


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sample that a test may damage."""
    shutil.copytree(sample_folder(), tmp_path / "sample")
    return tmp_path / "sample"


def bundled_index() -> dict[str, Any]:
    return json.loads((sample_folder() / "sample.json").read_text(encoding="utf-8"))


def test_it_is_balanced_and_complete(sample: DataSet) -> None:
    assert sample.name == "CIFAR-10 sample"
    assert sample.class_names == tuple(CLASS_NAMES)
    assert (sample.mean, sample.std) == (MEAN, STD)
    assert sample.train.images.shape == (5000, 3, 32, 32)
    assert sample.test.images.shape == (1000, 3, 32, 32)
    assert sample.train.labels.bincount().tolist() == [500] * 10
    assert sample.test.labels.bincount().tolist() == [100] * 10
    assert set(sample.checksums) == {"train.webp", "test.webp"}


def test_it_is_small_and_says_where_it_is_from() -> None:
    files = list(sample_folder().iterdir())
    assert {file.name for file in files} == {"sample.json", "train.webp", "test.webp"}
    assert sum(file.stat().st_size for file in files) < 14_000_000
    index = bundled_index()
    assert "Krizhevsky" in index["attribution"]
    assert index["source_md5"] == official_files().md5_sums()
    for split in ("train", "test"):
        positions = [position for of_class in index[split]["positions"] for position in of_class]
        assert len(set(positions)) == len(positions)


@pytest.mark.cifar10
@pytest.mark.parametrize("split", ["train", "test"])
def test_each_pixel_is_that_of_the_original(sample: DataSet, cifar10: DataSet, split: str) -> None:
    positions = torch.tensor(bundled_index()[split]["positions"]).flatten()
    original = getattr(cifar10, split).subset(positions)
    assert torch.equal(getattr(sample, split).images, original.images)
    assert torch.equal(getattr(sample, split).labels, original.labels)


@pytest.mark.parametrize("name", ["sample.json", "train.webp", "test.webp"])
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(DataError, match=rf"sample is incomplete: .*{name} is missing.*Install the program again"):
        read_sample(copy)


@pytest.mark.parametrize("name", ["train.webp", "test.webp"])
def test_one_flipped_bit_is_noticed(copy: Path, name: str) -> None:
    flip_a_byte(copy / name)
    with pytest.raises(DataError, match=rf"{name} is damaged: its md5 is [0-9a-f]+ instead of"):
        read_sample(copy)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff\xfe", b'{"format": 2}', b'{"format": 1, "train": 3}'])
def test_a_damaged_index_is_named(copy: Path, content: bytes) -> None:
    (copy / "sample.json").write_bytes(content)
    with pytest.raises(DataError, match=r"sample\.json is damaged"):
        read_sample(copy)


def test_the_script_writes_the_same_bytes_twice_and_what_was_read(tmp_path: Path) -> None:
    files = write_folder(tmp_path / "originals")
    data = read_cifar10(tmp_path / "originals", files=files)
    outs = [tmp_path / "first", tmp_path / "second"]
    for out in outs:
        write_sample(data, out, num_train_per_class=2, num_test_per_class=1, train_columns=4, test_columns=5)
    for name in ("sample.json", "train.webp", "test.webp"):
        assert (outs[0] / name).read_bytes() == (outs[1] / name).read_bytes()
    index = json.loads((outs[0] / "sample.json").read_text(encoding="utf-8"))
    assert str(tmp_path) not in json.dumps(index), "a path of this machine stands in the index"
    again = read_sample(outs[0])
    for split, number in (("train", 20), ("test", 10)):
        original = getattr(data, split).subset(torch.tensor(index[split]["positions"]).flatten())
        assert len(original) == number
        assert torch.equal(getattr(again, split).images, original.images)
        assert torch.equal(getattr(again, split).labels, original.labels)


def test_its_name_opens_it_and_anything_else_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_data_set(SAMPLE).name == "CIFAR-10 sample"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    with pytest.raises(DataError, match=r"There is no file or folder .*nowhere") as caught:
        open_data_set("~/nowhere")
    assert str(tmp_path) in caught.value.what
