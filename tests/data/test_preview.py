"""Glances at a data set, with torch and without, against the data set itself."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from cifar_desktop.data.augment import Augmentation
from cifar_desktop.data.batches import TrainingBatches
from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.data.overview import DataOverview, sample_overview
from cifar_desktop.data.preview import augmented_examples, data_overview, read_overview
from cifar_desktop.errors import Cancelled, DataError
from cifar_desktop.tasks import CancelToken

NOTHING = Augmentation(flip="none", translate=0, cutout=0)
ALL = Augmentation(flip="alternating", translate=4, cutout=12, zoom=0.4)


@pytest.fixture(scope="module")
def overview(sample: DataSet) -> DataOverview:
    return data_overview(sample)


def seen(overview: DataOverview, augmentation: Augmentation, *, seed: int = 1, epochs: int = 4) -> np.ndarray:
    return augmented_examples(
        overview.examples[:6],
        augmentation=augmentation,
        mean=overview.mean,
        std=overview.std,
        seed=seed,
        epochs=range(epochs),
    )


def test_an_overview_says_what_is_in_the_data(sample: DataSet, overview: DataOverview) -> None:
    assert (overview.name, overview.class_names) == (sample.name, sample.class_names)
    assert (overview.num_train, overview.num_test) == (len(sample.train), len(sample.test))
    assert overview.train_counts == (500,) * 10
    assert overview.test_counts == (100,) * 10
    for label, pictures in enumerate(overview.pictures):
        first = sample.test.images[sample.test.labels == label][: len(pictures)]
        assert np.array_equal(pictures, first.permute(0, 2, 3, 1).numpy())


def test_examples_are_training_pictures_of_all_classes_in_turn(sample: DataSet, overview: DataOverview) -> None:
    assert len(overview.examples) == 40
    for position, picture in enumerate(overview.examples):
        turn, label = divmod(position, 10)
        expected = sample.train.images[sample.train.labels == label][turn]
        assert np.array_equal(picture, expected.permute(1, 2, 0).numpy())


def test_uneven_and_empty_classes_are_counted_as_they_are(sample: DataSet) -> None:
    labels = torch.tensor([0, 0, 0, 2])
    uneven = ImageSet(sample.train.images[:4], labels)
    data = DataSet(
        name="Uneven", class_names=("a", "b", "c"), mean=sample.mean, std=sample.std, train=uneven, test=uneven
    )
    overview = data_overview(data, per_class=2, examples_per_class=2)
    assert overview.train_counts == (3, 0, 1)
    assert [len(pictures) for pictures in overview.pictures] == [2, 0, 1]
    assert np.array_equal(overview.examples, sample.train.images[[0, 3, 1]].permute(0, 2, 3, 1).numpy())


def test_an_overview_does_not_keep_the_data_set(sample: DataSet, overview: DataOverview) -> None:
    arrays = [*overview.pictures, overview.examples]
    assert all(array.base is None for array in arrays)
    assert sum(array.nbytes for array in arrays) < 300_000


def test_the_sample_without_torch_is_the_sample_with_it(overview: DataOverview) -> None:
    light = sample_overview()
    for name in ("name", "class_names", "train_counts", "test_counts", "mean", "std"):
        assert getattr(light, name) == getattr(overview, name)
    for one, other in zip(light.pictures, overview.pictures, strict=True):
        assert np.array_equal(one, other)
    assert light.examples.shape == (0, 32, 32, 3)
    program = (
        "import sys; from cifar_desktop.data.overview import sample_overview; sample_overview(); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "torch" not in done.stdout.split()


@pytest.mark.parametrize("broken", ["{}", "not JSON", '{"test": 3, "tile_pixels": 32}'])
def test_a_damaged_sample_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    (tmp_path / "sample").mkdir()
    (tmp_path / "sample" / "sample.json").write_text(broken)
    monkeypatch.setattr("cifar_desktop.data.overview.resources", lambda: tmp_path)
    with pytest.raises(DataError, match=r"The bundled sample in .* cannot be read: .*Install the program again"):
        sample_overview()


def test_what_is_seen_without_augmentation_is_the_photo(overview: DataOverview) -> None:
    result = seen(overview, NOTHING)
    assert result.shape == (6, 4, 32, 32, 3)
    assert result.dtype == np.uint8
    for epoch in range(4):
        assert np.array_equal(result[:, epoch], overview.examples[:6])


def test_what_is_seen_is_what_the_batches_give(overview: DataOverview) -> None:
    result = seen(overview, ALL)
    images = ImageSet(torch.from_numpy(overview.examples[:6].transpose(0, 3, 1, 2).copy()), torch.arange(6))
    # Another batch size: what happens to a picture depends on the epoch alone.
    batches = TrainingBatches(
        images, torch.arange(6), batch_size=3, augmentation=ALL, mean=overview.mean, std=overview.std, seed=1
    )
    for epoch in range(4):
        for step in range(2):
            pictures, positions = batches.batch(epoch, step)
            for picture, position in zip(pictures.numpy(), positions.tolist(), strict=True):
                colours = picture.transpose(1, 2, 0) * np.array(overview.std) + np.array(overview.mean)
                difference = np.abs(np.clip(colours, 0, 1) * 255 - result[position, epoch])
                assert difference.max() <= 0.501


def test_it_is_different_in_each_epoch_and_with_each_seed(overview: DataOverview) -> None:
    result = seen(overview, ALL)
    assert len({picture.tobytes() for picture in result[0]}) == 4
    assert np.array_equal(result, seen(overview, ALL))
    assert not np.array_equal(result, seen(overview, ALL, seed=2))


def test_alternating_mirrors_every_other_epoch(overview: DataOverview) -> None:
    result = seen(overview, Augmentation(flip="alternating", translate=0, cutout=0))
    assert np.array_equal(result[:, 0], result[:, 2])
    assert np.array_equal(result[:, 0], result[:, 1, :, ::-1])


def test_a_missing_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no file or folder"):
        read_overview(str(tmp_path / "nowhere"))


@pytest.mark.cifar10
def test_the_real_cifar10(cifar10_folder: Path) -> None:
    overview = read_overview(str(cifar10_folder))
    assert (overview.num_train, overview.num_test) == (50_000, 10_000)
    assert set(overview.train_counts) == {5_000}
    assert overview.class_names == sample_overview().class_names
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        read_overview(str(cifar10_folder), cancel=cancel)
