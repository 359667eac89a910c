"""The sides from which a network is asked about a picture: as it is, mirrored, and both again moved a little."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # weights are described, with the number of their sides, before torch is loaded
    from torch import Tensor

PLAIN = 1  # the picture alone
MIRRORED = 2  # and its mirror image
MOVED = 4  # and both again, moved by a pixel: which pixels are pooled together should not decide what it is
ALL_SIDES = (PLAIN, MIRRORED, MOVED)


def sides_of(pictures: "Tensor", number: int) -> "list[Tensor]":
    """Return pictures as they are and, as asked for, from further sides: normalised, (number, channels, …) each.

    Picture and mirror image are both moved to the left, the one up and the other down. What comes in at an edge is
    what lay beside it, as in training.
    """
    if number not in ALL_SIDES:
        raise ValueError(f"a picture has 1, 2 or 4 sides, not {number}")
    if number == PLAIN:
        return [pictures]
    mirrored = pictures.flip(3)
    if number == MIRRORED:
        return [pictures, mirrored]
    return [pictures, mirrored, _moved_left(pictures, down=-1), _moved_left(mirrored, down=1)]


def _moved_left(pictures: "Tensor", *, down: int) -> "Tensor":
    """Return pictures moved by a pixel to the left, and by one down or up."""
    left = pictures.clone()
    left[:, :, :, :-1] = pictures[:, :, :, 1:]
    left[:, :, :, -1] = pictures[:, :, :, -2]
    moved = left.clone()
    if down > 0:
        moved[:, :, 1:] = left[:, :, :-1]
        moved[:, :, 0] = left[:, :, 1]
    else:
        moved[:, :, :-1] = left[:, :, 1:]
        moved[:, :, -1] = left[:, :, -2]
    return moved
