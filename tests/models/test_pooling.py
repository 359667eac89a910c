"""Pooling that remembers less gives what torch's own gives, forward and backward, to the last bit."""

import pytest
import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

from cifar_desktop.models.pooling import LeanMaxPool2d


def random_pictures(*shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Return pictures, channels last, among whose values are equal ones."""
    chance = torch.Generator().manual_seed(0)
    return torch.randint(-9, 9, shape, generator=chance).to(dtype).contiguous(memory_format=torch.channels_last)


def learnt_by(pool: nn.Module, pictures: Tensor) -> tuple[Tensor, Tensor]:
    """Return the results, and the gradient of the pictures."""
    pictures = pictures.detach().requires_grad_()
    pooled = pool(pictures)
    told = torch.randn(pooled.shape, generator=torch.Generator().manual_seed(1)).to(pooled.dtype)
    return pooled.detach(), torch.autograd.grad(pooled, pictures, told)[0]


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("layout", [torch.channels_last, torch.contiguous_format])
@pytest.mark.parametrize(
    ("size", "height", "width"), [(2, 8, 8), (2, 5, 9), (2, 2, 2), (3, 9, 7), (4, 8, 6), (2, 182, 182)]
)
def test_results_and_gradients_are_those_of_torch(
    size: int, height: int, width: int, layout: torch.memory_format, dtype: torch.dtype
) -> None:
    pictures = random_pictures(3, 5, height, width, dtype=dtype).contiguous(memory_format=layout)
    lean, plain = (learnt_by(pool, pictures) for pool in (LeanMaxPool2d(size), nn.MaxPool2d(size)))
    for one, other in zip(lean, plain, strict=True):
        assert torch.equal(one, other)
        assert one.stride() == other.stride()


def test_a_number_that_is_none_is_passed_on() -> None:
    pictures = random_pictures(1, 2, 4, 4)
    pictures[0, 1, 2, 3] = torch.nan
    assert torch.equal(LeanMaxPool2d(2)(pictures.requires_grad_()).isnan(), nn.MaxPool2d(2)(pictures).isnan())


def test_no_pictures_give_no_results() -> None:
    pooled, gradient = learnt_by(LeanMaxPool2d(2), torch.zeros(0, 3, 8, 8))
    assert pooled.shape == (0, 3, 4, 4)
    assert gradient.shape == (0, 3, 8, 8)


def test_little_is_kept_for_the_gradients() -> None:
    pictures = random_pictures(4, 8, 16, 16).requires_grad_()
    assert kept_bytes(LeanMaxPool2d(2), pictures) == 2 * pictures.numel() / 4
    for torchs_own in (nn.MaxPool2d(2), LeanMaxPool2d(2).eval()):
        assert kept_bytes(torchs_own, pictures) == 4 * pictures.numel() + 8 * pictures.numel() / 4


def kept_bytes(layer: nn.Module, pictures: Tensor) -> int:
    """Return how much a layer keeps until the gradients come."""
    sizes = []

    def keep(tensor: Tensor) -> Tensor:
        sizes.append(tensor.nbytes)
        return tensor

    with saved_tensors_hooks(keep, lambda tensor: tensor):
        layer(pictures)
    return sum(sizes)
