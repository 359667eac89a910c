"""Removing runs, and having them back."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cifar_desktop.training.run_bin import removed_runs
from tests.training.made_runs import contents, new_run
from tests.ui.runs.run_tabs import Desk, interrupted_run


def test_delete_removes_and_undo_brings_everything_back(desk: Desk, runs: Path) -> None:
    before = contents(runs)
    desk.choose("second")
    desk.press(Qt.Key.Key_Delete)
    desk.settle()
    bar = desk.page.places.undo_bar
    assert bar.isVisible()
    assert bar.words.words == "“second” was removed."
    assert "second" not in desk.names()
    assert desk.chosen() == ["first"]  # the one that has come into its place
    bar.undo_button.click()
    desk.settle()
    assert not bar.isVisible()
    assert desk.chosen() == ["second"]
    assert contents(runs) == before


def test_undo_has_a_key(desk: Desk) -> None:
    desk.choose("second")
    desk.press(Qt.Key.Key_Delete)
    desk.settle()
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.chosen() == ["second"]


def test_several_are_removed_together_and_put_back_from_the_menu(desk: Desk, runs: Path) -> None:
    desk.choose("second", "first")
    assert desk.run_actions.remove.text() == "Re&move 2 runs"
    desk.run_actions.remove.trigger()
    desk.settle()
    places = desk.page.places
    assert places.undo_bar.words.words == "2 runs were removed."
    places.undo_bar.close_button.click()
    assert places.removed_menu.text() == "Removed: 2"
    texts = {action.text(): action for action in places.removed_menu.menu().actions()}
    (one,) = [action for text, action in texts.items() if text.startswith("first, removed today")]
    one.trigger()
    desk.settle()
    assert desk.chosen() == ["first"]
    assert places.removed_menu.text() == "Removed: 1"


def test_all_can_be_put_back_at_once(desk: Desk, runs: Path) -> None:
    before = contents(runs)
    desk.choose("second", "first", "third")
    desk.run_actions.remove.trigger()
    desk.settle()
    menu = desk.page.places.removed_menu.menu()
    next(action for action in menu.actions() if action.text() == "Put &all 3 back").trigger()
    desk.settle()
    assert contents(runs) == before
    assert sorted(desk.chosen()) == ["first", "second", "third"]


@pytest.mark.parametrize("is_meant", [False, True])
def test_deleting_for_good_asks(desk: Desk, runs: Path, is_meant: bool) -> None:
    desk.choose("second")
    desk.press(Qt.Key.Key_Delete)
    desk.settle()
    removed = desk.page.places.removed_menu
    removed.menu().actions()[-1].trigger()
    assert len(removed_runs(runs)) == 1
    if is_meant:
        removed.question.accept()
    else:
        removed.question.close_button.click()
    desk.settle()
    assert len(removed_runs(runs)) == (0 if is_meant else 1)
    assert removed.isVisible() is not is_meant
    assert removed.question is None


def test_the_run_under_way_cannot_be_removed(desk: Desk, runs: Path) -> None:
    folder = new_run(runs, created="2026-11-19T09:00:00Z").path
    desk.tab.on_training_began(folder)
    desk.settle()
    desk.choose(folder.name)
    assert not desk.run_actions.remove.isEnabled()
    assert "being trained" in desk.run_actions.remove.toolTip()
    desk.press(Qt.Key.Key_Delete)
    desk.settle()
    assert folder.is_dir()
    desk.choose(folder.name, "first")  # nor among others
    desk.run_actions.remove.trigger()
    desk.settle()
    assert folder.is_dir()
    assert "first" in desk.names()


def test_a_training_that_ended_here_is_removed_at_once(desk: Desk, runs: Path) -> None:
    folder = interrupted_run(runs, created="2026-11-19T09:00:00Z")
    desk.tab.on_training_began(folder)
    desk.tab.on_training_ended()
    desk.settle()
    desk.choose(folder.name)
    desk.press(Qt.Key.Key_Delete)
    desk.settle()
    assert not folder.exists()
    assert desk.failures == []


def test_a_training_that_may_be_going_on_elsewhere_is_left_alone(desk: Desk, runs: Path) -> None:
    folder = interrupted_run(runs, created="2026-11-19T09:00:00Z")  # written just now, and not by this window
    desk.tab.refresh()
    desk.settle()
    desk.choose(folder.name, "first")
    desk.run_actions.remove.trigger()
    desk.settle()
    (failure,) = desk.failures
    assert "may be going on" in failure.error.what
    assert "Nothing was removed" in failure.error.kept
    assert folder.is_dir()
    assert "first" in desk.names()
    assert not desk.page.places.undo_bar.isVisible()


def test_what_cannot_be_put_back_is_said(desk: Desk, runs: Path) -> None:
    desk.choose("second")
    desk.press(Qt.Key.Key_Delete)
    desk.settle()
    (removed,) = removed_runs(runs)
    removed.path.rename(runs.parent / "elsewhere")
    desk.page.places.undo_bar.undo_button.click()
    desk.settle()
    (failure,) = desk.failures
    assert "cannot be put back" in failure.what
    assert sorted(desk.names()) == sorted(name for name in desk.names() if name != "second")


def test_a_name_typed_and_a_removal_after_it_come_in_this_order(qtbot: QtBot, desk: Desk, runs: Path) -> None:
    desk.choose("second")
    folder = desk.table.chosen[0].path
    desk.page.desk.rename(folder, "renamed")
    desk.run_actions.remove.trigger()
    desk.settle()
    (removed,) = removed_runs(runs)
    assert '"renamed"' in (removed.path / "label.json").read_text()
