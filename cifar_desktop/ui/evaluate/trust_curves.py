"""What the charts about trust show, from an examination."""

import math

import numpy as np

from cifar_desktop.evaluation.coverage import CoverageCurve
from cifar_desktop.evaluation.examination import Examination, Sureness
from cifar_desktop.percentages import in_percent
from cifar_desktop.ui.evaluate.share_chart import ShareCurve

_UNSTEADY = 0.02  # of the pictures: so few say little, and would take most of the chart's height


def reliability_curves(examination: Examination) -> tuple[ShareCurve, ...]:
    """Return how often it is right by how sure it is, before and after temperature where there is one."""
    after = _reliability("as shown to people", "train_curve", examination.calibrated)
    if examination.temperature == 1.0:
        return (after,)
    return (_reliability("before temperature", "validation_curve", examination.plain), after)


def coverage_curves(curve: CoverageCurve) -> tuple[ShareCurve, ...]:
    """Return accuracy against the share that gets an answer; the first few pictures left out."""
    begin = min(int(np.searchsorted(curve.share_answered, _UNSTEADY)), len(curve.share_answered) - 1)
    x, y = curve.share_answered[begin:], curve.accuracy[begin:]
    words = tuple(
        f"If the surest {in_percent(share)} get an answer, {in_percent(accuracy, 2)} of the answers are right."
        for share, accuracy in zip(x.tolist(), y.tolist(), strict=True)
    )
    return (ShareCurve(name="", colour="train_curve", x=x, y=y, words=words),)


def lowest_of(curves: tuple[ShareCurve, ...]) -> float:
    """Return a round share below all points, so that the upright axis can be divided by five."""
    lowest = min((float(curve.y.min()) for curve in curves if len(curve.y)), default=0.0)
    step = 0.05 if lowest > 0.75 else 0.25
    return max(0.0, min(math.floor(lowest / step) * step, 0.95))


def rule_point(curve: CoverageCurve) -> tuple[float, float] | None:
    """Return where the rule for “not sure” stands; None without one."""
    if curve.chosen is None:
        return None
    return float(curve.share_answered[curve.chosen]), float(curve.accuracy[curve.chosen])


def _reliability(name: str, colour: str, sureness: Sureness) -> ShareCurve:
    bins = [one for one in sureness.bins if one.number]
    words = tuple(
        f"Sure by {100 * one.low:.0f} to {in_percent(one.high, 0)}: {one.number:,} "
        f"{'picture' if one.number == 1 else 'pictures'}, {in_percent(one.accuracy)} of them right."
        for one in bins
    )
    return ShareCurve(
        name=name,
        colour=colour,
        x=np.array([one.confidence for one in bins]),
        y=np.array([one.accuracy for one in bins]),
        sizes=np.array([one.number for one in bins]) / max(one.number for one in bins),
        words=words,
    )
