"""A removed run can be had back until it is purged."""

import time
from pathlib import Path

import pytest

from cifar_desktop.errors import RunError
from cifar_desktop.training.run_bin import BIN_NAME, purge_removed, remove_run, removed_runs, restore_run
from cifar_desktop.training.run_history import read_history
from tests.training.made_runs import contents, finished_run


def test_a_removed_run_comes_back_as_it_was(runs: Path) -> None:
    run, other = finished_run(runs).path, finished_run(runs).path
    before = contents(run)
    start = int(time.time())
    removed = remove_run(run)
    assert [row.path for row in read_history(runs)] == [other]
    assert not run.exists()
    assert removed_runs(runs) == [removed]
    assert (removed.folder_name, removed.runs) == (run.name, runs)
    assert start <= removed.removed_at <= time.time()
    assert restore_run(removed) == run
    assert contents(run) == before
    assert removed_runs(runs) == []
    assert not (runs / BIN_NAME).exists()


def test_a_name_that_was_taken_meanwhile_is_left_alone(runs: Path) -> None:
    run = finished_run(runs).path
    removed = remove_run(run)
    run.mkdir()
    (run / "new").write_text("mine")
    again = restore_run(removed)
    assert again == runs / f"{run.name}-2"
    assert (again / "run.json").is_file()
    assert contents(run) == {"new": b"mine"}


def test_runs_of_the_same_name_are_kept_apart(runs: Path) -> None:
    run = finished_run(runs, test_accuracy=0.25)
    remove_run(run.path)
    run.path.mkdir()
    (run.path / "run.json").write_text("second")
    remove_run(run.path)
    found = removed_runs(runs)
    assert [one.folder_name for one in found] == [run.path.name] * 2
    assert {(one.path / "run.json").read_text() == "second" for one in found} == {True, False}


def test_what_cannot_be_removed_is_said_and_leaves_nothing(runs: Path) -> None:
    runs.mkdir()
    with pytest.raises(RunError, match="cannot be removed"):
        remove_run(runs / "absent")
    assert list(runs.iterdir()) == []


def test_what_cannot_be_put_back_is_said(runs: Path) -> None:
    removed = remove_run(finished_run(runs).path)
    restore_run(removed)
    with pytest.raises(RunError, match="cannot be put back"):
        restore_run(removed)


def aged(runs: Path, slot: Path, stamp: str) -> None:
    """Let a run have been removed at another time."""
    slot.rename(slot.with_name(f"{stamp}-{slot.name[-8:]}"))


def test_purging_deletes_what_is_old_and_nothing_else(runs: Path) -> None:
    old, new, kept = (finished_run(runs).path for _ in range(3))
    aged(runs, remove_run(old).path.parent, "20200101-000000")
    recent = remove_run(new)
    (runs / BIN_NAME / "notes").mkdir()
    (runs / BIN_NAME / "notes" / "mine.txt").write_text("mine")
    assert [one.folder_name for one in removed_runs(runs)] == [new.name, old.name]
    assert purge_removed(runs, older_than_s=86_400) == 1
    assert removed_runs(runs) == [recent]
    assert purge_removed(runs) == 1
    assert removed_runs(runs) == []
    assert (runs / BIN_NAME / "notes" / "mine.txt").read_text() == "mine"
    assert [row.path for row in read_history(runs)] == [kept]
    assert purge_removed(runs) == 0
    assert purge_removed(runs / "nowhere") == 0


def test_purging_a_link_leaves_what_it_leads_to(runs: Path, tmp_path: Path) -> None:
    run = finished_run(tmp_path / "elsewhere").path
    runs.mkdir()
    (runs / "link").symlink_to(run, target_is_directory=True)
    before = contents(run)
    assert [row.state for row in read_history(runs)] == ["finished"]
    remove_run(runs / "link")
    assert purge_removed(runs) == 1
    assert contents(run) == before
