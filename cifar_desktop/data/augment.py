"""Changes to training pictures that keep what they show, as operations on whole batches.

Picking the pictures, moving them with reflected edges and mirroring them are one indexed read: each output
pixel is told which row and column it comes from. There is no padded copy and no loader process.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from cifar_desktop.data.seeds import generator

LARGEST_STRETCH = 0.25  # of the zoom: how much more one side may be zoomed than the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Augmentation:
    """What may happen to a training picture.

    Attributes:
        flip: "none", "random" (a coin for each picture and epoch), or "alternating" (a coin once for each
            picture, then the other way round every epoch: both sides are seen equally often).
        translate: largest shift in pixels, in each direction.
        cutout: side of the square that is greyed out; 0 is none.
        zoom: largest share by which every other picture (a coin decides) is made larger or smaller; 0 is none.
        mix: share of the pictures in which a rectangle shows another picture of the batch; 0 is none.
    """

    flip: str
    translate: int
    cutout: int
    zoom: float = 0.0
    mix: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """What happens to each of the pictures of one epoch, in the order in which they come.

    Attributes:
        mirrored: bool, (number,).
        shift: int64, (number, 2): rows and columns to move by.
        hole: int64, (number, 2): first row and column of the cutout.
        window: float32, (number, 2): height and width of what is shown, as shares of the picture's.
        patch: int64, (number, 4): first row, row after the last, first column, column after the last of what shows
            another picture; nothing where first and last are the same.
    """

    mirrored: Tensor
    shift: Tensor
    hole: Tensor
    window: Tensor
    patch: Tensor

    def part(self, start: int, stop: int) -> "Draws":
        """Return the draws of some consecutive pictures."""
        some = slice(start, stop)
        return Draws(self.mirrored[some], self.shift[some], self.hole[some], self.window[some], self.patch[some])

    def to(self, device: torch.device) -> "Draws":
        """Return the same draws on `device`."""
        tensors = (self.mirrored, self.shift, self.hole, self.window, self.patch)
        return Draws(*(tensor.to(device) for tensor in tensors))


def draw(augmentation: Augmentation, order: Tensor, *, size: int, seed: int, epoch: int) -> Draws:
    """Decide what happens in `epoch` to the pictures at the positions `order`."""
    number = len(order)
    chance = generator(seed, "augment", epoch)
    largest = augmentation.translate
    patch = _patches(augmentation.mix, number, size, generator(seed, "mix", epoch))
    return Draws(
        mirrored=_mirrored(augmentation.flip, order, seed=seed, epoch=epoch),
        shift=torch.randint(-largest, largest + 1, (number, 2), generator=chance),
        # Holes may reach over the edge, so that edge pixels are hidden as often as those in the middle.
        hole=_holes(augmentation.cutout, size, patch, chance),
        window=_windows(augmentation.zoom, number, generator(seed, "zoom", epoch)),
        patch=patch,
    )


def _holes(cutout: int, size: int, patch: Tensor, chance: torch.Generator) -> Tensor:
    """Draw where the cutouts begin; pictures that show a part of another have lost enough and get none."""
    if not cutout:
        return torch.zeros((len(patch), 2), dtype=torch.int64)
    # Holes may reach over the edge, so that edge pixels are hidden as often as those in the middle.
    hole = torch.randint(1 - cutout, size, (len(patch), 2), generator=chance)
    return torch.where(_areas(patch)[:, None] > 0, size, hole)


def _patches(mix: float, number: int, size: int, chance: torch.Generator) -> Tensor:
    """Draw which part of which pictures shows another one: squares of all sizes, cut off at the edges."""
    if not mix:
        return torch.zeros((number, 4), dtype=torch.int64)
    side = (torch.rand(number, generator=chance).sqrt() * size)[:, None]
    centre = torch.rand((number, 2), generator=chance) * size
    first = (centre - side / 2).round().clamp(0, size)
    last = (centre + side / 2).round().clamp(0, size)
    patch = torch.stack([first[:, 0], last[:, 0], first[:, 1], last[:, 1]], dim=1).long()
    chosen = torch.rand((number, 1), generator=chance) < mix
    return torch.where(chosen, patch, 0)


def _areas(patch: Tensor) -> Tensor:
    """Return how many pixels of each picture show another one."""
    return (patch[:, 1] - patch[:, 0]) * (patch[:, 3] - patch[:, 2])


def _windows(zoom: float, number: int, chance: torch.Generator) -> Tensor:
    """Draw which part of each picture is shown: as often larger as smaller, a little stretched, half left alone."""
    if not zoom:
        return torch.ones((number, 2))
    size = torch.rand((number, 1), generator=chance) * 2 - 1
    stretch = torch.rand((number, 1), generator=chance) * 2 - 1
    exponents = torch.cat([size + stretch * LARGEST_STRETCH, size - stretch * LARGEST_STRETCH], dim=1)
    chosen = torch.rand((number, 1), generator=chance) < 0.5
    return torch.where(chosen, (1 + zoom) ** exponents, 1.0)


def _mirrored(flip: str, order: Tensor, *, seed: int, epoch: int) -> Tensor:
    if flip == "none":
        return torch.zeros(len(order), dtype=torch.bool)
    if flip == "random":
        return torch.rand(len(order), generator=generator(seed, "flip", epoch)) < 0.5
    highest = int(order.max()) + 1 if len(order) else 0
    first_epoch = torch.rand(highest, generator=generator(seed, "flip")) < 0.5
    return first_epoch[order] ^ bool(epoch % 2)


def augmented(images: Tensor, positions: Tensor, draws: Draws) -> Tensor:
    """Return the pictures at `positions`, moved and mirrored: uint8, (number, 3, H, W), channels last in memory."""
    height, width = images.shape[-2:]
    rows = _reflected(torch.arange(height, device=images.device) + draws.shift[:, :1], height)
    columns = torch.arange(width, device=images.device)
    columns = torch.where(draws.mirrored[:, None], columns.flip(0), columns)
    columns = _reflected(columns + draws.shift[:, 1:], width)
    pixels = images.permute(0, 2, 3, 1)[positions[:, None, None], rows[:, :, None], columns[:, None, :]]
    return pixels.permute(0, 3, 1, 2)


def zoomed(pictures: Tensor, draws: Draws) -> Tensor:
    """Show the drawn window of each float picture at full size; what lies beyond an edge is reflected."""
    height, width = pictures.shape[-2:]
    rows = torch.linspace(-1, 1, height, device=pictures.device) * draws.window[:, :1]
    columns = torch.linspace(-1, 1, width, device=pictures.device) * draws.window[:, 1:]
    number = len(pictures)
    grid = torch.stack(
        [columns[:, None, :].expand(number, height, width), rows[:, :, None].expand(number, height, width)], dim=-1
    )
    shown = functional.grid_sample(pictures, grid, mode="bilinear", padding_mode="reflection", align_corners=True)
    return shown.contiguous(memory_format=torch.channels_last)


def smaller(pictures: Tensor, size: int) -> Tensor:
    """Show float pictures with `size` pixels in height and width, each a weighted mean of those it covers."""
    shown = functional.interpolate(pictures, size=size, mode="bilinear", antialias=True, align_corners=False)
    return shown.contiguous(memory_format=torch.channels_last)


def cut_out(pictures: Tensor, draws: Draws, side: int) -> Tensor:
    """Set a square of each normalised picture to 0, which is the mean colour."""
    height, width = pictures.shape[-2:]
    rows = torch.arange(height, device=pictures.device) - draws.hole[:, :1]
    columns = torch.arange(width, device=pictures.device) - draws.hole[:, 1:]
    hidden_rows = (rows >= 0) & (rows < side)
    hidden_columns = (columns >= 0) & (columns < side)
    return pictures.masked_fill((hidden_rows[:, :, None] & hidden_columns[:, None, :])[:, None], 0.0)


def mixed(pictures: Tensor, labels: Tensor, draws: Draws, *, num_classes: int) -> tuple[Tensor, Tensor]:
    """Let each picture show a part of the one before it in the batch.

    What is right is then a mixture: the labels become shares, float32, (number, num_classes).
    """
    height, width = pictures.shape[-2:]
    rows = torch.arange(height, device=pictures.device)
    columns = torch.arange(width, device=pictures.device)
    in_rows = (rows >= draws.patch[:, :1]) & (rows < draws.patch[:, 1:2])
    in_columns = (columns >= draws.patch[:, 2:3]) & (columns < draws.patch[:, 3:])
    shows_other = (in_rows[:, :, None] & in_columns[:, None, :])[:, None]
    own = functional.one_hot(labels, num_classes).float()
    share = (_areas(draws.patch) / (height * width))[:, None]
    blended = torch.where(shows_other, pictures.roll(1, 0), pictures)
    return blended.contiguous(memory_format=torch.channels_last), own * (1 - share) + own.roll(1, 0) * share


def _reflected(index: Tensor, size: int) -> Tensor:
    """Mirror indices that fall outside back in, without repeating the edge itself."""
    index = index.abs()
    return torch.where(index >= size, 2 * (size - 1) - index, index)
