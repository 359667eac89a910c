"""Shares are written in one way."""

import math

import pytest

from cifar_desktop.percentages import in_percent


@pytest.mark.parametrize(
    ("share", "decimals", "words"),
    [
        (0.944, 1, "94.4 %"),
        (1, 1, "100.0 %"),
        (0.0, 2, "0.00 %"),
        (0.12344, 2, "12.34 %"),
        (0.256, 0, "26 %"),
        (None, 1, "–"),
        (math.nan, 2, "–"),
        (math.inf, 0, "–"),
    ],
)
def test_a_share_is_written_with_a_space_and_a_missing_one_is_a_dash(
    share: float | None, decimals: int, words: str
) -> None:
    assert in_percent(share, decimals) == words
