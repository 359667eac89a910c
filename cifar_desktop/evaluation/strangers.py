"""Pictures of nothing in particular, made from pictures of known things.

They have the colours, edges and textures of photos, but show none of the classes, or none as it is ever seen. What
tells them from the originals also tells photos of other things, a little: `benchmarks/real_photos.py --compare`.
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from cifar_desktop.data.seeds import generator

MOST_OF_A_KIND = 1000


def strangers(pictures: Tensor, *, seed: int) -> Tensor:
    """Return pictures of nothing in particular, uint8 like `pictures`; as many of every kind."""
    chance = generator(seed, "strangers")
    device = pictures.device
    made = []
    for make in _KINDS:
        chosen = torch.randperm(len(pictures), generator=chance)[:MOST_OF_A_KIND]
        made.append(make(pictures[chosen.to(device)].float(), chance))
    return torch.cat(made).round().clamp(0, 255).to(torch.uint8)


def _tiles_shuffled(pictures: Tensor, chance: torch.Generator, per_side: int) -> Tensor:
    """Cut each picture into squares and lay them out in another order."""
    number, channels, height, width = pictures.shape
    rows, columns = height // per_side, width // per_side
    tiles = pictures[:, :, : rows * per_side, : columns * per_side].reshape(
        number, channels, per_side, rows, per_side, columns
    )
    tiles = tiles.permute(0, 2, 4, 1, 3, 5).flatten(1, 2)
    order = torch.rand((number, per_side**2), generator=chance).argsort(dim=1).to(pictures.device)
    tiles = tiles[torch.arange(number, device=pictures.device)[:, None], order]
    tiles = tiles.reshape(number, per_side, per_side, channels, rows, columns).permute(0, 3, 1, 4, 2, 5)
    return _to_size(tiles.reshape(number, channels, rows * per_side, columns * per_side), height, width)


def _detail_enlarged(pictures: Tensor, chance: torch.Generator, share: float) -> Tensor:
    """Show a small part of each picture at full size."""
    number, _, height, width = pictures.shape
    place = torch.rand((number, 2), generator=chance).to(pictures.device) * 2 - 1
    scale = torch.full((number,), share, device=pictures.device)
    still = torch.zeros_like(scale)
    rows = torch.stack(
        [
            torch.stack([scale, still, place[:, 1] * (1 - share)], dim=1),
            torch.stack([still, scale, place[:, 0] * (1 - share)], dim=1),
        ],
        dim=1,
    )
    grid = functional.affine_grid(rows, [number, 1, height, width], align_corners=False)
    return functional.grid_sample(pictures, grid, mode="bicubic", padding_mode="border", align_corners=False)


def _blended(pictures: Tensor, chance: torch.Generator) -> Tensor:
    """Lay two pictures over each other."""
    return (pictures + pictures[_others(pictures, chance)]) / 2


def _halved(pictures: Tensor, chance: torch.Generator) -> Tensor:
    """Put the left half of one beside the right half of another."""
    middle = pictures.shape[3] // 2
    return torch.cat([pictures[..., :middle], pictures[_others(pictures, chance)][..., middle:]], dim=3)


def _quartered(pictures: Tensor, chance: torch.Generator) -> Tensor:
    """Put quarters of four pictures together."""
    upper, lower = _halved(pictures, chance), _halved(pictures[_others(pictures, chance)], chance)
    middle = pictures.shape[2] // 2
    return torch.cat([upper[:, :, :middle], lower[:, :, middle:]], dim=2)


def _others(pictures: Tensor, chance: torch.Generator) -> Tensor:
    """Return a different picture for each, as long as there is more than one."""
    steps = int(torch.randint(1, max(len(pictures), 2), (), generator=chance))
    return (torch.arange(len(pictures), device=pictures.device) + steps) % len(pictures)


def _to_size(pictures: Tensor, height: int, width: int) -> Tensor:
    if pictures.shape[2:] == (height, width):
        return pictures
    return functional.interpolate(pictures, size=(height, width), mode="bilinear", align_corners=False)


_KINDS: tuple[Callable[[Tensor, torch.Generator], Tensor], ...] = (
    lambda pictures, chance: _tiles_shuffled(pictures, chance, 2),
    lambda pictures, chance: _tiles_shuffled(pictures, chance, 4),
    lambda pictures, chance: _detail_enlarged(pictures, chance, 0.25),
    lambda pictures, chance: _detail_enlarged(pictures, chance, 0.375),
    _blended,
    _halved,
    _quartered,
    lambda pictures, _: pictures.transpose(2, 3).flip(2),  # lying on its side
    lambda pictures, _: pictures.flip(2),  # upside down
    lambda pictures, _: 255 - pictures,
)
