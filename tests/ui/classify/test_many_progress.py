"""The words beside the bar: how many, how quickly, how long yet."""

import pytest
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.many_progress import ManyProgress, rate_words, time_words


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def progress(qtbot: QtBot, clock: Clock) -> ManyProgress:
    progress = ManyProgress(clock=clock)
    qtbot.addWidget(progress)
    return progress


def test_time_left_follows_the_last_seconds(progress: ManyProgress, clock: Clock) -> None:
    progress.begin()
    assert progress.bar.maximum() == 0  # nobody knows yet how many there are
    num_done = 0
    for _ in range(100):  # 10 s with 20 photos a second
        clock.now += 0.1
        num_done += 2
        progress.show_progress(num_done, 2000)
    assert (progress.bar.value(), progress.bar.maximum()) == (200, 2000)
    assert progress.per_second() == pytest.approx(20, rel=0.1)
    for _ in range(100):  # then 10 s with 60: larger pictures lie behind us
        clock.now += 0.1
        num_done += 6
        progress.show_progress(num_done, 2000)
    assert progress.per_second() == pytest.approx(60, rel=0.1)
    clock.now += 1
    progress.show_progress(num_done, 2000)
    assert progress.amount.text() == "800 of 2,000"
    assert progress.pace.text().endswith(" left")
    assert progress.seconds == pytest.approx(21)
    progress.end()
    clock.now += 50
    assert progress.seconds == pytest.approx(21)
    assert not progress.isVisibleTo(None)
    assert progress.bar.maximum() > 0  # no animation goes on in the dark


def test_no_rate_is_told_before_one_is_known(progress: ManyProgress, clock: Clock) -> None:
    progress.begin()
    progress.show_progress(4, 0)
    assert progress.amount.text() == "4, still counting…"
    assert progress.pace.text() == ""
    clock.now += 2
    progress.show_progress(4, 10)
    assert progress.pace.text() == ""
    clock.now += 2
    progress.show_progress(10, 10)
    assert progress.amount.text() == "10 of 10"


def test_beginning_anew_forgets_the_older_rate(progress: ManyProgress, clock: Clock) -> None:
    progress.begin()
    for num_done in (0, 500, 1000):
        clock.now += 1
        progress.show_progress(num_done, 1000)
    clock.now += 1
    progress.show_progress(3, 1000)  # the weights were swapped
    assert progress.per_second() is None
    progress.begin()  # photos were added: what is measured goes on
    assert progress.amount.text() != "Beginning…"


def test_cancelling_says_so_at_once(qtbot: QtBot, progress: ManyProgress) -> None:
    progress.begin()
    with qtbot.waitSignal(progress.cancel_requested):
        progress.cancel_button.click()
    assert progress.cancel_button.text() == "Stopping…"
    assert not progress.cancel_button.isEnabled()
    progress.end()
    progress.begin()
    assert progress.cancel_button.text() == "Cancel"
    assert progress.cancel_button.isEnabled()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00"), (8.4, "0:08"), (59.7, "1:00"), (270, "4:30"), (725, "12 min"), (7500, "2 h 05 min")],
)
def test_durations_are_no_finer_than_they_matter(seconds: float, words: str) -> None:
    assert time_words(seconds) == words


def test_rates_have_digits_that_mean_something() -> None:
    assert [rate_words(rate) for rate in (1234.5, 212.2, 3.44)] == ["1,234/s", "212/s", "3.4/s"]
