"""How a photo becomes what the network sees: the same for every photo, however it came.

A network that learned from 32 x 32 pictures is shown a photo as a whole, squeezed into a square, and its middle
square; what it says about both and their mirror images is averaged. A square photo has one view only.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Box = tuple[float, float, float, float]
Views = tuple[NDArray[np.uint8], ...]

# Bicubic reduction averages over the area that a pixel covers, as Pillow does it, and keeps edges a little crisper
# than plain averaging. `benchmarks/real_photos.py` compares the filters.
FILTER = Image.Resampling.BICUBIC


def view_boxes(width: int, height: int) -> tuple[Box, ...]:
    """Return the parts of a photo that are looked at, the whole first."""
    whole = (0.0, 0.0, float(width), float(height))
    if width == height:
        return (whole,)
    return (whole, middle_square(width, height))


def middle_square(width: int, height: int) -> Box:
    """Return the largest square in the middle."""
    side = min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    return (left, top, left + side, top + side)


def views_of(photo: Image.Image, size: int) -> Views:
    """Return the views of an upright RGB photo, the whole first: uint8, (size, size, 3) each."""
    return tuple(seen(photo, box, size) for box in view_boxes(*photo.size))


def seen(photo: Image.Image, box: Box, size: int) -> NDArray[np.uint8]:
    """Return a part of an RGB photo as the network sees it: uint8, (size, size, 3)."""
    if photo.size == (size, size) and box == (0, 0, size, size):
        return np.asarray(photo, dtype=np.uint8)
    return np.asarray(photo.resize((size, size), FILTER, box=box, reducing_gap=None), dtype=np.uint8)
