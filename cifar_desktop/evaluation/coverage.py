"""How many answers are right when only the likeliest ones are given. Importing this module imports no torch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CoverageCurve:
    """Accuracy against the share of the pictures that get an answer, the surest answers first.

    Attributes:
        thresholds: of the score, descending; a picture is answered where its score is not below it.
        share_answered: of all pictures, ascending up to 1.
        accuracy: share of the answered ones that were named right.
        by_rule: whether the score is that of the rule for “not sure”; otherwise it is the confidence.
        chosen: position of the rule's own threshold; None without rule, or where the rule answers nothing.
    """

    thresholds: Numbers
    share_answered: Numbers
    accuracy: Numbers
    by_rule: bool
    chosen: int | None

    def accuracy_at(self, share: float) -> float:
        """Return the accuracy when at least this share of the pictures gets an answer."""
        position = int(np.searchsorted(self.share_answered, min(share, 1.0) - 1e-9))
        return float(self.accuracy[min(position, len(self.accuracy) - 1)])

    def share_for(self, accuracy: float) -> float:
        """Return the largest share that can be answered at this accuracy; 0 where there is none."""
        good = np.flatnonzero(self.accuracy >= accuracy)
        return float(self.share_answered[good[-1]]) if len(good) else 0.0


def coverage_curve(
    scores: NDArray[np.floating], right: NDArray[np.bool_], *, by_rule: bool, threshold: float | None = None
) -> CoverageCurve:
    """Return the curve of pictures with these scores, of which some were named right.

    Pictures with the same score are answered together, so that their order cannot matter.
    """
    if not len(scores):
        raise ValueError("there is no curve of no pictures")
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order].astype(np.float64)
    last_of_its_score = np.append(ordered[1:] != ordered[:-1], True)
    numbers = np.arange(1, len(scores) + 1)
    num_right = np.cumsum(right[order])
    thresholds = ordered[last_of_its_score]
    chosen = None
    if threshold is not None:
        num_above = int(np.count_nonzero(thresholds >= threshold))
        chosen = num_above - 1 if num_above else None
    return CoverageCurve(
        thresholds=thresholds,
        share_answered=(numbers / len(scores))[last_of_its_score],
        accuracy=(num_right / numbers)[last_of_its_score],
        by_rule=by_rule,
        chosen=chosen,
    )
