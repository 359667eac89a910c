"""The clock of a training, and how times, rates and moments are put in words."""

import datetime

import pytest

from cifar_desktop.ui.train import status_words
from cifar_desktop.ui.train.status_clock import MOST_GUESSED_S, StatusClock
from cifar_desktop.ui.train.training_words import moment_in_words

NOON = datetime.datetime(2026, 3, 14, 12, 0, tzinfo=datetime.UTC)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_the_clock_counts_on_between_two_words() -> None:
    now = Clock()
    clock = StatusClock(now)
    assert (clock.elapsed, clock.left) == (0.0, None)
    clock.hear(60.0, 100.0)
    now.seconds += 10
    assert (clock.elapsed, clock.left) == (70.0, 90.0)
    clock.hear(71.0, 80.0)
    assert (clock.elapsed, clock.left) == (71.0, 80.0)


def test_a_computer_that_slept_has_not_trained() -> None:
    now = Clock()
    clock = StatusClock(now)
    clock.hear(60.0, 100.0)
    now.seconds += 9 * 3600
    assert (clock.elapsed, clock.left) == (60.0 + MOST_GUESSED_S, 100.0 - MOST_GUESSED_S)
    now.seconds -= 10 * 3600  # a clock that goes back
    assert (clock.elapsed, clock.left) == (60.0, 100.0)


def test_the_clock_stands_still_in_a_pause() -> None:
    now = Clock()
    clock = StatusClock(now)
    clock.hear(60.0, 100.0)
    now.seconds += 4
    clock.hold()
    now.seconds += 4000
    assert (clock.elapsed, clock.left) == (64.0, 96.0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00"), (7.9, "0:07"), (59.99, "0:59"), (754, "12:34"), (3723, "1:02:03"), (100 * 3600, "100:00:00")],
)
def test_durations(seconds: float, words: str) -> None:
    assert status_words.duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "–"),
        (8.4, "0:08"),
        (61, "1:00"),
        (63, "1:05"),
        (599, "10:00"),
        (600, "10 min"),
        (3599, "60 min"),
        (3600, "1 h 00 min"),
        (7500, "2 h 05 min"),
    ],
)
def test_time_left_is_no_finer_than_it_is_known(seconds: float | None, words: str) -> None:
    assert status_words.time_left(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (3600, "ends about 13:00"),
        (13 * 3600, "ends about 01:00 tomorrow"),
        (50 * 3600, "ends in 2 days"),
        (1e18, ""),
    ],
)
def test_the_time_of_the_end(seconds: float | None, words: str) -> None:
    assert status_words.end_of_it(seconds, NOON) == words


def test_rates_and_amounts() -> None:
    assert [status_words.rate(value) for value in (0, 0.25, 0.03125, 5e-5)] == ["0", "0.250", "0.0312", "5.00e-05"]
    assert [status_words.per_second(value) for value in (0.512, 9.94, 203.4, 12345)] == ["0.5", "9.9", "203", "12,345"]
    assert [status_words.memory(value) for value in (812_000_000, 3_440_000_000)] == ["812 MB", "3.4 GB"]
    assert status_words.percent(0.94712) == "94.7 %"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOON.replace(hour=9, minute=4), "today 09:04"),
        (NOON - datetime.timedelta(days=1, hours=-6), "yesterday 18:00"),
        (NOON - datetime.timedelta(days=9), "5 March, 12:00"),
        (NOON - datetime.timedelta(days=300), "18 May 2025, 12:00"),
    ],
)
def test_moments(moment: datetime.datetime, words: str) -> None:
    assert moment_in_words(moment, NOON) == words
