"""The rule that decides between an answer and "not sure", as a weights file holds it.

Each picture gets a score of how familiar it looks; below a threshold the answer is "not sure". Threshold and
scale come from validation pictures, never from the test set. Importing this module imports no torch.
"""

import math
from dataclasses import dataclass

NUM_QUANTILES = 101
SCORE_NAMES = ("softmax", "margin", "max logit", "energy", "entropy", "agreement")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSureRule:
    """When to answer and when to say "not sure".

    How familiar a picture looks is `score_weight` times its score, plus how far the features of its most familiar view
    lie along `direction`.

    Attributes:
        score: which of `SCORE_NAMES` is made from the logits.
        score_weight: its share.
        direction: one number a feature, pointing from strange pictures to familiar ones; empty where the score
            stands alone.
        threshold: pictures that look less familiar get no answer.
        quantiles: how familiar validation pictures look at 0 %, 1 % … 100 % of them, ascending: the scale on
            which a person moves the threshold.
    """

    score: str
    threshold: float
    quantiles: tuple[float, ...]
    score_weight: float = 1.0
    direction: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.score not in SCORE_NAMES:
            raise ValueError(f"there is no score called {self.score!r}")
        if not all(map(math.isfinite, (self.threshold, self.score_weight, *self.quantiles, *self.direction))):
            raise ValueError("threshold, weights and quantiles must be finite numbers")
        if len(self.quantiles) != NUM_QUANTILES or list(self.quantiles) != sorted(self.quantiles):
            raise ValueError(f"quantiles must be {NUM_QUANTILES} numbers in ascending order")

    @property
    def share_answered(self) -> float:
        """Return the share of the validation pictures that the threshold lets through."""
        below = sum(quantile < self.threshold for quantile in self.quantiles)
        return 1 - min(below, NUM_QUANTILES - 1) / (NUM_QUANTILES - 1)

    def threshold_for(self, share_answered: float) -> float:
        """Return the threshold that lets this share of pictures like the validation ones through."""
        place = (1 - min(max(share_answered, 0.0), 1.0)) * (NUM_QUANTILES - 1)
        low = min(int(place), NUM_QUANTILES - 2)
        return self.quantiles[low] + (place - low) * (self.quantiles[low + 1] - self.quantiles[low])
