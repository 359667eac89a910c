"""Glances at a data set: what is in it, and what a network would see of some of its pictures.

The whole set is read once, as a training would read it, so that whatever is wrong with it is said now. Only the
overview is kept; the 180 MB go as soon as it is made.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from cifar_desktop.data.augment import Augmentation
from cifar_desktop.data.batches import TrainingBatches
from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.data.normalise import Channels
from cifar_desktop.data.open import open_data_set
from cifar_desktop.data.overview import PICTURES_PER_CLASS, DataOverview, Pictures
from cifar_desktop.tasks import CancelToken, Report, report_nothing

EXAMPLES_PER_CLASS = 4


def read_overview(source: str, *, report: Report = report_nothing, cancel: CancelToken | None = None) -> DataOverview:
    """Read, verify and describe the data set that `open_data_set` finds at `source`.

    Raises:
        DataError: where there is no whole, undamaged data set.
    """
    return data_overview(open_data_set(source, report=report, cancel=cancel))


def data_overview(
    data: DataSet, *, per_class: int = PICTURES_PER_CLASS, examples_per_class: int = EXAMPLES_PER_CLASS
) -> DataOverview:
    """Describe a data set; its pictures are the first test pictures of each class, as in `sample_overview`."""
    num_classes = len(data.class_names)
    shown = data.test if len(data.test) else data.train
    examples = _first_of_each(data.train, num_classes, examples_per_class)
    in_turn = [positions[turn] for turn in range(examples_per_class) for positions in examples if turn < len(positions)]
    return DataOverview(
        name=data.name,
        class_names=data.class_names,
        train_counts=_counts(data.train, num_classes),
        test_counts=_counts(data.test, num_classes),
        pictures=tuple(
            _as_pictures(shown.images[positions]) for positions in _first_of_each(shown, num_classes, per_class)
        ),
        examples=_as_pictures(data.train.images[torch.tensor(in_turn, dtype=torch.int64)]),
        mean=data.mean,
        std=data.std,
    )


def augmented_examples(
    pictures: Pictures, *, augmentation: Augmentation, mean: Channels, std: Channels, seed: int, epochs: Sequence[int]
) -> Pictures:
    """Return what the batches of a training on these pictures show of each in each epoch.

    The result is uint8, (pictures, epochs, height, width, 3). It comes out of `TrainingBatches` itself: shuffled,
    augmented and normalised, and is only put back in order and turned into colours again.
    """
    number = len(pictures)
    images = torch.from_numpy(np.ascontiguousarray(pictures.transpose(0, 3, 1, 2)))
    batches = TrainingBatches(
        ImageSet(images, torch.zeros(number, dtype=torch.int64)),
        torch.arange(number),
        batch_size=number,
        augmentation=augmentation,
        mean=mean,
        std=std,
        seed=seed,
    )
    seen = np.empty((number, len(epochs), *pictures.shape[1:]), np.uint8)
    for column, epoch in enumerate(epochs):
        shuffled, _ = batches.batch(epoch, 0)
        seen[batches.positions(epoch, 0).numpy(), column] = _as_pictures(_colours(shuffled, mean, std))
    return seen


def _counts(images: ImageSet, num_classes: int) -> tuple[int, ...]:
    return tuple(images.labels.bincount(minlength=num_classes).tolist())


def _first_of_each(images: ImageSet, num_classes: int, number: int) -> list[Tensor]:
    """Return the positions of the first `number` pictures of each class."""
    return [(images.labels == label).nonzero().flatten()[:number] for label in range(num_classes)]


def _colours(normalised: Tensor, mean: Channels, std: Channels) -> Tensor:
    """Return the uint8 pictures of which these are the normalised ones."""
    scale = torch.tensor(std, dtype=torch.float64).view(1, 3, 1, 1)
    shift = torch.tensor(mean, dtype=torch.float64).view(1, 3, 1, 1)
    return ((normalised * scale + shift) * 255).round().clamp(0, 255).to(torch.uint8)


def _as_pictures(images: Tensor) -> Pictures:
    """Return pictures as numpy has them: channels last, and not the memory of the data set."""
    pictures: Pictures = np.array(images.permute(0, 2, 3, 1).numpy(), order="C", copy=True)
    return pictures
