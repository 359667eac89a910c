"""Deciding between an answer and "not sure": scores of how familiar a picture looks, and fitting a rule to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from cifar_desktop.evaluation.not_sure_rule import NUM_QUANTILES, NotSureRule

SMALLEST_PROBABILITY = 1e-12  # its logarithm is a number
TARGET_ACCURACY = 0.988  # of the answered validation pictures; the margin above 98.5 % is for chance
SMALLEST_SPREAD = 1e-6
DIRECTION_PENALTY = 0.1  # on the squared weights of standardised features
DIRECTION_SHARE = 1.2  # how much further the direction spreads validation pictures than the score does
NEWTON_STEPS = 12  # after which nothing moves any more
FEWEST_ANSWERED = 0.907  # of them, however often the network errs


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
DEFAULT_SCORE = "entropy"  # of those that also tell right answers from wrong ones, beside the direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a rule does to labelled pictures.

    Attributes:
        share_answered: of all pictures.
        accuracy: share of the answered ones that were named right; 1 where none was answered.
    """

    share_answered: float
    accuracy: float


def familiarity(rule: NotSureRule, logits: Tensor, features: Tensor) -> Tensor:
    """Return how familiar pictures look, from calibrated logits and features, (pictures, views, …) both."""
    scores = SCORES[rule.score](logits).double() * rule.score_weight
    if not rule.direction:
        return scores
    return scores + _along(torch.tensor(rule.direction, dtype=torch.float64), features)


def _along(direction: Tensor, features: Tensor) -> Tensor:
    """Return how far pictures lie in a direction: their most familiar view counts, for a thing may fill only one."""
    return (features.double() @ direction).amax(dim=1)


def fit_rule(logits: Tensor, features: Tensor, labels: Tensor, *, strange: Tensor | None = None) -> NotSureRule:
    """Return a rule from validation pictures: calibrated logits and features (pictures, views, …), and their labels.

    With features of strange pictures, (number, features), it also learns what these look like. It answers as many
    as it can while `TARGET_ACCURACY` of the answers are right, and never fewer than `FEWEST_ANSWERED`: a network
    that errs often would else say nothing at all.
    """
    open_rule = NotSureRule(score=DEFAULT_SCORE, threshold=0.0, quantiles=(0.0,) * NUM_QUANTILES)
    if strange is not None and len(strange) and len(labels) > 1:
        open_rule = replace(open_rule, **_directed(logits, features, strange))
    familiar = familiarity(open_rule, logits, features)
    order = familiar.argsort(descending=True)
    right = (_answers(logits) == labels)[order].double()
    number = len(right)
    accuracy = right.cumsum(dim=0) / torch.arange(1, number + 1)
    good = (accuracy >= TARGET_ACCURACY).nonzero().flatten()
    answered = max(int(good[-1]) + 1 if len(good) else 0, round(FEWEST_ANSWERED * number), 1)
    quantiles = torch.quantile(familiar, torch.linspace(0, 1, NUM_QUANTILES, dtype=torch.float64))
    return replace(
        open_rule,
        threshold=float(familiar[order[answered - 1]]),
        quantiles=tuple(quantiles.cummax(dim=0).values.tolist()),
    )


def _directed(logits: Tensor, features: Tensor, strange: Tensor) -> dict[str, Any]:
    """Return the weight of the score and the direction, by how widely each spreads the validation pictures."""
    direction = fit_direction(features.flatten(0, 1), strange)
    along = _along(direction, features)
    scores = SCORES[DEFAULT_SCORE](logits).double()
    if not (float(along.std()) > 0 and float(scores.std()) > 0):
        return {}
    return {
        "score_weight": float(1 / scores.std()),
        "direction": tuple((direction * (DIRECTION_SHARE / along.std())).tolist()),
    }


def fit_direction(familiar: Tensor, strange: Tensor) -> Tensor:
    """Return the direction in which familiar features lie from strange ones, (features,): a logistic regression.

    Both kinds weigh the same. The penalty keeps the direction from learning the pictures by heart.
    """
    both = torch.cat([familiar, strange]).double()
    centre, spread = both.mean(dim=0), both.std(dim=0).clamp_min(SMALLEST_SPREAD)
    inputs = torch.cat([(both - centre) / spread, torch.ones((len(both), 1), dtype=torch.float64)], dim=1)
    kinds = torch.cat([torch.ones(len(familiar)), torch.zeros(len(strange))]).double()
    shares = torch.where(kinds == 1, 0.5 / len(familiar), 0.5 / len(strange))
    penalty = torch.full((inputs.shape[1],), DIRECTION_PENALTY, dtype=torch.float64)
    penalty[-1] = 0.0
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    for _ in range(NEWTON_STEPS):  # the loss is convex and smooth, and there are few weights
        said = torch.sigmoid(inputs @ weights)
        gradient = inputs.T @ (shares * (said - kinds)) + penalty * weights
        curvature = (inputs * (shares * said * (1 - said))[:, None]).T @ inputs + torch.diag(penalty)
        curvature[-1, -1] += SMALLEST_SPREAD
        weights -= torch.linalg.solve(curvature, gradient)
    return weights[:-1] / spread


def select(rule: NotSureRule, logits: Tensor, features: Tensor, labels: Tensor) -> Selection:
    """Return what the rule does to labelled pictures, calibrated logits and features as for `fit_rule`."""
    answered = familiarity(rule, logits, features) >= rule.threshold
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
