"""3x3 convolutions with a quarter of the multiplications, for processors that compute in float32.

Winograd's method in the form F(4x4, 3x3), which A. Lavin and S. Gray brought to networks (2015): 6x6 pixels and a 3x3
kernel are each turned into 36 numbers, whose products are turned back into 4x4 results. That takes 36 products where
the plain way takes 144; the turning there and back costs some of what is won, so it pays with many channels only.
Results differ from those of the plain way in the sixth digit.
"""

import functools
import itertools
import math
import threading
import time
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn import functional

TILE, WINDOW = 4, 6  # pixels in height and width: of what a tile gives, and of what it sees
TURNED = WINDOW**2
# Each of these turns rows; both rows and columns are turned by its product with itself. They follow from the points
# 0, 1, -1, 2, -2 and infinity.
_PIXELS = torch.tensor(
    [
        [4.0, 0.0, -5.0, 0.0, 1.0, 0.0],
        [0.0, -4.0, -4.0, 1.0, 1.0, 0.0],
        [0.0, 4.0, -4.0, -1.0, 1.0, 0.0],
        [0.0, -2.0, -1.0, 2.0, 1.0, 0.0],
        [0.0, 2.0, -1.0, -2.0, 1.0, 0.0],
        [0.0, 4.0, 0.0, -5.0, 0.0, 1.0],
    ]
)
_KERNEL = torch.tensor(
    [
        [1 / 4, 0.0, 0.0],
        [-1 / 6, -1 / 6, -1 / 6],
        [-1 / 6, 1 / 6, -1 / 6],
        [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6],
        [0.0, 0.0, 1.0],
    ]
)
_RESULTS = torch.tensor(
    [
        [1.0, 1.0, 1.0, 1.0, 1.0, 0.0],
        [0.0, 1.0, -1.0, 2.0, -2.0, 0.0],
        [0.0, 1.0, 1.0, 4.0, 4.0, 0.0],
        [0.0, 1.0, -1.0, 8.0, -8.0, 1.0],
    ]
)
TURN_PIXELS, TURN_KERNEL, TURN_RESULTS = (torch.kron(turn, turn) for turn in (_PIXELS, _KERNEL, _RESULTS))

# What a number costs to be turned, in multiplications that are done meanwhile: fitted to measurements of the layers of
# ResNet-9 and SprintNet, forward and backward, on an AVX2 processor.
TURN_COST, TURN_KERNEL_COST = 100, 15
WORTH_IT = 1.15
FEWEST_NUMBERS_AT_ONCE = 2**21  # more of them no longer lie in a processor's cache


class QuickConv2d(nn.Conv2d):
    """A 3x3 convolution that chooses the quicker way for each size of its input."""

    @classmethod
    def sharing(cls, layer: nn.Conv2d) -> "QuickConv2d":
        """Return one with the very weights of another convolution, for which `fits` holds."""
        has_bias = layer.bias is not None
        quick = cls(layer.in_channels, layer.out_channels, 3, padding=1, bias=has_bias, device="meta")
        quick.weight, quick.bias = layer.weight, layer.bias
        return quick.train(layer.training)

    @staticmethod
    def fits(layer: nn.Conv2d) -> bool:
        """Tell whether a convolution is of the one kind that this one does."""
        return type(layer) is nn.Conv2d and (
            (layer.kernel_size, layer.stride, layer.padding, layer.dilation, layer.groups, layer.padding_mode)
            == ((3, 3), (1, 1), (1, 1), (1, 1), 1, "zeros")
        )

    def forward(self, pictures: Tensor) -> Tensor:
        """Convolve (number, channels, height, width)."""
        number, _, height, width = pictures.shape
        if expected_gain(number, self.in_channels, self.out_channels, height, width) < WORTH_IT:
            return super().forward(pictures)
        return convolve(pictures, self.weight, self.bias)


def use_quick_convolutions(model: nn.Module) -> None:
    """Let all of a network's convolutions that can choose the quicker way do so; its weights stay what they are."""
    for parent in [*model.modules()]:
        for name, layer in parent.named_children():
            if isinstance(layer, nn.Conv2d) and QuickConv2d.fits(layer):
                setattr(parent, name, QuickConv2d.sharing(layer))


def expected_gain(number: int, channels_in: int, channels_out: int, height: int, width: int) -> float:
    """Return how many times faster than the plain way a training step of a layer should be."""
    tiles = math.ceil(height / TILE) * math.ceil(width / TILE)
    pairs = channels_in * channels_out
    plain = number * height * width * 9 * pairs
    quick = number * tiles * (pairs + TURN_COST * (channels_in + channels_out)) + TURN_KERNEL_COST * pairs
    return plain / (TURNED * quick)


def convolve(pictures: Tensor, kernel: Tensor, bias: Tensor | None = None) -> Tensor:
    """Convolve float32 pictures, (number, channels, height, width), with a 3x3 kernel and a rim of zeros."""
    results: Tensor = _Convolution.apply(pictures, kernel, bias)  # type: ignore[no-untyped-call]
    return results


@functools.cache
def gain_on_cpu() -> float:
    """Return how many times faster than the plain way a layer of ResNet-9 is here, measured in a fifth of a second."""
    generator = torch.Generator().manual_seed(0)
    layout = torch.channels_last
    pictures = torch.randn(16, 128, 16, 16, generator=generator).contiguous(memory_format=layout).requires_grad_()
    kernel = torch.randn(256, 128, 3, 3, generator=generator).contiguous(memory_format=layout).requires_grad_()
    best = {}
    with torch.enable_grad():
        for way in (functools.partial(functional.conv2d, padding=1), convolve):
            seconds = []
            for _ in range(3):
                began = time.perf_counter()
                results = way(pictures, kernel)
                torch.autograd.grad(results, (pictures, kernel), results.detach())
                seconds.append(time.perf_counter() - began)
            best[way] = min(seconds)
    plain, quick = best.values()
    return plain / quick


class _Convolution(torch.autograd.Function):
    """Works on some pictures at a time, so that what it turns stays in the cache. Inside, channels come last."""

    @staticmethod
    def forward(ctx: Any, pictures: Tensor, kernel: Tensor, bias: Tensor | None) -> Tensor:
        ctx.save_for_backward(pictures, kernel)
        seen = pictures.permute(0, 2, 3, 1)
        turned_kernel = _turned_kernel(kernel).transpose(1, 2)
        # Not itself a view, which no ReLU could change in place.
        whole = torch.empty((len(seen), len(kernel), *seen.shape[1:3]), memory_format=torch.channels_last)
        results = whole.permute(0, 2, 3, 1)
        for some in _shares(seen, kernel):
            pixels = _turned_pixels(seen[some])
            products = torch.bmm(pixels, turned_kernel, out=_SCRATCH.take("products", *pixels.shape[:2], len(kernel)))
            _write_results(results[some], products)
            if bias is not None:
                results[some] += bias
        return whole

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
        pictures, kernel = ctx.saved_tensors
        of_pictures, of_kernel, of_bias = ctx.needs_input_grad
        seen, told = pictures.permute(0, 2, 3, 1), gradient.permute(0, 2, 3, 1)
        turned_kernel = _turned_kernel(kernel)
        pictures_gradient = torch.empty_like(seen) if of_pictures else None
        kernel_gradient = _SCRATCH.take("kernel gradient", *turned_kernel.shape).zero_() if of_kernel else None
        for some in _shares(seen, kernel):
            products = _turned_gradient(told[some])
            if kernel_gradient is not None:
                kernel_gradient.baddbmm_(products.transpose(1, 2), _turned_pixels(seen[some]))
            if pictures_gradient is not None:
                room = _SCRATCH.take("pixels", *products.shape[:2], kernel.shape[1])
                _write_pictures_gradient(pictures_gradient[some], torch.bmm(products, turned_kernel, out=room))
        return (
            None if pictures_gradient is None else pictures_gradient.permute(0, 3, 1, 2),
            None if kernel_gradient is None else _kernel_as_usual(kernel_gradient),
            told.sum((0, 1, 2)) if of_bias else None,
        )


def _shares(seen: Tensor, kernel: Tensor) -> list[slice]:
    """Return which pictures to work on at a time: equally many, and enough for the kernel to be turned for."""
    tiles_down, tiles_across = _tiles(seen)
    numbers_each = TURNED * tiles_down * tiles_across * (kernel.shape[0] + kernel.shape[1])
    at_once = max(FEWEST_NUMBERS_AT_ONCE, TURNED * kernel.shape[0] * kernel.shape[1])
    shares = min(len(seen), math.ceil(len(seen) * numbers_each / at_once))
    edges = [len(seen) * share // shares for share in range(shares + 1)] if shares else [0]
    return [slice(first, last) for first, last in itertools.pairwise(edges)]


def _tiles(pictures: Tensor) -> tuple[int, int]:
    """Return how many tiles cover the height and the width of pictures whose channels come last."""
    return math.ceil(pictures.shape[1] / TILE), math.ceil(pictures.shape[2] / TILE)


class _Scratch(threading.local):
    """A thread's memory for what is needed for a moment, again and again.

    Taken anew each time, it would lie scattered between the large tensors of a training, which would take a quarter
    more memory.
    """

    def __init__(self) -> None:
        self._pieces: dict[str, Tensor] = {}

    def take(self, name: str, *shape: int) -> Tensor:
        """Return a tensor of this shape that holds anything; it is that of the last call with the same name."""
        size = math.prod(shape)
        if name not in self._pieces or len(self._pieces[name]) < size:
            with torch.inference_mode(mode=False):  # what is made in that mode can be written to in no other
                self._pieces[name] = torch.empty(size)
        return self._pieces[name][:size].view(shape)


_SCRATCH = _Scratch()


def _turn(by: Tensor, squares: Tensor, room: str) -> Tensor:
    """Turn the rows and columns of squares, which are the first two dimensions; what is returned is scratch."""
    flat = _SCRATCH.take("squares", *squares.shape)
    flat.copy_(squares)
    turned = _SCRATCH.take(room, len(by), flat[0, 0].numel())
    return torch.mm(by, flat.view(by.shape[1], -1), out=turned)


def _turned_kernel(kernel: Tensor) -> Tensor:
    """Return (36, channels out, channels in)."""
    return _turn(TURN_KERNEL, kernel.permute(2, 3, 0, 1), "kernel").view(TURNED, *kernel.shape[:2])


def _kernel_as_usual(turned: Tensor) -> Tensor:
    """Return the gradient of a kernel from that of the turned one."""
    usual = (TURN_KERNEL.T @ turned.view(TURNED, -1)).view(3, 3, *turned.shape[1:])
    return usual.permute(2, 3, 0, 1).contiguous(memory_format=torch.channels_last)


def _turned_pixels(pictures: Tensor) -> Tensor:
    """Return (36, tiles of all pictures, channels)."""
    number, height, width, channels = pictures.shape
    down, across = _tiles(pictures)
    padded = functional.pad(pictures, (0, 0, 1, TILE * across + 1 - width, 1, TILE * down + 1 - height))
    windows = padded.unfold(1, WINDOW, TILE).unfold(2, WINDOW, TILE).permute(4, 5, 0, 1, 2, 3)
    return _turn(TURN_PIXELS, windows, "pixels").view(TURNED, number * down * across, channels)


def _write_results(results: Tensor, products: Tensor) -> None:
    """Turn (36, tiles of all pictures, channels) back into the tiles of `results`."""
    number, height, width, channels = results.shape
    down, across = _tiles(results)
    room = _SCRATCH.take("squares", TILE * TILE, number * down * across * channels)
    tiles = torch.mm(TURN_RESULTS, products.view(TURNED, -1), out=room).view(TILE, TILE, number, down, across, channels)
    tiles = tiles.permute(2, 3, 0, 4, 1, 5)
    if height == TILE * down and width == TILE * across:
        results.view(number, down, TILE, across, TILE, channels).copy_(tiles)
    else:
        results.copy_(tiles.reshape(number, TILE * down, TILE * across, channels)[:, :height, :width])


def _turned_gradient(gradient: Tensor) -> Tensor:
    """Return the gradient of the products, (36, tiles of all pictures, channels), from that of the results."""
    number, height, width, channels = gradient.shape
    down, across = _tiles(gradient)
    if (height, width) != (TILE * down, TILE * across):
        gradient = functional.pad(gradient, (0, 0, 0, TILE * across - width, 0, TILE * down - height))
    tiles = gradient.reshape(number, down, TILE, across, TILE, channels).permute(2, 4, 0, 1, 3, 5)
    return _turn(TURN_RESULTS.T, tiles, "products").view(TURNED, number * down * across, channels)


def _write_pictures_gradient(gradient: Tensor, turned: Tensor) -> None:
    """Turn (36, tiles of all pictures, channels) back into windows, and add them up where they overlap."""
    number, height, width, channels = gradient.shape
    down, across = _tiles(gradient)
    room = _SCRATCH.take("squares", TURNED, number * down * across * channels)
    windows = torch.mm(TURN_PIXELS.T, turned.view(TURNED, -1), out=room)
    windows = windows.view(WINDOW, WINDOW, number, down, across, channels)
    total = gradient.new_zeros((number, down + 1, TILE, across + 1, TILE, channels))
    for rows, at_row in ((slice(0, TILE), 0), (slice(TILE, WINDOW), 1)):
        for columns, at_column in ((slice(0, TILE), 0), (slice(TILE, WINDOW), 1)):
            part = windows[rows, columns].permute(2, 3, 0, 4, 1, 5)
            into = total[:, at_row : at_row + down, : part.shape[2], at_column : at_column + across, : part.shape[4]]
            into += part
    whole = total.view(number, TILE * (down + 1), TILE * (across + 1), channels)
    gradient.copy_(whole[:, 1 : 1 + height, 1 : 1 + width])
