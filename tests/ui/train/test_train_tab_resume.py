"""Interrupted runs: found, offered, taken up to their end, put off or discarded."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cifar_desktop.training.events import RunStarted
from cifar_desktop.ui.train.training_state import TrainState
from tests.ui.train.train_tabs import Stage, all_runs, only_run, stage_on


@pytest.fixture
def interrupted(qtbot: QtBot, photos: Path) -> Callable[..., Path]:
    """Return a function that trains with a window, closes it in mid-training, and returns the run's folder."""

    def interrupt(**changes: object) -> Path:
        before = set(all_runs())
        with stage_on(qtbot, photos) as stage:
            stage.start(**{"epochs": 30, **changes})
            stage.wait_for(lambda: stage.num_epochs >= 2 or not stage.tab.is_training)
            stage.tab.cancel()
            stage.wait_for_end()
            assert stage.state is TrainState.STOPPED
        (folder,) = set(all_runs()) - before
        return folder

    return interrupt


def test_an_interrupted_run_is_offered_and_goes_on_to_its_end(
    qtbot: QtBot, photos: Path, interrupted: Callable[..., Path]
) -> None:
    run = interrupted()
    with stage_on(qtbot, photos) as stage:
        banner = stage.tab.resume_desk.banner
        stage.wait_for(banner.isVisible)
        assert banner.words.words.startswith("A run was interrupted at epoch ")
        assert " of 30: ResNet-9 slim on CIFAR-10, today " in banner.words.words
        assert not banner.more_button.isVisible()
        seen = []
        stage.tab.session.reported.connect(seen.append)
        stage.click(banner.resume_button)
        assert not banner.isVisible()
        stage.wait_for(lambda: any(isinstance(event, RunStarted) for event in seen))
        started = next(event for event in seen if isinstance(event, RunStarted))
        assert started.first_step > 0
        assert stage.tab.charts.record.steps.values[0] == 1
        assert stage.tab.form.config().epochs == 30
        assert stage.tab.form.is_locked
        stage.wait_for_end()
        assert stage.state is TrainState.FINISHED, stage.sentence
        assert stage.num_epochs == 30
        assert stage.last_step == stage.tab.session.started.steps_per_epoch * 30
        assert json.loads((run / "result.json").read_text())["num_epochs"] == 30
        assert only_run() == run
        stage.tab.resume_desk.look()
        assert stage.tab.resume_desk.wait(60_000)
        stage.qtbot.wait(50)
        assert not banner.isVisible()


def test_several_runs_the_newest_first_and_the_others_in_a_menu(
    qtbot: QtBot, photos: Path, interrupted: Callable[..., Path]
) -> None:
    first = interrupted()
    second = interrupted(epochs=40)
    with stage_on(qtbot, photos) as stage:
        banner = stage.tab.resume_desk.banner
        stage.wait_for(banner.isVisible)
        assert banner.run.path == second
        assert banner.more_button.text() == "… and 1 more"
        (action,) = banner.more_button.menu().actions()
        action.trigger()
        assert banner.run.path == first
        stage.click(banner.later_button)
        assert not banner.isVisible()
        stage.tab.resume_desk.look()
        assert stage.tab.resume_desk.wait(60_000)
        stage.qtbot.wait(50)
        assert not banner.isVisible()
    assert set(all_runs()) == {first, second}


def test_discarding_asks_first(qtbot: QtBot, photos: Path, interrupted: Callable[..., Path]) -> None:
    run = interrupted()
    with stage_on(qtbot, photos) as stage:
        banner, desk = stage.tab.resume_desk.banner, stage.tab.resume_desk
        stage.wait_for(banner.isVisible)
        stage.click(banner.discard_button)
        stage.qtbot.keyClick(desk.question, Qt.Key.Key_Escape)
        assert run.exists()
        stage.click(banner.discard_button)
        stage.click(desk.question.discard_button)
        stage.wait_for(lambda: not banner.isVisible())
        assert not run.exists()


def test_what_was_measured_is_missing_but_the_run_goes_on(
    qtbot: QtBot, photos: Path, interrupted: Callable[..., Path]
) -> None:
    run = interrupted()
    (run / "steps.csv").write_text("nonsense")
    with stage_on(qtbot, photos) as stage:
        stage.tab.resume(run)
        stage.wait_for_end()
        assert stage.state is TrainState.FINISHED


def test_a_run_that_is_none_is_refused_in_words(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    stage.tab.resume(tmp_path / "empty")
    stage.wait_for_end()
    assert "is not a run folder" in stage.dialog_told().what
    assert stage.controls.start_button.isEnabled()


def test_no_run_goes_on_while_another_is_under_way(stage: Stage, tmp_path: Path) -> None:
    stage.start_and_reach_epoch(1)
    copy = tmp_path / "copy"
    shutil.copytree(only_run(), copy)
    stage.tab.resume(copy)
    assert stage.dialog_told().what == "A training is under way."
    assert stage.tab.is_training
    assert stage.tab.session.started.folder == only_run()
