"""Deciding between an answer and "not sure": scores of how familiar a picture looks, and fitting a rule to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from cifar_desktop.evaluation.not_sure_rule import NUM_QUANTILES, NotSureRule

SMALLEST_PROBABILITY = 1e-12  # its logarithm is a number
TARGET_ACCURACY = 0.988  # of the answered validation pictures; the margin above 98.5 % is for chance
FEWEST_ANSWERED = 0.915  # of them, however often the network errs


def softmax_score(logits: Tensor) -> Tensor:
    """Return the highest of the mean probabilities over the views."""
    return logits.softmax(dim=2).mean(dim=1).amax(dim=1)


def margin_score(logits: Tensor) -> Tensor:
    """Return by how much the highest mean logit stands above the second."""
    highest = logits.mean(dim=1).topk(2, dim=1).values
    return highest[:, 0] - highest[:, 1]


def max_logit_score(logits: Tensor) -> Tensor:
    """Return the highest mean logit."""
    return logits.mean(dim=1).amax(dim=1)


def energy_score(logits: Tensor) -> Tensor:
    """Return the mean over the views of the logarithm of all evidence, whatever class it speaks for."""
    return logits.logsumexp(dim=2).mean(dim=1)


def entropy_score(logits: Tensor) -> Tensor:
    """Return how far the mean probabilities are from telling nothing: minus their entropy."""
    probabilities = logits.softmax(dim=2).mean(dim=1)
    return (probabilities * probabilities.clamp_min(SMALLEST_PROBABILITY).log()).sum(dim=1)


def agreement_score(logits: Tensor) -> Tensor:
    """Return how little the views contradict each other: minus the mean distance of their probabilities."""
    each = logits.softmax(dim=2)
    return -(each - each.mean(dim=1, keepdim=True)).abs().sum(dim=2).mean(dim=1)


# Each takes calibrated logits, (pictures, views, classes), and returns a number a picture: more is more familiar.
# The names are those of `SCORE_NAMES`.
SCORES: Mapping[str, Callable[[Tensor], Tensor]] = {
    "softmax": softmax_score,
    "margin": margin_score,
    "max logit": max_logit_score,
    "energy": energy_score,
    "entropy": entropy_score,
    "agreement": agreement_score,
}
DEFAULT_SCORE = "energy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a rule does to labelled pictures.

    Attributes:
        share_answered: of all pictures.
        accuracy: share of the answered ones that were named right; 1 where none was answered.
    """

    share_answered: float
    accuracy: float


def fit_rule(logits: Tensor, labels: Tensor, *, score: str = DEFAULT_SCORE) -> NotSureRule:
    """Return a rule from validation pictures: calibrated logits (pictures, views, classes), and their labels.

    It answers as many as it can while `TARGET_ACCURACY` of the answers are right, and never fewer than
    `FEWEST_ANSWERED`: a network that errs often would else say nothing at all.
    """
    scores = SCORES[score](logits).double()
    order = scores.argsort(descending=True)
    right = (_answers(logits) == labels)[order].double()
    number = len(right)
    accuracy = right.cumsum(dim=0) / torch.arange(1, number + 1)
    good = (accuracy >= TARGET_ACCURACY).nonzero().flatten()
    answered = max(int(good[-1]) + 1 if len(good) else 0, round(FEWEST_ANSWERED * number), 1)
    quantiles = torch.quantile(scores, torch.linspace(0, 1, NUM_QUANTILES, dtype=torch.float64))
    return NotSureRule(
        score=score,
        threshold=float(scores[order[answered - 1]]),
        quantiles=tuple(quantiles.cummax(dim=0).values.tolist()),
    )


def select(rule: NotSureRule, logits: Tensor, labels: Tensor) -> Selection:
    """Return what the rule does to labelled pictures, calibrated logits as for `fit_rule`."""
    answered = SCORES[rule.score](logits).double() >= rule.threshold
    right = _answers(logits) == labels
    number = int(answered.sum())
    return Selection(
        share_answered=number / len(labels), accuracy=int((right & answered).sum()) / number if number else 1.0
    )


def auroc(familiar: Tensor, strange: Tensor) -> float:
    """Return how often a familiar picture scores above a strange one; a tie counts half."""
    above = torch.searchsorted(strange.sort().values, familiar, right=False)
    not_below = torch.searchsorted(strange.sort().values, familiar, right=True)
    return float((above + not_below).double().mean() / (2 * len(strange)))


def _answers(logits: Tensor) -> Tensor:
    return logits.softmax(dim=2).mean(dim=1).argmax(dim=1)
