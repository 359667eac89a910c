"""How sure the network must be, as a slider has it: from "always answers" to "hardly ever", and in words."""

import math
from bisect import bisect_right

from cifar_desktop.evaluation.not_sure_rule import NotSureRule

MOST = 100  # the slider's last step; its first one, 0, is "always answers"
ALWAYS = -math.inf


def is_enough(familiarity: float | None, threshold: float) -> bool:
    """Tell whether a photo that looks so familiar gets an answer; without a rule every one does."""
    return familiarity is None or familiarity >= threshold


def threshold_at(rule: NotSureRule, step: int) -> float:
    """Return the threshold of a step of the slider; the rule's own step has the rule's own threshold exactly."""
    if step <= 0:
        return ALWAYS
    if step == own_step(rule):
        return rule.threshold
    return rule.threshold_for(1 - (step / MOST) ** 2)


def own_step(rule: NotSureRule) -> int:
    """Return the step that the rule itself chose."""
    return max(1, round(place_of(rule, rule.threshold)))


def place_of(rule: NotSureRule, familiarity: float) -> float:
    """Return where on the slider a photo lies: from there on to the right it gets no answer.

    The slider is finer at its left, where few are refused: that is where thresholds of use lie.
    """
    return math.sqrt(share_below(rule, familiarity)) * MOST


def share_below(rule: NotSureRule, familiarity: float) -> float:
    """Return the share of the photos that the rule was made from which look less familiar."""
    quantiles = rule.quantiles
    if familiarity <= quantiles[0]:
        return 0.0
    above = bisect_right(quantiles, familiarity)
    if above >= len(quantiles):
        return 1.0
    low, high = quantiles[above - 1], quantiles[above]
    return (above - 1 + (familiarity - low) / (high - low)) / (len(quantiles) - 1)


def what_it_means(rule: NotSureRule, threshold: float) -> str:
    """Return a sentence about a threshold."""
    if threshold == ALWAYS:
        return "It always answers, even about photos unlike all those it learned from."
    answered = round((1 - share_below(rule, threshold)) * 100)
    if answered == 0:
        return "It answers hardly any photo, even of those like the ones it learned from."
    number = "nearly all" if answered == 100 else f"{answered} of 100"
    return f"It answers {number} photos like those it learned from."


def where_it_lies(rule: NotSureRule, familiarity: float) -> str:
    """Return a sentence about a photo that looks so familiar; it goes on where `what_it_means` ended."""
    below = math.floor(share_below(rule, familiarity) * 100)
    if familiarity < rule.quantiles[0]:
        return "This one is stranger than all of them."
    if below == 0:
        return "This one is stranger than nearly all of them."
    return f"This one is more familiar than {below} of them."
