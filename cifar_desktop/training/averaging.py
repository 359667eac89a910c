"""A running mean of the weights, which is steadier than the weights themselves."""

import copy

import torch
from torch import Tensor, nn


class WeightAverage:
    """Keeps an exponential moving average of a network's parameters and batch-norm statistics.

    Attributes:
        model: a network that holds the average, to be evaluated.
    """

    def __init__(self, source: nn.Module, decay: float) -> None:
        self.model = copy.deepcopy(source).requires_grad_(requires_grad=False)
        self._decay = decay
        self._targets = _floats(self.model)
        self._sources = _floats(source)

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Move towards the network's weights after a step, counted from 0; early on by more than the decay says.

        A constant decay would drag the random start along for the first epochs.
        """
        decay = min(self._decay, (1 + step) / (10 + step))
        torch._foreach_lerp_(self._targets, self._sources, 1 - decay)


def _floats(model: nn.Module) -> list[Tensor]:
    """Return everything that can be averaged; batch norms' step counters cannot."""
    tensors = [*model.parameters(), *model.buffers()]
    return [tensor.detach() for tensor in tensors if tensor.is_floating_point()]
