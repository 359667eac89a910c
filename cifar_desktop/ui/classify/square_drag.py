"""What a pointer has hold of while it is pressed: a new square, the whole of one, or a corner."""

from dataclasses import dataclass

from cifar_desktop.inference.views import Box
from cifar_desktop.ui.classify.square import CORNERS, Corner, Point, Size, drawn, moved, resized

NEW = "new"
WHOLE = "whole"
Grip = Corner | str  # one of the four corners, WHOLE or NEW


@dataclass(frozen=True, slots=True, kw_only=True)
class SquareDrag:
    """A drag that has begun.

    Attributes:
        grip: what the pointer has hold of.
        start: where it began, in pixels of the photo.
        box: the square as it was then.
        size: of the photo.
        least: the shortest side that a square may have.
    """

    grip: Grip
    start: Point
    box: Box | None
    size: Size
    least: float

    def box_at(self, point: Point) -> Box:
        """Return the square when the pointer is there."""
        if self.box is None or self.grip == NEW:
            return drawn(self.start, point, self.size, self.least)
        across, down = point[0] - self.start[0], point[1] - self.start[1]
        if isinstance(self.grip, tuple):
            # The corner keeps its distance to the pointer: it must not jump when it is taken hold of.
            corner = corner_of(self.box, self.grip)
            return resized(self.box, self.grip, (corner[0] + across, corner[1] + down), self.size, self.least)
        return moved(self.box, across, down, self.size)


def corner_of(box: Box, corner: Corner) -> Point:
    """Return where a corner of a box is."""
    return (box[2] if corner[0] else box[0], box[3] if corner[1] else box[1])


def grip_at(box: Box | None, point: Point, reach: float) -> Grip:
    """Return what a pointer there would take hold of: the nearest corner within `reach`, or else what it is on."""
    if box is None:
        return NEW
    distances = {corner: _distance(corner_of(box, corner), point) for corner in CORNERS}
    closest = min(distances, key=distances.__getitem__)
    if distances[closest] <= reach:
        return closest
    is_inside = box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]
    return WHOLE if is_inside else NEW


def _distance(one: Point, other: Point) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))
