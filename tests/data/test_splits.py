"""How the validation set is taken from the training pictures."""

import math

import pytest
import torch

from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.data.splits import split_train_validation
from cifar_desktop.errors import ConfigError


def images_of(*labels: int) -> ImageSet:
    return ImageSet(torch.zeros(len(labels), 3, 1, 1, dtype=torch.uint8), torch.tensor(labels, dtype=torch.int64))


def test_a_tenth_of_the_sample_is_50_pictures_of_each_class(sample: DataSet) -> None:
    train, validation = split_train_validation(sample.train, fraction=0.1, seed=3)
    assert len(train) == 4500
    assert len(validation) == 500
    assert sample.train.labels[validation].bincount().tolist() == [50] * 10


def test_every_position_is_in_one_part(sample: DataSet) -> None:
    train, validation = split_train_validation(sample.train, fraction=0.237, seed=0)
    assert torch.equal(torch.cat([train, validation]).sort().values, torch.arange(5000))
    assert torch.equal(train, train.sort().values)
    assert torch.equal(validation, validation.sort().values)


def test_the_seed_alone_decides(sample: DataSet) -> None:
    torch.manual_seed(1)
    _, first = split_train_validation(sample.train, fraction=0.1, seed=5)
    torch.manual_seed(2)
    state = torch.get_rng_state()
    _, again = split_train_validation(sample.train, fraction=0.1, seed=5)
    _, other = split_train_validation(sample.train, fraction=0.1, seed=6)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), state), "the split drew from the global generator"


def test_the_split_of_a_seed_stays_what_it_was() -> None:
    """A run that is resumed after an update must find the validation set that it began with."""
    _, validation = split_train_validation(images_of(*[0, 1] * 10), fraction=0.3, seed=42)
    assert validation.tolist() == [2, 4, 7, 11, 12, 17]


@pytest.mark.parametrize("fraction", [0.001, 0.0333, 0.1234, 0.5, 0.77, 0.9])
def test_odd_shares_are_met_to_the_picture(sample: DataSet, fraction: float) -> None:
    _, validation = split_train_validation(sample.train, fraction=fraction, seed=0)
    counts = sample.train.labels[validation].bincount(minlength=10)
    assert len(validation) == round(fraction * 5000)
    assert counts.max() - counts.min() <= 1


def test_unequal_classes_get_their_share() -> None:
    """Of 60, 30 and 10 pictures, 25 are 15, 7.5 and 2.5; the tie goes to the lower class."""
    images = images_of(*[0] * 60, *[1] * 30, *[2] * 10)
    _, validation = split_train_validation(images, fraction=0.25, seed=0)
    assert images.labels[validation].bincount().tolist() == [15, 8, 2]


def test_a_share_of_0_is_no_validation_set(sample: DataSet) -> None:
    train, validation = split_train_validation(sample.train, fraction=0, seed=0)
    assert torch.equal(train, torch.arange(5000))
    assert validation.shape == (0,)
    assert validation.dtype == torch.int64


def test_each_class_keeps_a_training_picture() -> None:
    images = images_of(0, 0, 0, 0, 0, 0, 0, 1, 1, 4)
    train, validation = split_train_validation(images, fraction=0.7, seed=0)
    assert images.labels[train].unique().tolist() == [0, 1, 4]
    assert len(validation) == 7
    with pytest.raises(ConfigError, match="without a training picture") as caught:
        split_train_validation(images, fraction=0.8, seed=0)
    assert caught.value.field == "validation_fraction"


@pytest.mark.parametrize("fraction", [-0.1, 1, 1.5, math.nan, math.inf])
def test_no_share_at_all_is_refused(sample: DataSet, fraction: float) -> None:
    with pytest.raises(ConfigError, match=r"from 0 to less than 1") as caught:
        split_train_validation(sample.train, fraction=fraction, seed=0)
    assert caught.value.field == "validation_fraction"
