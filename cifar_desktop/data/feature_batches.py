"""Training batches of features: what a backbone that stands still saw of each picture, worked out before."""

import torch
from torch import Tensor

from cifar_desktop.data.epoch_order import EpochOrder


class FeatureBatches:
    """Gives the batches of an epoch, or one process's share of them, in the order in which pictures would come.

    Attributes:
        num_images, batch_size, steps_per_epoch: as in `EpochOrder`.
    """

    def __init__(self, features: Tensor, labels: Tensor, order: EpochOrder) -> None:
        """Take the features and labels of all pictures; the order says which of them are learned from."""
        self.num_images = order.num_images
        self.batch_size = order.batch_size
        self.steps_per_epoch = order.steps_per_epoch
        self._features, self._labels = features, labels
        self._order = order
        self._drawn_epoch = -1
        self._positions = labels[:0]

    def batch(self, epoch: int, step: int) -> tuple[Tensor, Tensor]:
        """Return the float32 features and the labels of a step; both counted from 0."""
        if epoch != self._drawn_epoch:
            self._positions = self._order.of(epoch).to(self._features.device)
            self._drawn_epoch = epoch
        positions = self._positions[self._order.part(step)]
        return self._features[positions].to(torch.float32), self._labels[positions]

    def work_until(self, step: int) -> float:
        """Return how much work the steps before this one are together: all are alike."""
        return float(step)
