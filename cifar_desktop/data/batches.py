"""Training batches: which pictures come when, ready for the network.

The whole set lies on the device as one uint8 tensor. An epoch's order and augmentation are drawn from the
seed and the epoch's number alone, so any batch of any epoch can be asked for without those before it.
"""

import torch
from torch import Tensor

from cifar_desktop.data.augment import Augmentation, Draws, augmented, cut_out, draw, mixed, zoomed
from cifar_desktop.data.dataset import ImageSet
from cifar_desktop.data.normalise import Channels, normalise
from cifar_desktop.data.seeds import generator


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
    ) -> None:
        """Take `positions` on the CPU, where orders are drawn, and `images` wherever they are to be augmented.

        How many classes there are matters only where pictures are mixed.
        """
        self.num_images = len(positions)
        self.batch_size = min(batch_size, self.num_images - self.num_images % num_ranks)
        self.steps_per_epoch = self.num_images // self.batch_size
        self._images = images
        self._num_classes = num_classes
        self._positions = positions
        self._augmentation = augmentation
        self._mean, self._std = mean, std
        self._seed = seed
        self._share = self.batch_size // num_ranks
        self._offset = rank * self._share
        self._drawn_epoch = -1
        self._order = positions.to(images.images.device)
        self._draws: Draws | None = None

    def positions(self, epoch: int, step: int) -> Tensor:
        """Return where in the set the pictures of a step lie, both counted from 0."""
        self._draws_of(epoch)
        start = step * self.batch_size + self._offset
        return self._order[start : start + self._share]

    def batch(self, epoch: int, step: int) -> tuple[Tensor, Tensor]:
        """Return the normalised float32 pictures and what is right for them, of a step; both counted from 0.

        What is right is a label or, where pictures are mixed, a share for each class.
        """
        draws = self._draws_of(epoch)
        start = step * self.batch_size + self._offset
        part = draws.part(start, start + self._share)
        positions = self.positions(epoch, step)
        pictures = normalise(augmented(self._images.images, positions, part), self._mean, self._std)
        if self._augmentation.zoom:
            pictures = zoomed(pictures, part)
        if self._augmentation.cutout:
            pictures = cut_out(pictures, part, self._augmentation.cutout)
        labels = self._images.labels[positions]
        if self._augmentation.mix:
            return mixed(pictures, labels, part, num_classes=self._num_classes)
        return pictures, labels

    def _draws_of(self, epoch: int) -> Draws:
        """Draw an epoch's order and augmentation the first time it is asked for."""
        if self._draws is None or epoch != self._drawn_epoch:
            device = self._images.images.device
            shuffled = torch.randperm(self.num_images, generator=generator(self._seed, "order", epoch))
            order = self._positions[shuffled]
            size = int(self._images.images.shape[-1])
            self._draws = draw(self._augmentation, order, size=size, seed=self._seed, epoch=epoch).to(device)
            self._order = order.to(device)
            self._drawn_epoch = epoch
        return self._draws
