"""How uint8 pictures become what a network sees: the one place where mean and std are applied."""

import functools

import torch
from torch import Tensor

Channels = tuple[float, float, float]


def normalise(images: Tensor, mean: Channels, std: Channels) -> Tensor:
    """Return uint8 pictures (number, 3, height, width) as float32, (share of 255 - mean) / std per channel.

    The result lies on the pictures' device and in their memory format.
    """
    if images.dtype != torch.uint8:
        raise ValueError(f"pictures must be uint8, not {images.dtype}")
    scale, shift = _scale_and_shift(tuple(mean), tuple(std), images.device)
    return images.to(torch.float32).mul_(scale).add_(shift)


@functools.lru_cache(maxsize=16)
def _scale_and_shift(mean: Channels, std: Channels, device: torch.device) -> tuple[Tensor, Tensor]:
    """Return (x / 255 - mean) / std as one factor and one summand per channel, worked out in double precision.

    Kept from call to call: making them anew for every batch would wait for the GPU each time.
    """
    with torch.inference_mode(mode=False):  # the first caller may predict, the next one train
        scale = torch.tensor([1 / (255 * s) for s in std], dtype=torch.float32, device=device)
        shift = torch.tensor([-m / s for m, s in zip(mean, std, strict=True)], dtype=torch.float32, device=device)
        return scale.view(1, 3, 1, 1), shift.view(1, 3, 1, 1)
