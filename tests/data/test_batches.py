"""Which pictures come when."""

import pytest
import torch
from torch.nn import functional

from cifar_desktop.data.augment import Augmentation
from cifar_desktop.data.batches import TrainingBatches
from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.data.normalise import normalise
from cifar_desktop.data.open import open_data_set

PLAIN = Augmentation(flip="none", translate=0, cutout=0)


@pytest.fixture(scope="module")
def data() -> DataSet:
    return open_data_set("sample")


def numbered(number: int) -> ImageSet:
    """Pictures whose label is their position."""
    return ImageSet(torch.zeros(number, 3, 32, 32, dtype=torch.uint8), torch.arange(number))


def batches(images: ImageSet, positions: torch.Tensor, **settings: object) -> TrainingBatches:
    defaults = {"batch_size": 32, "augmentation": PLAIN, "mean": (0.5,) * 3, "std": (0.25,) * 3, "seed": 1}
    return TrainingBatches(images, positions, **{**defaults, **settings})


def epoch_labels(source: TrainingBatches, epoch: int) -> list[int]:
    return [label for step in range(source.steps_per_epoch) for label in source.batch(epoch, step)[1].tolist()]


def test_an_epoch_shows_each_picture_at_most_once_and_only_those_to_learn_from() -> None:
    source = batches(numbered(100), torch.arange(0, 100, 2), batch_size=16)
    labels = epoch_labels(source, 0)
    assert source.steps_per_epoch == 3
    assert len(labels) == len(set(labels)) == 48
    assert all(label % 2 == 0 for label in labels)


def test_what_is_left_out_is_another_rest_in_every_epoch() -> None:
    source = batches(numbered(100), torch.arange(50), batch_size=16)
    left_out = {frozenset(set(range(50)) - set(epoch_labels(source, epoch))) for epoch in range(4)}
    assert len(left_out) == 4


def test_any_batch_can_be_asked_for_without_those_before_it() -> None:
    straight = batches(numbered(96), torch.arange(96))
    wanted = [straight.batch(epoch, step)[1].tolist() for epoch in range(3) for step in range(3)]
    jumping = batches(numbered(96), torch.arange(96))
    assert jumping.batch(2, 1)[1].tolist() == wanted[7]
    assert jumping.batch(0, 2)[1].tolist() == wanted[2]


def test_processes_share_each_batch_of_one() -> None:
    settings = {"batch_size": 24, "augmentation": Augmentation(flip="alternating", translate=4, cutout=8)}
    data = open_data_set("sample").train.subset(torch.arange(0, 5000, 50))
    alone = batches(data, torch.arange(100), **settings)
    shares = [batches(data, torch.arange(100), rank=rank, num_ranks=3, **settings) for rank in range(3)]
    for step in range(alone.steps_per_epoch):
        pictures, labels = alone.batch(1, step)
        parts = [share.batch(1, step) for share in shares]
        assert torch.equal(torch.cat([part[0] for part in parts]), pictures)
        assert torch.equal(torch.cat([part[1] for part in parts]), labels)


def test_where_its_pictures_lie() -> None:
    source = batches(numbered(100), torch.arange(0, 100, 2), batch_size=16)
    for step in range(3):
        assert torch.equal(source.positions(1, step), source.batch(1, step)[1])


def test_mixed_batches_give_shares_of_the_classes_of_two_neighbours() -> None:
    data = open_data_set("sample").train
    mixing = Augmentation(flip="none", translate=0, cutout=0, mix=1.0)
    source = batches(data, torch.arange(0, 5000, 50), batch_size=24, augmentation=mixing, num_classes=10)
    pictures, shares = source.batch(0, 0)
    assert pictures.is_contiguous(memory_format=torch.channels_last)
    assert shares.shape == (24, 10)
    assert torch.allclose(shares.sum(dim=1), torch.ones(24))
    one_hot = functional.one_hot(data.labels[source.positions(0, 0)], 10)
    assert not shares[one_hot + one_hot.roll(1, 0) == 0].any()
    assert (shares.max(dim=1).values < 1).sum() > 12


@pytest.mark.parametrize(("smaller_epochs", "sizes"), [(4, (20, 20, 24, 24)), (3, (20, 24, 24)), (1, (24,))])
def test_pictures_grow_in_the_first_epochs_and_are_otherwise_the_same(
    data: DataSet, smaller_epochs: int, sizes: tuple[int, ...]
) -> None:
    settings = {"batch_size": 16, "augmentation": Augmentation(flip="alternating", translate=2, cutout=0)}
    usual = batches(data.train, torch.arange(64), **settings)
    growing = batches(data.train, torch.arange(64), smaller_epochs=smaller_epochs, **settings)
    for epoch, size in enumerate(sizes):
        (small, labels), (whole, same_labels) = growing.batch(epoch, 3), usual.batch(epoch, 3)
        assert small.shape == (16, 3, size, size)
        assert small.is_contiguous(memory_format=torch.channels_last)
        assert torch.equal(labels, same_labels)
        reduced = functional.adaptive_avg_pool2d(whole, 4)
        assert torch.allclose(functional.adaptive_avg_pool2d(small, 4), reduced, atol=0.25)
        assert torch.allclose(small.mean(), whole.mean(), atol=0.02)
    assert torch.equal(growing.batch(smaller_epochs, 0)[0], usual.batch(smaller_epochs, 0)[0])


def test_smaller_pictures_are_less_work() -> None:
    source = batches(numbered(64), torch.arange(64), batch_size=16, smaller_epochs=2)
    assert source.work_until(3) == pytest.approx(3 * (20 / 32) ** 2)
    assert source.work_until(4) == pytest.approx(4 * (20 / 32) ** 2)
    assert source.work_until(8) - source.work_until(4) == pytest.approx(4 * (24 / 32) ** 2)
    assert source.work_until(16) - source.work_until(8) == pytest.approx(8)


def test_fewer_pictures_than_a_batch_are_one_batch() -> None:
    source = batches(numbered(10), torch.arange(10), batch_size=64)
    assert source.steps_per_epoch == 1
    assert sorted(epoch_labels(source, 0)) == list(range(10))


def test_without_augmentation_the_pictures_are_only_normalised(data: DataSet) -> None:
    source = batches(data.train, torch.arange(5000), mean=data.mean, std=data.std, batch_size=5000)
    pictures, _ = source.batch(0, 0)
    assert pictures.dtype == torch.float32
    expected = normalise(data.train.images, data.mean, data.std)
    assert torch.allclose(pictures.sum(dim=0), expected.sum(dim=0), atol=2e-2)
    assert pictures.mean().abs() < 0.05
    assert abs(pictures.std() - 1) < 0.05
