"""A run that another process trains is shown as such and left alone."""

from pathlib import Path

import pytest

from cifar_desktop.errors import RunError
from cifar_desktop.training.run_lock import LOCK_NAME, hold_lock
from cifar_desktop.ui.runs.run_columns import Column
from cifar_desktop.ui.train.run_removal import remove_run
from tests.ui.runs.run_tabs import Desk, interrupted_run


def test_it_is_shown_as_being_trained_and_not_touched(desk: Desk, runs: Path) -> None:
    folder = interrupted_run(runs, created="2026-11-19T09:00:00Z")
    with hold_lock(folder):
        desk.tab.refresh()
        desk.settle()
        desk.choose(folder.name)
        assert desk.cell(desk.names().index(folder.name), Column.STATE) == "Training now"
        assert "being trained just now, by this program" in desk.details.state.text()
        assert not desk.run_actions.resume.isVisible()
        assert not desk.run_actions.remove.isEnabled()
        with pytest.raises(RunError, match="is being trained just now"):
            remove_run(folder)
        assert (folder / "checkpoint.safetensors").is_file()
    desk.tab.refresh()
    desk.settle()
    desk.choose(folder.name)
    assert desk.cell(desk.names().index(folder.name), Column.STATE) == "Interrupted"
    assert desk.run_actions.resume.isVisible()


def test_one_that_began_since_the_list_was_read_is_not_removed(desk: Desk, runs: Path) -> None:
    folder = next(path for path in runs.iterdir() if (path / "checkpoint.safetensors").exists())
    desk.choose("third", "first")
    with hold_lock(folder):
        desk.run_actions.remove.trigger()
        desk.settle()
    (failure,) = desk.failures
    assert "is being trained just now" in failure.error.what
    assert folder.is_dir()
    assert "first" in desk.names()


def test_nothing_of_a_discarded_run_is_left_not_even_its_lock(runs: Path) -> None:
    folder = interrupted_run(runs)
    with hold_lock(folder):
        pass
    assert (folder / LOCK_NAME).exists()
    remove_run(folder)
    assert not folder.exists()
