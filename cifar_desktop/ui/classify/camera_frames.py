"""What a camera sends becomes a picture: upright, not mirrored, and RGB."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QTransform

if TYPE_CHECKING:  # the library is loaded only when the camera is asked for
    from PySide6.QtMultimedia import QVideoFrame

ENOUGH_PIXELS = 480  # of the shorter side: the network sees 32, and the preview is not much larger
ENOUGH_FRAMES = 29.0  # a second; "30" may be 29.97


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraMode:
    """One way in which a camera can work.

    Attributes:
        width, height: of its pictures.
        frames_per_second: at most.
        is_packed: whether its pictures are JPEG, each of which has to be decoded.
    """

    width: int
    height: int
    frames_per_second: float
    is_packed: bool


def best_mode(modes: Sequence[CameraMode]) -> int | None:
    """Return which mode is large and fast enough with the least work; None where none is, and Qt should choose."""
    enough = [
        number
        for number, mode in enumerate(modes)
        if min(mode.width, mode.height) >= ENOUGH_PIXELS and mode.frames_per_second >= ENOUGH_FRAMES
    ]
    return min(enough, key=lambda number: _work(modes[number]), default=None)


def _work(mode: CameraMode) -> tuple[int, bool, float]:
    return (mode.width * mode.height, mode.is_packed, mode.frames_per_second)


def picture_of(frame: "QVideoFrame") -> QImage:
    """Return the frame as the world is; a null image where it cannot be read.

    `toImage` undoes how the pixels lie in memory: bottom up, turned or mirrored by the driver. What it leaves out is
    how the frame wants to be presented. Of that, the turn makes it upright; the mirror is for the eye only, and the
    preview has its own.
    """
    image = frame.toImage()
    degrees = frame.rotation().value
    if degrees and not image.isNull():
        image = image.transformed(QTransform().rotate(degrees))
    return image.convertToFormat(QImage.Format.Format_RGB32)


def rgb_of(picture: QImage) -> NDArray[np.uint8]:
    """Return a picture with memory of its own, (height, width, 3); threads may keep it."""
    packed = picture.convertToFormat(QImage.Format.Format_RGB888)
    width, height = packed.width(), packed.height()
    lines = np.frombuffer(packed.constBits(), np.uint8).reshape(height, packed.bytesPerLine())
    return lines[:, : 3 * width].reshape(height, width, 3).copy()
