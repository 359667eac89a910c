"""Max pooling that remembers less until the gradients come."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn import functional


class LeanMaxPool2d(nn.MaxPool2d):
    """Pooling of squares side by side, with results and gradients as ever.

    torch's own keeps what was pooled, of which only the shape is wanted again, and says in 8 bytes where each of the
    largest values was: in float32, half as much again. On a processor, this one keeps 2 bytes for each result.
    """

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self._size = size

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the largest value of each square."""
        learns = torch.is_grad_enabled() and pictures.requires_grad
        if not learns or pictures.device.type != "cpu":
            return functional.max_pool2d(pictures, self._size)
        pooled: Tensor = _Pooling.apply(pictures, self._size)  # type: ignore[no-untyped-call]
        return pooled


class _Pooling(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, pictures: Tensor, size: int) -> Tensor:
        pooled, places = functional.max_pool2d_with_indices(pictures, [size, size])
        num_places = pictures.shape[-2] * pictures.shape[-1]
        ctx.save_for_backward(places.to(torch.int16 if num_places <= 2**15 else torch.int32))
        ctx.size, ctx.shape, ctx.strides = size, pictures.shape, pictures.stride()
        return pooled

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        (places,) = ctx.saved_tensors
        pictures_gradient = torch.empty_strided(ctx.shape, ctx.strides, dtype=gradient.dtype)
        torch.ops.aten.max_pool2d_with_indices_backward.grad_input(
            gradient,
            pictures_gradient,  # for what was pooled: its shape is looked at, its values are not
            [ctx.size, ctx.size],
            [ctx.size, ctx.size],
            [0, 0],
            [1, 1],
            False,  # ceil_mode
            places.long(),
            grad_input=pictures_gradient,
        )
        return pictures_gradient, None
