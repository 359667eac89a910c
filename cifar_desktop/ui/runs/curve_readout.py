"""Reads curves off at a place: what each of them is there."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from cifar_desktop.training.run_curves import RunCurve


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPoint:
    """One curve's point at a place.

    Attributes:
        number: of the curve.
        along, value: the point.
    """

    number: int
    along: float
    value: float


def places_of(curves: Sequence[RunCurve]) -> list[float]:
    """Return all places where one of the curves has a point, in order."""
    return sorted({place for curve in curves for place in curve.along})


def nearest(places: Sequence[float], wanted: float) -> float | None:
    """Return the place that is nearest to another; None where there is none."""
    return min(places, key=lambda place: abs(place - wanted), default=None)


def read_at(curves: Sequence[RunCurve], place: float) -> list[ReadPoint]:
    """Return each curve's point there, the last one up to the place; none where it has not begun or has ended."""
    points = []
    for number, curve in enumerate(curves):
        if not curve.along or not curve.along[0] <= place <= curve.along[-1]:
            continue
        index = bisect_left(curve.along, place)
        if curve.along[index] > place:
            index -= 1
        points.append(ReadPoint(number=number, along=curve.along[index], value=curve.values[index]))
    return points
