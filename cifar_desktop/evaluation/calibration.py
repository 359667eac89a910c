"""Whether a network is right as often as it says: temperature, reliability, expected calibration error."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

NUM_BINS = 15
LOWEST_TEMPERATURE, HIGHEST_TEMPERATURE = 0.05, 20.0
_HALVINGS = 60  # of the range in which the temperature is looked for: far below what a float can tell apart


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityBin:
    """The pictures whose highest probability lies between two limits.

    Attributes:
        low, high: the limits; the upper one belongs to the bin.
        number: how many pictures there are.
        confidence: their mean highest probability; 0 where there are none.
        accuracy: the share of them that was named right; 0 where there are none.
    """

    low: float
    high: float
    number: int
    confidence: float
    accuracy: float


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """Return what the logits must be divided by for the likeliest labels, (number, classes) and (number,).

    The loss is convex in the inverse temperature, so its slope has one zero, which is found by halving. Where every
    answer is right it has none; there the temperature ends so low that a lower one makes no difference.
    """
    if not len(labels):
        raise ValueError("a temperature cannot be fitted to no pictures")
    logits = logits.double()
    right = logits.gather(1, labels[:, None])

    def slope(inverse: float) -> float:
        expected = ((logits * inverse).softmax(dim=1) * logits).sum(dim=1, keepdim=True)
        return float((expected - right).mean())

    low, high = math.log(1 / HIGHEST_TEMPERATURE), math.log(1 / LOWEST_TEMPERATURE)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(math.exp(middle)) < 0 else (low, middle)
    return math.exp(-(low + high) / 2)


def reliability(probabilities: Tensor, labels: Tensor, *, num_bins: int = NUM_BINS) -> tuple[ReliabilityBin, ...]:
    """Return how often the network is right, by how sure it says it is; bins of equal width from 0 to 1."""
    confidence, answer = probabilities.double().max(dim=1)
    right = (answer == labels).double()
    index = (confidence * num_bins).ceil().long().sub(1).clamp(0, num_bins - 1)
    bins = []
    for position in range(num_bins):
        inside = index == position
        number = int(inside.sum())
        bins.append(
            ReliabilityBin(
                low=position / num_bins,
                high=(position + 1) / num_bins,
                number=number,
                confidence=float(confidence[inside].mean()) if number else 0.0,
                accuracy=float(right[inside].mean()) if number else 0.0,
            )
        )
    return tuple(bins)


def expected_calibration_error(probabilities: Tensor, labels: Tensor, *, num_bins: int = NUM_BINS) -> float:
    """Return the mean gap between confidence and accuracy over the bins, each weighted by its pictures."""
    bins = reliability(probabilities, labels, num_bins=num_bins)
    return math.fsum(one.number * abs(one.confidence - one.accuracy) for one in bins) / len(labels)


def probabilities_of(logits: Tensor, temperature: float) -> Tensor:
    """Return the calibrated probabilities, over the last dimension."""
    return torch.softmax(logits / temperature, dim=-1)
