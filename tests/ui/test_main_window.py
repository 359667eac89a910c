"""The window: what passes between its tabs, how it opens and how it closes."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.closing_dialog import ClosingDialog
from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.theme import DARK, LIGHT
from cifar_desktop.ui.window_place import placed
from tests.ui.classify.made_photos import write_weights_file
from tests.ui.train.train_tabs import PATIENCE_MS, Stage, only_run


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    return window


def click(qtbot: QtBot, button) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def questions(window: MainWindow) -> list[ClosingDialog]:
    return [one for one in window.findChildren(ClosingDialog) if one.isVisible()]


def question_of(window: MainWindow) -> ClosingDialog:
    """Close the window, and return what it asks."""
    window.close()
    (question,) = questions(window)
    assert window.isVisible()
    return question


def test_closing_in_mid_training_asks_once_saves_and_closes(stage: Stage) -> None:
    window = stage.window
    stage.start_and_reach_epoch(1)
    stage.qtbot.keyClick(question_of(window), Qt.Key.Key_Escape)
    assert not questions(window)
    assert stage.tab.is_training
    question = question_of(window)
    window.close()
    assert questions(window) == [question]
    with stage.qtbot.waitSignal(stage.tab.idle, timeout=PATIENCE_MS):
        stage.click(question.stop_button)
        assert "closing" in window.status.note.text()
    assert not window.isVisible()
    assert (only_run() / "checkpoint.safetensors").exists()
    assert not (only_run() / "result.json").exists()


def test_a_training_that_ends_while_the_question_is_open(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    question = question_of(stage.window)
    stage.controls.keep_action.trigger()
    stage.wait_for_end()
    assert stage.window.isVisible()
    stage.click(question.discard_button)
    assert not stage.window.isVisible()
    assert (only_run() / "result.json").exists()  # there was nothing left to throw away


def test_an_interrupt_saves_and_closes_without_a_question(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    with stage.qtbot.waitSignal(stage.tab.idle, timeout=PATIENCE_MS):
        stage.window.close_without_asking()
    assert not stage.window.isVisible()
    assert stage.window.was_interrupted
    assert (only_run() / "checkpoint.safetensors").exists()


def test_the_engine_loads_behind_the_window(qtbot: QtBot, window: MainWindow) -> None:
    assert window.status.engine.text() == "Loading the engine…"
    with qtbot.waitSignal(window.engine_ready, timeout=PATIENCE_MS) as ready:
        assert window.train_tab.run_panel.controls.start_button.isEnabled()
    (devices,) = ready.args
    assert devices.present[0].name == "cpu"
    assert devices.best in devices.present
    assert ("cpu", devices.present[0].title) in devices.choices
    assert window.status.engine.text() == f"Ready · {devices.best.title}"
    assert devices.reason in window.status.engine.toolTip()
    assert not window.status.details_button.isVisible()
    offered = [(choice.value, choice.title) for choice in window.train_tab.form.rows["device"].field.choices]
    assert offered[1:] == [(device.name, device.title) for device in devices.present]


def test_nothing_is_loaded_for_a_window_that_nobody_sees(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    qtbot.wait(50)
    assert not window.engine.is_loading


def test_the_keyboard_begins_at_the_start_button(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    assert window.focusWidget() is window.train_tab.run_panel.controls.start_button


def test_it_opens_where_it_was_closed(qtbot: QtBot, window: MainWindow) -> None:
    window.setGeometry(0, 0, 960, 700)
    window.tabs.setCurrentIndex(1)
    window.close()
    again = MainWindow()
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (960, 700)
    assert again.tabs.currentWidget() is again.evaluate_tab
    assert Settings().tab == "evaluate"


LEFT, RIGHT = QRect(0, 0, 1920, 1040), QRect(1920, 0, 1280, 800)
SMALLEST = QSize(960, 640)


@pytest.mark.parametrize(
    ("wanted", "screens", "place"),
    [
        (None, [LEFT], QRect(320, 120, 1280, 800)),
        (None, [QRect(0, 0, 800, 600)], QRect(0, 0, 960, 640)),
        (QRect(100, 50, 1000, 700), [LEFT, RIGHT], QRect(100, 50, 1000, 700)),
        (QRect(2000, 50, 1000, 700), [LEFT, RIGHT], QRect(2000, 50, 1000, 700)),
        (QRect(2000, 50, 1000, 700), [LEFT], QRect(460, 170, 1000, 700)),  # that screen has gone
        (QRect(2800, 100, 1000, 700), [LEFT, RIGHT], QRect(2200, 100, 1000, 700)),  # half of it outside
        (QRect(100, -500, 1000, 700), [LEFT], QRect(460, 170, 1000, 700)),  # its title bar out of reach
        (QRect(0, 0, 5000, 3000), [LEFT], QRect(0, 0, 1920, 1040)),  # from a larger screen
        (QRect(10, 10, 20, 20), [LEFT], QRect(10, 10, 960, 640)),
    ],
)
def test_it_opens_on_a_screen_that_exists(wanted: QRect | None, screens: list[QRect], place: QRect) -> None:
    assert placed(wanted, screens, SMALLEST) == place


def test_nothing_is_clipped_in_the_smallest_window(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(window.minimumSize())
    assert window.size() == SMALLEST
    tab = window.evaluate_tab
    window.tabs.setCurrentWidget(tab)
    tab.use_weights(Path("/a/rather/long/way/to/the/weights/of/20261120-142626-resnet9/best.safetensors"))
    qtbot.waitUntil(lambda: tab.page.state is tab.page.failure, timeout=PATIENCE_MS)
    shown = [one for one in tab.findChildren(QLabel) + tab.findChildren(QPushButton) if one.isVisible()]
    assert len(shown) > 6

    def nothing_is_clipped() -> None:
        for one in shown:
            needed = one.heightForWidth(one.width()) if one.hasHeightForWidth() else one.minimumSizeHint().height()
            assert one.height() >= needed, one.text()

    qtbot.waitUntil(nothing_is_clipped, timeout=PATIENCE_MS)
    assert tab.page.empty.horizontalScrollBar().maximum() == 0


def test_weights_go_from_tab_to_tab(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    weights = write_weights_file(tmp_path / "best.safetensors", ("cup", "spoon"), 0)
    window.evaluate_with(weights)
    assert window.tabs.currentWidget() is window.evaluate_tab
    page = window.evaluate_tab.page
    qtbot.waitUntil(lambda: page.state is page.failure, timeout=PATIENCE_MS)
    assert "2 classes" in page.failure.what.text()
    window.classify_with(weights)
    assert window.tabs.currentWidget() is window.classify_tab
    desk = window.classify_tab.page.session.desk
    qtbot.waitUntil(lambda: desk.loaded is not None and desk.loaded.path == weights, timeout=PATIENCE_MS)


def test_what_the_runs_tab_asks_for_is_done_elsewhere(window: MainWindow, tmp_path: Path) -> None:
    weights = write_weights_file(tmp_path / "best.safetensors", ("cup", "spoon"), 0)
    window.tabs.setCurrentWidget(window.runs_tab)
    window.runs_tab.evaluate_with.emit(weights)
    assert window.tabs.currentWidget() is window.evaluate_tab
    assert window.evaluate_tab.page.bar.request.weights == weights
    window.runs_tab.classify_with.emit(weights)
    assert window.tabs.currentWidget() is window.classify_tab


def test_the_runs_tab_knows_which_run_is_under_way(stage: Stage) -> None:
    tab = stage.window.runs_tab
    stage.start_and_reach_epoch(1)
    assert tab._under_way == only_run()
    stage.tab.cancel()
    stage.wait_for_end()
    assert tab._under_way is None


@pytest.mark.parametrize("dark", [False, True])
def test_both_looks_are_drawn(qtbot: QtBot, window: MainWindow, dark: bool) -> None:
    window.menus.themes["dark" if dark else "light"].trigger()
    qtbot.waitUntil(window.updatesEnabled)
    corner = window.grab().toImage().pixelColor(2, window.height() // 2).name()
    assert corner == (DARK if dark else LIGHT).window
