"""The slider's scale of how sure the network must be."""

import math
from dataclasses import replace

import numpy as np
import pytest

from cifar_desktop.evaluation.not_sure_rule import NotSureRule
from cifar_desktop.ui.classify.sure_scale import (
    ALWAYS,
    MOST,
    is_enough,
    own_step,
    place_of,
    share_below,
    threshold_at,
    what_it_means,
    where_it_lies,
)

# As real ones are: a long tail of strange photos, and many that are alike.
QUANTILES = tuple(np.sort(np.log(np.linspace(0.001, 1, 101))).tolist())
RULE = NotSureRule(score="entropy", threshold=QUANTILES[8] + 0.001, quantiles=QUANTILES)


def test_from_left_to_right_it_becomes_stricter() -> None:
    thresholds = [threshold_at(RULE, step) for step in range(MOST + 1)]
    assert thresholds[0] == ALWAYS == -math.inf
    assert thresholds == sorted(thresholds)
    assert thresholds[-1] == QUANTILES[-1]
    assert thresholds[own_step(RULE)] == RULE.threshold


@pytest.mark.parametrize("familiarity", [-9.0, QUANTILES[0], -3.3, -0.5, QUANTILES[-1]])
def test_a_photo_gets_an_answer_up_to_its_place_and_none_beyond(familiarity: float) -> None:
    place = place_of(RULE, familiarity)
    assert 0 <= place <= MOST
    for step in range(MOST + 1):
        if abs(step - place) > 1e-6 and step != own_step(RULE):
            assert is_enough(familiarity, threshold_at(RULE, step)) == (step < place or step == 0)


def test_shares_lie_between_the_quantiles_and_repeated_ones_do_no_harm() -> None:
    flat = replace(RULE, threshold=0.0, quantiles=(*(0.0,) * 50, *np.linspace(1, 2, 51).tolist()))
    assert share_below(flat, -1.0) == share_below(flat, 0.0) == 0.0
    assert 0.48 < share_below(flat, 0.5) < 0.51
    assert share_below(flat, 1.0) == pytest.approx(0.5)
    assert share_below(flat, 2.0) == share_below(flat, 3.0) == 1.0
    assert own_step(flat) == 1
    assert threshold_at(flat, 1) == 0.0


def test_without_a_familiarity_every_photo_gets_an_answer() -> None:
    assert is_enough(None, math.inf)


def test_the_words_fit_the_numbers() -> None:
    assert what_it_means(RULE, RULE.threshold) == "It answers 92 of 100 photos like those it learned from."
    assert "nearly all" in what_it_means(RULE, threshold_at(RULE, 1))
    assert "always" in what_it_means(RULE, ALWAYS)
    assert "hardly any" in what_it_means(RULE, QUANTILES[-1])
    assert where_it_lies(RULE, QUANTILES[0] - 1) == "This one is stranger than all of them."
    assert where_it_lies(RULE, QUANTILES[0]) == "This one is stranger than nearly all of them."
    assert where_it_lies(RULE, QUANTILES[30] + 1e-6) == "This one is more familiar than 30 of them."
