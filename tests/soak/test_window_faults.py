"""Short versions of what `benchmarks.faults` does at length to a window: a monkey, an early end, forbidden sockets."""

from pathlib import Path

import pytest

from benchmarks.soak.fault import Outcome
from benchmarks.soak.leaks import LONG, hold_on, slope
from benchmarks.soak.monkey import SLOW, close_at_any_moment, let_monkeys_loose, unsaved
from benchmarks.soak.privacy import keep_to_itself
from benchmarks.soak.rivals import compete
from cifar_desktop.training.run_lock import hold_lock
from tests.training.made_runs import finished_run, new_run

pytestmark = pytest.mark.timeout(900)  # seconds on a machine at rest


def troubles_of(outcome: Outcome) -> list[str]:
    """Return what went wrong, without what took too long: others may need the machine."""
    if not outcome.tried:
        pytest.skip("; ".join(outcome.details))
    return [line for line in outcome.details if not line.startswith("note:") and SLOW not in line]


def test_a_window_opens_no_socket_before_the_download_is_asked_for(tmp_path: Path) -> None:
    assert troubles_of(keep_to_itself(1, 1, tmp_path)) == []


def test_a_monkey_breaks_nothing(tmp_path: Path) -> None:
    assert troubles_of(let_monkeys_loose(1, 1, tmp_path, seconds=15.0)) == []


def test_a_window_that_is_closed_in_mid_training_has_saved_it(tmp_path: Path) -> None:
    assert troubles_of(close_at_any_moment(1, 1, tmp_path)) == []


def test_two_windows_that_go_on_with_one_run_do_not_spoil_it(tmp_path: Path) -> None:
    assert troubles_of(compete(1, 1, tmp_path)) == []


def test_a_run_that_was_not_left_in_order_is_noticed(tmp_path: Path) -> None:
    finished_run(tmp_path)
    assert unsaved(tmp_path) == []
    run = new_run(tmp_path)
    assert unsaved(tmp_path) == []  # it can be begun anew
    with hold_lock(run.path):
        (trouble,) = unsaved(tmp_path)
        assert "is running" in trouble
    run.checkpoint.write_bytes(b"half")
    (trouble,) = unsaved(tmp_path)
    assert "is broken" in trouble


@pytest.mark.parametrize("kind", ["train", "camera"])
def test_a_window_trains_and_films_for_a_while(kind: str, tmp_path: Path) -> None:
    """Whether what it holds grows, only an hour can show."""
    outcome = hold_on(kind, 1, 1, tmp_path, is_small=True, minute_s=8.0)
    assert [line for line in troubles_of(outcome) if not line.startswith(LONG)] == []


def test_a_slope_is_that_of_a_line() -> None:
    assert slope([(0.0, 7.0), (0.5, 8.0), (1.0, 9.0)]) == pytest.approx(2.0)


@pytest.mark.parametrize("moment", [0, 15, 29])
def test_a_moment_does_not_tilt_it(moment: int) -> None:
    points = [(step / 30, 600 + 3 * step / 30) for step in range(30)]
    points[moment] = (moment / 30, 400.0)
    assert slope(points) == pytest.approx(3.0, abs=0.3)
