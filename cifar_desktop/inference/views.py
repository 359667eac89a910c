"""How a photo becomes what the network sees: the same for every photo, however it came.

A network that learned from 32 x 32 pictures is shown a photo as a whole, squeezed into a square, its middle square,
and the inner part of that; what it says about them and their mirror images is averaged. Small pictures have no more
to show than themselves, and are looked at from more sides instead, where the weights say so.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Box = tuple[float, float, float, float]
Views = tuple[NDArray[np.uint8], ...]

# Bicubic reduction averages over the area that a pixel covers, as Pillow does it, and keeps edges a little crisper
# than plain averaging. `benchmarks/real_photos.py` compares the filters.
FILTER = Image.Resampling.BICUBIC
ENOUGH_PIXELS = 512  # of the shorter side: what is seen of a photo has 32, a part of it may be chosen
MOST_VIEWS = 3
INNER_SHARE = 0.7  # of the middle square's side
ENOUGH_FOR_INNER_PIXELS = 64  # of the shorter side: below it, the inner part would only be a blur


def view_boxes(width: int, height: int) -> tuple[Box, ...]:
    """Return the parts of a photo that are looked at, the whole first."""
    boxes: list[Box] = [(0.0, 0.0, float(width), float(height))]
    if width != height:
        boxes.append(middle_square(width, height))
    if min(width, height) >= ENOUGH_FOR_INNER_PIXELS:
        left, top, right, bottom = middle_square(width, height)
        edge = (right - left) * (1 - INNER_SHARE) / 2
        boxes.append((left + edge, top + edge, right - edge, bottom - edge))
    return tuple(boxes)


def middle_square(width: int, height: int) -> Box:
    """Return the largest square in the middle."""
    side = min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    return (left, top, left + side, top + side)


def views_of(photo: Image.Image, size: int) -> Views:
    """Return the views of an upright RGB photo, the whole first: uint8, (size, size, 3) each."""
    small = reduced(photo)
    return tuple(seen(small, box, size) for box in view_boxes(*small.size))


def reduced(photo: Image.Image, enough_pixels: int = ENOUGH_PIXELS) -> Image.Image:
    """Return a photo with a half, a third … of its pixels each way, but `enough_pixels` on the shorter side.

    Each pixel is the mean of those that it stands for. A frame of the camera and a file of it are seen alike so,
    whichever of them was reduced when it was read.
    """
    factor = min(photo.size) // enough_pixels
    return photo.reduce(factor) if factor > 1 else photo


def part_of(photo: Image.Image, box: Box | None) -> Image.Image:
    """Return a part of a photo as a photo of its own; all of it without a box.

    It is cut at whole pixels, so that the part is seen as a file of the same pixels would be. What lies outside of
    the photo is left away; of a box without any area, one pixel is left.
    """
    if box is None:
        return photo
    left = min(max(round(box[0]), 0), photo.width - 1)
    top = min(max(round(box[1]), 0), photo.height - 1)
    right = min(max(round(box[2]), left + 1), photo.width)
    bottom = min(max(round(box[3]), top + 1), photo.height)
    if (right - left, bottom - top) == photo.size:
        return photo
    return photo.crop((left, top, right, bottom))


def seen(photo: Image.Image, box: Box, size: int) -> NDArray[np.uint8]:
    """Return a part of an RGB photo as the network sees it: uint8, (size, size, 3)."""
    if photo.size == (size, size) and box == (0, 0, size, size):
        return np.asarray(photo, dtype=np.uint8)
    return np.asarray(photo.resize((size, size), FILTER, box=box, reducing_gap=None), dtype=np.uint8)
