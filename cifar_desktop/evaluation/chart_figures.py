"""The figures behind a report's charts, as tables for those who would rather read than look."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cifar_desktop.evaluation.coverage import CoverageCurve
from cifar_desktop.evaluation.examination import Examination
from cifar_desktop.percentages import in_percent

if TYPE_CHECKING:
    from cifar_desktop.evaluation.calibration import ReliabilityBin

COVERAGE_STEPS = (1.0, 0.95, 0.9, 0.8, 0.7, 0.5)  # of the pictures that get an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """A small table of texts that need no escaping.

    Attributes:
        head: the columns' names.
        rows: the first cell of each names it.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def reliability_figures(examination: Examination) -> FigureTable:
    """Return how often it is right in each bin that holds pictures, before and after temperature."""
    sets = [("", examination.calibrated)]
    if examination.temperature != 1.0:
        sets = [(" without temperature", examination.plain), (" with temperature", examination.calibrated)]
    rows = [
        (
            f"{100 * bins[0].low:.0f} to {in_percent(bins[0].high, 0)}",
            *(cell for one in bins for cell in _bin_cells(one)),
        )
        for bins in zip(*(sureness.bins for _, sureness in sets), strict=True)
        if any(one.number for one in bins)
    ]
    head = (cell for words, _ in sets for cell in (f"pictures{words}", "right"))
    return FigureTable(head=("how sure", *head), rows=tuple(rows))


def coverage_figures(curve: CoverageCurve) -> FigureTable:
    """Return some points of the curve."""
    return FigureTable(
        head=("pictures that get an answer", "answers that are right"),
        rows=tuple((in_percent(share, 0), in_percent(curve.accuracy_at(share), 2)) for share in COVERAGE_STEPS),
    )


def _bin_cells(one: "ReliabilityBin") -> tuple[str, str]:
    return f"{one.number:,}", in_percent(one.accuracy, 2) if one.number else "–"
