"""A training from the first click to the result, by clicks on the real window."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from cifar_desktop.ui.theme import apply_theme
from cifar_desktop.ui.train.training_state import TrainState
from tests.ui.train.train_tabs import FOR_EVER, Stage, only_run


def test_before_the_first_training_it_shows_photos_and_what_to_click(stage: Stage) -> None:
    assert stage.state is TrainState.READY
    assert stage.title == "Teach it to see"
    assert stage.sentence.startswith("Press Start: a ResNet-9 looks at 4,500 photos five times")
    assert stage.tab.data_view.isVisible()
    assert stage.controls.start_button.isVisible()
    for hidden in (
        stage.controls.pause_button,
        stage.controls.stop_button,
        stage.tab.run_panel.strip,
        stage.tab.run_panel.progress,
        stage.tab.result_card,
        stage.tab.resume_desk.banner,
        stage.tab.charts,
    ):
        assert not hidden.isVisible()


def test_one_click_trains_to_the_end(stage: Stage) -> None:
    told = []
    stage.tab.told.connect(lambda *words: told.append(words))
    stage.start(epochs=3)
    assert stage.state is TrainState.LOADING
    assert stage.title == "Getting ready…"
    assert not stage.controls.start_button.isVisible()
    stage.wait_for_end()
    assert stage.states == [TrainState.LOADING, TrainState.RUNNING, TrainState.FINISHED]
    assert stage.title == "Finished"
    result = json.loads((only_run() / "result.json").read_text())
    card = stage.tab.result_card
    assert card.isVisible()
    assert card.accuracy.text() == f"{result['test_accuracy'] * 100:.1f} %"
    assert card.test_words.text() == "of 20 test photos named right"
    assert card.weights == only_run() / "best.safetensors"
    assert stage.tab.charts.isVisible()
    assert stage.num_epochs == 3
    assert [title for title, _ in told] == ["The training has ended"]
    assert not stage.failures


def test_what_the_result_offers(stage: Stage) -> None:
    classify, evaluate = [], []
    stage.tab.classify_with.connect(classify.append)
    stage.tab.evaluate_with.connect(evaluate.append)
    stage.start(epochs=1)
    stage.wait_for_end()
    card, weights = stage.tab.result_card, only_run() / "best.safetensors"
    stage.window.resize(stage.window.minimumSize())
    stage.wait_for(lambda: all(stage.shows_all_of(one) for one in (card.copy_button, *card.facts.values())))
    stage.click(card.copy_button)
    assert QGuiApplication.clipboard().text() == str(weights)
    stage.click(card.classify_button)
    assert classify == [weights]
    assert stage.window.tabs.currentWidget() is stage.window.classify_tab
    stage.window.tabs.setCurrentWidget(stage.tab)
    stage.click(card.evaluate_button)
    assert evaluate == [weights]
    stage.window.tabs.setCurrentWidget(stage.tab)
    stage.click(card.again_button)
    assert stage.tab.is_training
    stage.wait_for_end()
    assert card.weights != weights
    assert card.weights.is_file()


def test_a_second_start_is_impossible(stage: Stage) -> None:
    stage.set_up(epochs=FOR_EVER)
    button = stage.controls.start_button
    stage.qtbot.mouseDClick(button, Qt.MouseButton.LeftButton)
    button.click()
    stage.tab.start()
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    stage.wait_for(lambda: stage.last_step > 0)
    assert stage.states == [TrainState.LOADING, TrainState.RUNNING]
    only_run()


def test_start_says_why_it_is_disabled(stage: Stage) -> None:
    stage.set_up()
    field = stage.tab.form.rows["epochs"].field
    field.setFocus()
    field.selectAll()
    stage.qtbot.keyClicks(field, "0")
    stage.wait_for(lambda: stage.tab.form.problem)
    button, warning = stage.controls.start_button, stage.tab.run_panel.warning
    assert not button.isEnabled()
    assert warning.isVisible()
    assert stage.tab.form.problem in warning.words
    assert button.toolTip() == stage.tab.form.problem
    stage.tab.start()
    stage.controls.start_action.trigger()
    assert stage.state is TrainState.READY
    stage.controls.start_button.setFocus()
    stage.click(stage.tab.run_panel.problem_button)
    assert field.hasFocus()
    field.selectAll()
    stage.qtbot.keyClicks(field, "1")
    stage.wait_for(button.isEnabled)
    assert not warning.isVisible()


def test_pause_and_continue(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    stage.click(stage.controls.pause_button)
    assert stage.state is TrainState.PAUSING
    stage.wait_for(lambda: stage.state is TrainState.PAUSED)
    assert stage.title == "Paused"
    assert "Everything is saved" in stage.sentence
    assert (only_run() / "checkpoint.safetensors").is_file()
    steps, elapsed = stage.last_step, stage.tab.run_panel.strip.clock.elapsed
    stage.qtbot.wait(400)
    assert stage.last_step == steps
    assert stage.tab.run_panel.strip.clock.elapsed == elapsed
    assert stage.controls.pause_button.text() == "&Continue"
    width = stage.controls.pause_button.width()
    stage.click(stage.controls.pause_button)
    assert stage.state is TrainState.RUNNING
    stage.wait_for(lambda: stage.last_step > steps)
    assert stage.controls.pause_button.width() == width


def test_figures_and_bars_show_the_training(stage: Stage) -> None:
    stage.start_and_reach_epoch(2)
    strip, progress = stage.tab.run_panel.strip, stage.tab.run_panel.progress
    assert strip.isVisible()
    assert progress.isVisible()
    stage.controls.pause_action.trigger()
    stage.wait_for(lambda: stage.state is TrainState.PAUSED)
    strip.refresh()
    epochs = stage.tab.charts.record.epochs
    best = max(epochs, key=lambda record: record.validation_accuracy)
    figures = {name: figure.text for name, figure in strip.figures.items()}
    assert figures["best"] == f"{best.validation_accuracy * 100:.1f} % in epoch {best.epoch:,}"
    assert figures["device"].startswith("CPU")
    assert figures["precision"] == "float32"
    assert figures["memory"].endswith(("MB", "GB"))
    assert "–" not in figures.values()
    assert "cpu was asked for" in strip.figures["device"].toolTip()
    steps_per_epoch = stage.tab.session.started.steps_per_epoch
    assert progress.step_bar.maximum() == steps_per_epoch
    assert progress.step_words.text() == f"Step {(stage.last_step - 1) % steps_per_epoch + 1} of {steps_per_epoch}"


def test_everything_is_locked_while_it_runs(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    assert stage.tab.form.is_locked
    stage.controls.keep_action.trigger()
    stage.wait_for_end()
    assert not stage.tab.form.is_locked


def test_the_photos_can_be_looked_at_meanwhile(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    assert stage.tab.charts.isVisible()
    stage.click(stage.tab.run_panel.photos_button)
    assert stage.tab.data_view.isVisible()
    stage.click(stage.tab.run_panel.photos_button)
    assert stage.tab.charts.isVisible()


@pytest.mark.parametrize("size", [(960, 640), (1280, 800), (1600, 1000)])
def test_nothing_is_cut_off(stage: Stage, size: tuple[int, int]) -> None:
    apply_theme(QApplication.instance(), dark=False)
    stage.window.resize(*size)
    stage.start_and_reach_epoch(1)
    stage.controls.pause_action.trigger()
    stage.wait_for(lambda: stage.state is TrainState.PAUSED)
    assert (stage.window.width(), stage.window.height()) == size
    panel = stage.tab.run_panel
    for widget in (panel.title, stage.controls.pause_button, stage.controls.stop_button, panel.photos_button):
        assert widget.width() >= widget.sizeHint().width(), widget
        assert stage.shows_all_of(widget)


def test_the_theme_changes_while_it_runs(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    app = QApplication.instance()
    pictures = []
    for dark in (False, True):
        apply_theme(app, dark=dark)
        seen = stage.last_step
        stage.wait_for(lambda seen=seen: stage.last_step > seen)
        pictures.append(stage.tab.run_panel.grab().toImage())
    middle = pictures[0].rect().center()
    lightness = [picture.pixelColor(middle.x(), 4).lightness() for picture in pictures]
    assert lightness[0] > 200
    assert lightness[1] < 80
    assert stage.state is TrainState.RUNNING


def test_the_splitter_is_remembered(stage: Stage) -> None:
    splitter = stage.tab._splitter
    handle = splitter.handle(1)
    start = handle.rect().center()
    stage.qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    stage.qtbot.mouseMove(handle, start.__class__(start.x() + 40, start.y()))
    stage.qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start)
    assert stage.settings.train_splitter == tuple(splitter.sizes())
