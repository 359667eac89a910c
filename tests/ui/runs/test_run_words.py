"""What is said about runs."""

import datetime
from pathlib import Path

import pytest

from cifar_desktop.training.run_history import RunSummary
from cifar_desktop.ui.runs.run_columns import Column, ordered
from cifar_desktop.ui.runs.run_words import (
    begun,
    count_in_words,
    duration,
    epochs_in_words,
    origin_sentence,
    percent,
    state_in_words,
    state_sentence,
)

NOW = datetime.datetime(2026, 11, 20, 12, 0).astimezone()


def a_run(name: str = "a", **facts: object) -> RunSummary:
    return RunSummary(**{"path": Path(name), "name": name, "state": "finished", **facts})


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW.replace(hour=9, minute=4), "today 09:04"),
        (NOW.replace(day=19, hour=23), "yesterday 23:00"),
        (NOW.replace(month=3, day=2, hour=8), "2 Mar 08:00"),
        (NOW.replace(year=2025), "20 Nov 2025"),
    ],
)
def test_moments_are_short(moment: datetime.datetime, words: str) -> None:
    assert begun(moment.astimezone(datetime.UTC).isoformat(), NOW) == words


@pytest.mark.parametrize(("created", "words"), [("", "–"), ("long ago", "long ago"), ("2026-11-20T99:00Z", None)])
def test_what_is_no_moment_stays_as_it_is(created: str, words: str | None) -> None:
    assert begun(created, NOW) == (words or created)


def test_figures() -> None:
    assert percent(0.94125) == "94.12 %"
    assert percent(None) == "–"
    assert [duration(seconds) for seconds in (None, 7.9, 754, 3723)] == ["–", "0:07", "12:34", "1:02:03"]
    assert [count_in_words(number) for number in (1, 1200)] == ["1 run", "1,200 runs"]
    assert epochs_in_words(a_run(epochs=16, epochs_done=16)) == "16"
    assert epochs_in_words(a_run(epochs=16, epochs_done=7)) == "7 of 16"
    assert epochs_in_words(a_run(epochs=16)) == "? of 16"
    assert epochs_in_words(a_run()) == "–"


def test_each_state_has_its_words() -> None:
    early = a_run(outcome="stopped early", epochs=9, epochs_done=4)
    assert state_in_words(early, is_under_way=False) == "Finished early"
    assert "after 4 of 9 epochs" in state_sentence(early, is_under_way=False)
    stopped = a_run(outcome="stopped", epochs=9, epochs_done=1)
    assert state_in_words(stopped, is_under_way=False) == "Stopped"
    lost = a_run(state="interrupted", reason="It cannot go on.")
    assert state_sentence(lost, is_under_way=False) == "It cannot go on."
    going = a_run(state="interrupted", can_resume=True, epochs=9, epochs_done=4)
    assert state_sentence(going, is_under_way=False) == "Interrupted after 4 of 9 epochs; it can go on from there."
    assert state_in_words(going, is_under_way=True) == "Training now"
    assert origin_sentence(a_run()) == ""


def test_the_unknown_comes_last_either_way() -> None:
    runs = [a_run("a", test_accuracy=None), a_run("b", test_accuracy=0.0), a_run("c", test_accuracy=0.5)]
    for is_descending, names in ((False, ["b", "c", "a"]), (True, ["c", "b", "a"])):
        assert [run.name for run in ordered(runs, Column.TEST, is_descending=is_descending)] == names
    assert [run.name for run in ordered(runs, Column.DEVICE, is_descending=True)] == ["a", "b", "c"]
