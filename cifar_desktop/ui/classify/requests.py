"""What the parts of the Classify tab hand each other: plain values, and no torch."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cifar_desktop.inference.assumptions import AssumptionChanges
from cifar_desktop.inference.views import Box
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.tasks import Event

__all__ = ["AssumptionChanges", "HeatMap", "LoadedWeights", "PhotoAnswer"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PhotoAnswer(Event):
    """What the desk answers for one photo.

    Attributes:
        request: the number that `ask` returned; a later one makes this one void.
        photo: upright RGB, uint8, (height, width, 3), at most 2048 pixels on the longer side, and less than the file
            has where that is large; None where the stage has it already, because only the square was moved or the
            weights were changed, and for camera frames.
        width, height: of the photo in pixels, whether it comes along or not: boxes are in these.
        box: the part that was looked at, (left, top, right, bottom); None for the whole photo.
        label: the name of the likeliest class, whether that is sure or not.
        probabilities: calibrated, in the order of the class names; they add up to 1.
        familiarity: how familiar the photo looks, to be compared with a threshold; None without a rule.
        seen: the views that the network was shown, the whole first: uint8, (size, size, 3) each.
        sides: from how many it was asked about each view: itself and its mirror image, or also both moved a little.
        milliseconds: what it took, decoding and network together.
    """

    request: int
    photo: NDArray[np.uint8] | None
    width: int
    height: int
    box: Box | None
    label: str
    probabilities: tuple[float, ...]
    familiarity: float | None
    seen: tuple[NDArray[np.uint8], ...]
    sides: int
    milliseconds: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeatMap(Event):
    """Which parts of the photo speak for a class.

    Attributes:
        request: the number of the question that it belongs to.
        class_index: which class.
        heat: float32 in 0..1, (rows, columns) over what was looked at: the square, or the whole photo without one.
    """

    request: int
    class_index: int
    heat: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedWeights(Event):
    """The weights in use.

    Attributes:
        path: their file.
        info: what it says, with what was assumed or changed by the person.
        assumed: the fields of `info` that the file does not state: some of "class_names", "mean", "std".
        is_shipped: whether they come with the program.
    """

    path: Path
    info: WeightsInfo
    assumed: tuple[str, ...] = ()
    is_shipped: bool = False
