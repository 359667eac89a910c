"""Training batches: which pictures come when, ready for the network.

The whole set lies on the device as one uint8 tensor. An epoch's order and augmentation are drawn from the
seed and the epoch's number alone, so any batch of any epoch can be asked for without those before it.
"""

from typing import Protocol

from torch import Tensor

from cifar_desktop.data.augment import Augmentation, Draws, augmented, cut_out, draw, mixed, smaller, zoomed
from cifar_desktop.data.dataset import ImageSet
from cifar_desktop.data.epoch_order import EpochOrder
from cifar_desktop.data.normalise import Channels, normalise


class Batches(Protocol):
    """What a training learns from, be it pictures or features.

    Attributes:
        num_images, batch_size, steps_per_epoch: as in `EpochOrder`.
    """

    num_images: int
    batch_size: int
    steps_per_epoch: int

    def batch(self, epoch: int, step: int) -> tuple[Tensor, Tensor]:
        """Return what the network sees in a step, and what is right for it; both counted from 0."""

    def work_until(self, step: int) -> float:
        """Return how much work the steps before this one are together; a usual step is 1."""


GROWTH = (5 / 8, 3 / 4)  # of a picture's height and width, in each half of the epochs in which pictures are smaller


class TrainingBatches:
    """Gives the batches of an epoch, or one process's share of them.

    Attributes:
        num_images: how many pictures an epoch draws from.
        batch_size: pictures in a step, over all processes.
        steps_per_epoch: full batches in an epoch; the rest is left out, another one in every epoch.
    """

    def __init__(
        self,
        images: ImageSet,
        positions: Tensor,
        *,
        batch_size: int,
        augmentation: Augmentation,
        mean: Channels,
        std: Channels,
        seed: int,
        rank: int = 0,
        num_ranks: int = 1,
        num_classes: int = 1,
        smaller_epochs: int = 0,
    ) -> None:
        """Take `positions` on the CPU, where orders are drawn, and `images` wherever they are to be augmented.

        How many classes there are matters only where pictures are mixed. In the first `smaller_epochs`, pictures are
        smaller, and half-way through them they grow.
        """
        self._epoch_order = EpochOrder(positions, batch_size=batch_size, seed=seed, rank=rank, num_ranks=num_ranks)
        self.num_images = self._epoch_order.num_images
        self.batch_size = self._epoch_order.batch_size
        self.steps_per_epoch = self._epoch_order.steps_per_epoch
        self._images = images
        self._num_classes = num_classes
        self._grow_at = [epochs * self.steps_per_epoch for epochs in (smaller_epochs // 2, smaller_epochs)]
        self._augmentation = augmentation
        self._mean, self._std = mean, std
        self._seed = seed
        self._drawn_epoch = -1
        self._order = positions.to(images.images.device)
        self._draws: Draws | None = None

    def positions(self, epoch: int, step: int) -> Tensor:
        """Return where in the set the pictures of a step lie, both counted from 0."""
        self._draws_of(epoch)
        return self._order[self._epoch_order.part(step)]

    def batch(self, epoch: int, step: int) -> tuple[Tensor, Tensor]:
        """Return the normalised float32 pictures and what is right for them, of a step; both counted from 0.

        What is right is a label or, where pictures are mixed, a share for each class.
        """
        draws = self._draws_of(epoch)
        share = self._epoch_order.part(step)
        part = draws.part(share.start, share.stop)
        positions = self.positions(epoch, step)
        pictures = normalise(augmented(self._images.images, positions, part), self._mean, self._std)
        if self._augmentation.zoom:
            pictures = zoomed(pictures, part)
        if self._augmentation.cutout:
            pictures = cut_out(pictures, part, self._augmentation.cutout)
        labels = self._images.labels[positions]
        if self._augmentation.mix:
            pictures, labels = mixed(pictures, labels, part, num_classes=self._num_classes)
        size = self._size(epoch)
        if size < 1:
            pictures = smaller(pictures, round(size * pictures.shape[-1]))
        return pictures, labels

    def work_until(self, step: int) -> float:
        """Return what the steps before this one take together, as a number of steps on whole pictures."""
        work, counted = 0.0, 0
        for size, until in zip(GROWTH, self._grow_at, strict=True):
            steps = max(0, min(step, until) - counted)
            work += size**2 * steps
            counted += steps
        return work + step - counted

    def _size(self, epoch: int) -> float:
        """Return which share of their height and width pictures have in an epoch."""
        sizes = zip(GROWTH, self._grow_at, strict=True)
        return next((size for size, until in sizes if epoch * self.steps_per_epoch < until), 1.0)

    def _draws_of(self, epoch: int) -> Draws:
        """Draw an epoch's order and augmentation the first time it is asked for."""
        if self._draws is None or epoch != self._drawn_epoch:
            device = self._images.images.device
            order = self._epoch_order.of(epoch)
            size = int(self._images.images.shape[-1])
            self._draws = draw(self._augmentation, order, size=size, seed=self._seed, epoch=epoch).to(device)
            self._order = order.to(device)
            self._drawn_epoch = epoch
        return self._draws
