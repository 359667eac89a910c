"""Max pooling that remembers less until the gradients come."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn import functional

NUMBERS_AT_ONCE = 2**20  # they, and what is said of them, still lie in a processor's cache


class LeanMaxPool2d(nn.MaxPool2d):
    """Pooling of squares side by side, with results and gradients as ever.

    torch's own keeps what was pooled, of which only the shape is wanted again, and says in 8 bytes where each of the
    largest values was: in float32, half as much again. In training on a processor, this one keeps 2 bytes for each
    result. Otherwise it is torch's own, whose steps are there to be seen: the heat map of an answer looks at them.
    """

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self._size = size

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the largest value of each square."""
        learns = self.training and torch.is_grad_enabled() and pictures.requires_grad
        if not learns or pictures.device.type != "cpu":
            return functional.max_pool2d(pictures, self._size)
        pooled: Tensor = _Pooling.apply(pictures, self._size)  # type: ignore[no-untyped-call]
        return pooled


class _Pooling(torch.autograd.Function):
    """Works on some pictures at a time, so that where the largest values are is never there in full at 8 bytes each."""

    @staticmethod
    def forward(ctx: Any, pictures: Tensor, size: int) -> Tensor:
        number, channels, height, width = pictures.shape
        shape, layout = (number, channels, height // size, width // size), _layout(pictures)
        pooled = torch.empty(shape, dtype=pictures.dtype, memory_format=layout)
        few_places = height * width <= 2**15
        places = torch.empty(shape, dtype=torch.int16 if few_places else torch.int32, memory_format=layout)
        for some in _shares(pictures):
            pooled[some], places[some] = functional.max_pool2d_with_indices(pictures[some], [size, size])
        ctx.save_for_backward(places)
        ctx.size, ctx.shape, ctx.layout = size, pictures.shape, layout
        return pooled

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        (places,) = ctx.saved_tensors
        size = [ctx.size, ctx.size]
        whole = torch.empty(ctx.shape, dtype=gradient.dtype, memory_format=ctx.layout)
        for some in _shares(whole):
            pictures = whole[some]  # also for what was pooled: of that only the shape is looked at
            torch.ops.aten.max_pool2d_with_indices_backward.grad_input(
                gradient[some], pictures, size, size, [0, 0], [1, 1], False, places[some].long(), grad_input=pictures
            )
        return whole, None


def _layout(pictures: Tensor) -> torch.memory_format:
    is_channels_last = pictures.is_contiguous(memory_format=torch.channels_last)
    return torch.channels_last if is_channels_last else torch.contiguous_format


def _shares(pictures: Tensor) -> list[slice]:
    """Return which pictures to work on at a time."""
    at_once = max(1, NUMBERS_AT_ONCE // max(1, pictures[:1].numel()))
    return [slice(first, first + at_once) for first in range(0, len(pictures), at_once)]
