"""The square over the photo is drawn with the keyboard too, and told to those who hear it."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.photo_canvas import LEAST_PX, PhotoCanvas
from cifar_desktop.ui.classify.photo_stage import PhotoStage
from tests.ui.classify.photo_stages import BOX, PATIENCE_MS, about, drag, place_of, plain, shown_stage


@pytest.fixture
def stage(qtbot: QtBot) -> PhotoStage:
    return shown_stage(qtbot)


@pytest.fixture
def canvas(stage: PhotoStage) -> PhotoCanvas:
    return stage.canvas


def test_the_keyboard_draws_moves_resizes_and_takes_away(qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas) -> None:
    stage.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(stage.box_changed, timeout=PATIENCE_MS) as caught:
        qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert caught.args[0] == about((110, 60, 290, 240))
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert stage.box == about((116, 60, 296, 240))
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    assert stage.box == about((116, 54, 296, 234))
    qtbot.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert stage.box[0] == pytest.approx(115)
    qtbot.keyClick(canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert stage.box[2] - stage.box[0] == pytest.approx(192)
    qtbot.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert stage.box[2] - stage.box[0] == pytest.approx(180)
    with qtbot.waitSignal(stage.box_changed, timeout=PATIENCE_MS, check_params_cb=lambda box: box is None):
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert stage.box is None


def test_the_arrows_stop_at_the_edge(qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas) -> None:
    stage.set_box((3, 0, 103, 100))
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert stage.box == (0, 0, 100, 100)
    for _ in range(60):
        qtbot.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert (stage.box[2] - stage.box[0]) * canvas.photo.scale == pytest.approx(LEAST_PX)


def test_escape_in_mid_drag_goes_back_to_what_was(qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas) -> None:
    stage.set_box(BOX)
    drag(qtbot, canvas, (160, 140), (260, 180), release=False)
    assert stage.box != BOX
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert stage.box == BOX
    qtbot.mouseMove(canvas, place_of(canvas, 300, 200))
    assert stage.box == BOX


def test_keys_that_mean_nothing_here_are_left_to_the_window(qtbot: QtBot, stage: PhotoStage) -> None:
    seen: list[int] = []

    class Window(PhotoStage):
        def keyPressEvent(self, event) -> None:
            seen.append(event.key())

    window = Window()
    qtbot.addWidget(window)
    window.show_photo(plain())
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    qtbot.keyClick(window.canvas, Qt.Key.Key_F)
    assert seen == [Qt.Key.Key_Escape, Qt.Key.Key_F]


def test_the_keys_are_told_to_whom_comes_by_keyboard(qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas) -> None:
    stage.activateWindow()
    qtbot.waitUntil(stage.isActiveWindow, timeout=PATIENCE_MS)
    canvas.clearFocus()
    assert "Drag" in stage.foot.words.text()
    stage.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: canvas.is_keyboard_here, timeout=PATIENCE_MS)
    assert "Space" in stage.foot.words.text()
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert "Arrow keys" in stage.foot.words.text()


def test_what_is_seen_is_told_to_those_who_hear_it(stage: PhotoStage, canvas: PhotoCanvas) -> None:
    assert "All of it" in canvas.accessibleDescription()
    stage.set_box((0, 0, 100, 100))
    assert "25 % of the width" in canvas.accessibleDescription()
    stage.clear()
    assert canvas.accessibleName() == "No photo"
