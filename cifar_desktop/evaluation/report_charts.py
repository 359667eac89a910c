"""The two charts of a report: how sure against how right, and accuracy against coverage."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cifar_desktop.evaluation.chart_frame import FIRST_COLOUR, LEFT, SECOND_COLOUR, ChartFrame
from cifar_desktop.evaluation.coverage import CoverageCurve
from cifar_desktop.evaluation.examination import Examination

if TYPE_CHECKING:
    from cifar_desktop.evaluation.calibration import ReliabilityBin

RELIABILITY_LEGEND = (
    "On the dashed line it is right as often as it says; below it, it is too sure of itself. A larger dot stands for "
    "more pictures."
)
_SMALLEST_DOT, _LARGEST_DOT = 2.5, 7.0
_MOST_POINTS = 240  # of a curve: as many as the drawing is wide in pairs of pixels
_SETTLED_SHARE = 0.05  # below it, an accuracy is that of a few pictures and jumps


def reliability_chart(examination: Examination) -> str:
    """Return the reliability diagram before and after temperature as SVG."""
    frame = ChartFrame(
        name="reliability",
        title="How often it is right, by how sure it says it is",
        description=RELIABILITY_LEGEND,
    )
    frame.axes("how sure it says it is", "how often it is right")
    frame.path([(0, 0), (1, 1)], "currentColor", dashed=True)
    has_temperature = examination.temperature != 1.0
    if has_temperature:
        _dots(frame, examination.plain.bins, SECOND_COLOUR, hollow=True)
        frame.key(LEFT + 6, "without temperature", SECOND_COLOUR, hollow=True)
    _dots(frame, examination.calibrated.bins, FIRST_COLOUR, hollow=False)
    frame.key(
        LEFT + (170 if has_temperature else 6), "with temperature" if has_temperature else "as it is", FIRST_COLOUR
    )
    return frame.svg()


def _dots(frame: ChartFrame, bins: "Sequence[ReliabilityBin]", colour: str, *, hollow: bool) -> None:
    """Draw the bins that hold pictures, joined by a line."""
    filled = [one for one in bins if one.number and math.isfinite(one.confidence)]
    if not filled:
        return
    total = sum(one.number for one in filled)
    frame.path([(one.confidence, one.accuracy) for one in filled], colour)
    for one in filled:
        radius = _SMALLEST_DOT + (_LARGEST_DOT - _SMALLEST_DOT) * math.sqrt(one.number / total)
        frame.dot(one.confidence, one.accuracy, colour, radius=radius, hollow=hollow)


def coverage_chart(curve: CoverageCurve) -> str:
    """Return accuracy against coverage as SVG."""
    settled = curve.accuracy[curve.share_answered >= min(_SETTLED_SHARE, float(curve.share_answered[-1]))]
    lowest = min(math.floor(float(settled.min()) * 10) / 10, 0.9)
    frame = ChartFrame(
        name="coverage",
        title="How many answers are right, by how many pictures get one",
        description="From left to right more pictures get an answer, the most familiar ones first.",
        lowest=lowest,
    )
    frame.axes("pictures that get an answer", "answers that are right")
    picked = np.unique(np.linspace(0, len(curve.accuracy) - 1, _MOST_POINTS).round().astype(int))
    points = [(float(curve.share_answered[at]), float(curve.accuracy[at])) for at in picked]
    frame.path(points if len(points) > 1 else [(0.0, points[0][1]), *points], FIRST_COLOUR)
    if curve.chosen is not None:
        share, accuracy = float(curve.share_answered[curve.chosen]), float(curve.accuracy[curve.chosen])
        frame.dot(share, accuracy, SECOND_COLOUR, radius=6)
        frame.key(LEFT + 6, "where the rule for “not sure” stands", SECOND_COLOUR)
    return frame.svg()
