"""The square over the photo: the mouse draws, moves and resizes it, and the program sets it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.photo_canvas import LEAST_PX, PhotoCanvas
from cifar_desktop.ui.classify.photo_stage import PhotoStage
from tests.ui.classify.photo_stages import (
    BOX,
    GREY,
    HEIGHT,
    PATIENCE_MS,
    RED,
    WIDTH,
    about,
    colour_at,
    drag,
    near,
    place_of,
    plain,
    shown_stage,
)


@pytest.fixture
def stage(qtbot: QtBot) -> PhotoStage:
    return shown_stage(qtbot)


@pytest.fixture
def canvas(stage: PhotoStage) -> PhotoCanvas:
    return stage.canvas


# The square and the mouse


@pytest.mark.parametrize(
    ("start", "end", "box"),
    [
        ((100, 60), (250, 160), (100, 60, 250, 210)),  # the longer way counts
        ((250, 210), (130, 180), (130, 90, 250, 210)),  # to the upper left
        ((300, 100), (390, 110), (300, 100, 390, 190)),
        ((50, 200), (250, 210), (50, 100, 250, 300)),  # below there is not enough photo: it gives way upwards
        ((60, 40), (900, 900), (60, 0, 360, 300)),  # the pointer leaves the photo, the square does not
    ],
)
def test_dragging_draws_a_square(
    qtbot: QtBot,
    stage: PhotoStage,
    start: tuple[int, int],
    end: tuple[int, int],
    box: tuple[int, int, int, int],
) -> None:
    with qtbot.waitSignal(stage.box_changed, timeout=PATIENCE_MS) as caught:
        drag(qtbot, stage.canvas, start, end)
    assert caught.args[0] == stage.box == about(box)
    left, top, right, bottom = stage.box
    assert right - left == pytest.approx(bottom - top)
    assert min(left, top) >= 0
    assert right <= WIDTH
    assert bottom <= HEIGHT


def test_the_answer_can_follow_before_the_button_is_released(
    qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas
) -> None:
    with qtbot.waitSignal(stage.box_changed, timeout=PATIENCE_MS):
        drag(qtbot, canvas, (50, 50), (150, 150), release=False)
    with qtbot.waitSignal(stage.box_changed, timeout=PATIENCE_MS) as caught:
        qtbot.mouseMove(canvas, place_of(canvas, 200, 200))
    assert caught.args[0] == about((50, 50, 200, 200))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=place_of(canvas, 200, 200))


def test_many_moves_in_one_turn_of_the_loop_are_one_announcement(
    qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas
) -> None:
    announced: list[object] = []
    stage.box_changed.connect(announced.append)
    drag(qtbot, canvas, (50, 50), *[(100 + step, 100 + step) for step in range(0, 100, 5)])
    assert announced == []
    qtbot.waitUntil(lambda: bool(announced), timeout=PATIENCE_MS)
    QApplication.processEvents()
    assert announced == [stage.box]


def test_a_click_that_trembles_draws_nothing(qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas) -> None:
    place = place_of(canvas, 100, 100)
    with qtbot.assertNotEmitted(stage.box_changed, wait=50):
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseMove(canvas, place + QPoint(3, 2))
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=place + QPoint(3, 2))
    assert stage.box is None


def test_the_square_is_moved_by_its_middle_and_stays_on_the_photo(
    qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas
) -> None:
    stage.set_box(BOX)
    with qtbot.waitSignal(stage.box_changed, timeout=PATIENCE_MS) as caught:
        drag(qtbot, canvas, (160, 140), (190, 130))
    assert caught.args[0] == about((130, 70, 250, 190))
    drag(qtbot, canvas, (190, 130), (10, 10))
    assert stage.box == about((0, 0, 120, 120))
    drag(qtbot, canvas, (60, 60), (399, 299))
    assert stage.box == about((280, 180, 400, 300))


@pytest.mark.parametrize(
    ("corner", "to", "box"),
    [
        ((100, 80), (60, 60), (60, 40, 220, 200)),
        ((220, 80), (260, 100), (100, 40, 260, 200)),
        ((100, 200), (120, 180), (120, 80, 220, 180)),
        ((220, 200), (390, 299), (100, 80, 320, 300)),  # as far as the photo goes
    ],
)
def test_a_corner_resizes_it_and_the_one_opposite_stays(
    qtbot: QtBot,
    stage: PhotoStage,
    corner: tuple[int, int],
    to: tuple[int, int],
    box: tuple[int, int, int, int],
) -> None:
    stage.set_box(BOX)
    with qtbot.waitSignal(stage.box_changed, timeout=PATIENCE_MS) as caught:
        drag(qtbot, stage.canvas, corner, to)
    assert caught.args[0] == stage.box == about(box)


def test_a_corner_does_not_jump_to_a_pointer_that_took_it_beside_its_point(
    qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas
) -> None:
    stage.set_box(BOX)
    drag(qtbot, canvas, (214, 195), (215, 196))
    assert stage.box == about((100, 80, 221, 201))


def test_it_never_becomes_too_small_to_be_held(qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas) -> None:
    stage.set_box(BOX)
    drag(qtbot, canvas, (220, 200), (101, 81))
    left, _, right, _ = stage.box
    assert (right - left) * canvas.photo.scale == pytest.approx(LEAST_PX)


def test_a_new_square_can_be_drawn_beside_the_old_one(qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas) -> None:
    stage.set_box(BOX)
    drag(qtbot, canvas, (280, 100), (380, 200))
    assert stage.box == about((280, 100, 380, 200))


def test_a_double_click_takes_it_away(qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas) -> None:
    stage.set_box(BOX)
    with qtbot.waitSignal(stage.box_changed, timeout=PATIENCE_MS) as caught:
        qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=place_of(canvas, 160, 140))
    assert caught.args == [None]
    assert stage.box is None


def test_the_button_takes_it_away(qtbot: QtBot, stage: PhotoStage) -> None:
    assert not stage.foot.whole_button.isVisible()
    stage.set_box(BOX)
    with qtbot.waitSignal(stage.box_changed, timeout=PATIENCE_MS) as caught:
        qtbot.mouseClick(stage.foot.whole_button, Qt.MouseButton.LeftButton)
    assert caught.args == [None]
    assert not stage.foot.whole_button.isVisible()


def test_other_buttons_draw_nothing(qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas) -> None:
    qtbot.mousePress(canvas, Qt.MouseButton.RightButton, pos=place_of(canvas, 50, 50))
    qtbot.mouseMove(canvas, place_of(canvas, 200, 200))
    qtbot.mouseRelease(canvas, Qt.MouseButton.RightButton, pos=place_of(canvas, 200, 200))
    assert stage.box is None


def test_the_cursor_says_what_a_press_would_do(qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas) -> None:
    stage.set_box(BOX)
    for point, shape in (
        ((300, 100), Qt.CursorShape.CrossCursor),
        ((160, 140), Qt.CursorShape.OpenHandCursor),
        ((100, 80), Qt.CursorShape.SizeFDiagCursor),
        ((220, 80), Qt.CursorShape.SizeBDiagCursor),
    ):
        qtbot.mouseMove(canvas, place_of(canvas, *point))
        assert canvas.cursor().shape() == shape
    qtbot.mouseMove(canvas, QPoint(1, 1))
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor


# The square and the program


def test_a_square_that_is_set_is_not_announced(qtbot: QtBot, stage: PhotoStage) -> None:
    with qtbot.assertNotEmitted(stage.box_changed, wait=50):
        stage.set_box(BOX)
        stage.set_box(None)
        stage.set_box((-50, -50, 50, 50))
    assert stage.box == (0, 0, 100, 100)


def test_while_one_is_dragged_none_is_set(qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas) -> None:
    drag(qtbot, canvas, (50, 50), (150, 150), release=False)
    stage.set_box(BOX)
    assert stage.box == about((50, 50, 150, 150))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=place_of(canvas, 150, 150))
    stage.set_box(BOX)
    assert stage.box == BOX


def test_another_photo_has_no_square_and_nothing_of_the_old_one_is_announced(
    qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas
) -> None:
    with qtbot.assertNotEmitted(stage.box_changed, wait=50):
        drag(qtbot, canvas, (50, 50), (150, 150), release=False)
        stage.show_photo(plain(RED))
        qtbot.mouseMove(canvas, place_of(canvas, 250, 250))
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=place_of(canvas, 250, 250))
    assert stage.box is None


def test_what_is_outside_of_the_square_lies_in_shade(stage: PhotoStage, canvas: PhotoCanvas) -> None:
    stage.set_box(BOX)
    assert near(colour_at(canvas, 160, 140), GREY)
    assert colour_at(canvas, 300, 250).lightness() < GREY[0] * 0.7


def test_resizing_the_window_leaves_the_square_on_its_part_of_the_photo(qtbot: QtBot, stage: PhotoStage) -> None:
    stage.set_box(BOX)
    with qtbot.assertNotEmitted(stage.box_changed, wait=50):
        stage.resize(800, 700)
    assert stage.box == BOX
    assert near(colour_at(stage.canvas, 160, 140), GREY)
    assert colour_at(stage.canvas, 60, 140).lightness() < GREY[0] * 0.7
