"""Which pictures come when in an epoch, and which of them are this process's."""

import torch
from torch import Tensor

from cifar_desktop.data.seeds import generator


class EpochOrder:
    """Shuffles positions anew for every epoch, from the seed and the epoch's number alone.

    Attributes:
        num_images: how many pictures an epoch draws from.
        batch_size: pictures in a step, over all processes.
        steps_per_epoch: full batches in an epoch; the rest is left out, another one in every epoch.
    """

    def __init__(self, positions: Tensor, *, batch_size: int, seed: int, rank: int = 0, num_ranks: int = 1) -> None:
        self.num_images = len(positions)
        self.batch_size = min(batch_size, self.num_images - self.num_images % num_ranks)
        self.steps_per_epoch = self.num_images // self.batch_size
        self._positions = positions
        self._seed = seed
        self._share = self.batch_size // num_ranks
        self._offset = rank * self._share

    def of(self, epoch: int) -> Tensor:
        """Return the positions in the order of an epoch, counted from 0; on the CPU, where they are drawn."""
        return self._positions[torch.randperm(self.num_images, generator=generator(self._seed, "order", epoch))]

    def part(self, step: int) -> slice:
        """Return where in that order this process's pictures of a step stand."""
        start = step * self.batch_size + self._offset
        return slice(start, start + self._share)
