"""The name and the note that a person gives a run are kept beside it, and change nothing else."""

import json
import os
from pathlib import Path

import pytest

from cifar_desktop.errors import RunError
from cifar_desktop.training.run_history import read_summary
from cifar_desktop.training.run_label import LABEL_NAME, note_run, read_label, rename_run
from tests.training.made_runs import contents, finished_run, new_run


def test_a_name_and_a_note_are_kept(runs: Path) -> None:
    run = finished_run(runs).path
    before = contents(run)
    rename_run(run, "  the  good\none 犬 ")
    note_run(run, " Two\nlines. ")
    row = read_summary(run)
    assert (row.name, row.note) == ("the good one 犬", "Two\nlines.")
    assert {name: text for name, text in contents(run).items() if name != LABEL_NAME} == before
    assert rename_run(run, " ").name == ""
    assert note_run(run, "").note == ""
    row = read_summary(run)
    assert (row.name, row.note) == (run.name, "")


def test_halves_of_letters_are_not_kept(runs: Path) -> None:
    run = finished_run(runs).path
    rename_run(run, "a\ud800b\x1b")
    note_run(run, "c\ud800")
    assert (read_label(run).name, read_label(run).note) == ("a b", "c?")


def test_a_damaged_label_is_none_and_can_be_written_anew(runs: Path) -> None:
    run = finished_run(runs).path
    for text in ("{", "[]", '{"name": 5, "note": null}', "\x00"):
        (run / LABEL_NAME).write_text(text)
        assert read_summary(run).name == run.name
        assert read_summary(run).state == "finished"
    assert rename_run(run, "again").name == read_summary(run).name == "again"


def test_what_a_newer_version_wrote_into_the_label_stays(runs: Path) -> None:
    run = finished_run(runs).path
    (run / LABEL_NAME).write_text('{"name": "old", "colour": "red"}')
    note_run(run, "noted")
    assert json.loads((run / LABEL_NAME).read_text()) == {"name": "old", "colour": "red", "note": "noted"}


def test_words_that_are_too_long_are_refused(runs: Path) -> None:
    run = finished_run(runs).path
    rename_run(run, "short")
    with pytest.raises(RunError, match="121 letters"):
        rename_run(run, "x" * 121)
    with pytest.raises(RunError, match="10,001 letters"):
        note_run(run, "x" * 10_001)
    assert (read_label(run).name, read_label(run).note) == ("short", "")


def test_a_label_that_cannot_be_written_is_said(runs: Path) -> None:
    run = finished_run(runs).path
    (run / LABEL_NAME).mkdir()
    with pytest.raises(RunError, match=r"cannot be written: .* The run is as it was"):
        rename_run(run, "new")
    assert read_summary(run).state == "finished"


def test_a_new_name_does_not_look_like_a_training_that_goes_on(runs: Path) -> None:
    run = new_run(runs).path
    for file in run.iterdir():
        os.utime(file, (1_000_000_000,) * 2)
    assert not read_summary(run).may_be_going_on()
    rename_run(run, "new")
    assert not read_summary(run).may_be_going_on()
    (run / "steps.csv").write_text("")
    assert read_summary(run).may_be_going_on()
