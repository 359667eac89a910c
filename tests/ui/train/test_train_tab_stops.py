"""The ways in which a training ends before its time: kept, saved, discarded, by a button or with the window."""

import time

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from cifar_desktop.inference.weights import read_weights
from cifar_desktop.ui.closing_dialog import ClosingDialog
from cifar_desktop.ui.train.training_state import TrainState
from tests.ui.train.train_tabs import Stage, all_runs, only_run


def choose(stage: Stage, action: QAction) -> None:
    """Choose a line in the menu of the Stop button; the offscreen platform cannot open menus without a warning."""
    menu = stage.controls.stop_button.menu()
    assert isinstance(menu, QMenu)
    assert stage.controls.stop_button.isEnabled()
    assert action in menu.actions()
    assert action.isVisible()
    assert action.isEnabled()
    action.trigger()


def test_stop_shows_at_once_and_keeps_the_best(stage: Stage) -> None:
    stage.start_and_reach_epoch(2)
    began = time.perf_counter()
    choose(stage, stage.controls.keep_action)
    assert time.perf_counter() - began < 1  # 0.1 s where nothing else uses the processor
    assert stage.state is TrainState.STOPPING
    assert stage.title == "Stopping…"
    assert not stage.controls.stop_button.isEnabled()
    step = stage.last_step
    stage.wait_for_end()
    assert stage.last_step <= step + 40  # what was reported meanwhile, and one batch
    assert stage.state is TrainState.FINISHED
    assert stage.title == "Stopped"
    assert "best weights so far are kept" in stage.sentence
    assert stage.tab.result_card.isVisible()
    assert read_weights(only_run() / "best.safetensors").info.architecture == "resnet9-slim"


def test_discarding_asks_and_deletes_the_run_and_nothing_else(stage: Stage) -> None:
    stage.start(epochs=1)
    stage.wait_for_end()
    kept = only_run()
    stage.start_and_reach_epoch(1)
    (discarded,) = [run for run in all_runs() if run != kept]
    choose(stage, stage.controls.discard_action)
    dialog = stage.tab.resume_desk.question
    assert stage.state is TrainState.RUNNING  # it goes on until there is an answer
    stage.click(dialog.close_button)
    assert stage.state is TrainState.RUNNING
    choose(stage, stage.controls.discard_action)
    stage.click(stage.tab.resume_desk.question.discard_button)
    assert stage.state is TrainState.STOPPING
    assert discarded.exists()
    stage.wait_for_end()
    assert stage.title == "Discarded"
    assert not discarded.exists()
    assert (kept / "best.safetensors").is_file()
    assert stage.tab.data_view.isVisible()
    assert not stage.failures


def test_a_file_that_a_person_put_there_survives_discarding(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    note = only_run() / "my notes.txt"
    note.write_text("mine")
    stage.tab.discard()
    stage.wait_for_end()
    assert [path.name for path in only_run().iterdir()] == ["my notes.txt"]


def test_discarding_a_training_that_has_not_begun_needs_no_question(stage: Stage) -> None:
    stage.start()
    assert stage.state is TrainState.LOADING
    choose(stage, stage.controls.discard_action)
    stage.wait_for_end()
    assert stage.tab.resume_desk.question is None
    assert stage.state in (TrainState.STOPPED, TrainState.FINISHED)


def test_a_question_goes_when_the_training_ends_by_itself(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    choose(stage, stage.controls.discard_action)
    assert stage.tab.resume_desk.question.isVisible()
    stage.controls.keep_action.trigger()
    stage.wait_for_end()
    assert stage.tab.resume_desk.question is None
    assert (only_run() / "result.json").is_file()


def test_a_paused_training_can_be_stopped(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    stage.controls.pause_action.trigger()
    stage.wait_for(lambda: stage.state is TrainState.PAUSED)
    choose(stage, stage.controls.save_action)
    stage.wait_for_end()
    assert stage.title == "Stopped"
    assert (only_run() / "checkpoint.safetensors").is_file()
    assert not (only_run() / "result.json").exists()
    stage.wait_for(stage.tab.resume_desk.banner.isVisible)


def closing_question(stage: Stage) -> ClosingDialog:
    stage.window.close()
    dialog = stage.window._question
    assert isinstance(dialog, ClosingDialog)
    assert stage.window.isVisible()
    return dialog


def test_closing_asks_and_keeps_training(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    stage.click(closing_question(stage).close_button)
    step = stage.last_step
    stage.wait_for(lambda: stage.last_step > step)
    assert stage.window.isVisible()


def test_closing_discards_and_closes(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    stage.click(closing_question(stage).discard_button)
    stage.wait_for(lambda: not stage.window.isVisible())
    assert not stage.tab.is_training
    assert all_runs() == []
