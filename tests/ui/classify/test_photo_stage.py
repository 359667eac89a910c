"""The photo in the middle: how it is drawn, and the square that mouse and keyboard draw over it."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.errors import PhotoError
from cifar_desktop.ui.classify.fitted_photo import FittedPhoto
from cifar_desktop.ui.classify.photo_canvas import LEAST_PX, PhotoCanvas
from cifar_desktop.ui.classify.photo_stage import PhotoStage

PATIENCE_MS = 20_000
WIDTH, HEIGHT = 400, 300
RED, GREEN, BLUE, GREY = (200, 30, 30), (30, 180, 40), (40, 60, 210), (130, 130, 130)
BOX = (100.0, 80.0, 220.0, 200.0)


def plain(colour: tuple[int, int, int] = GREY, size: tuple[int, int] = (WIDTH, HEIGHT)) -> np.ndarray:
    return np.full((size[1], size[0], 3), colour, dtype=np.uint8)


def quarters() -> np.ndarray:
    """A photo whose quarters have four colours."""
    photo = plain()
    photo[: HEIGHT // 2, : WIDTH // 2] = RED
    photo[: HEIGHT // 2, WIDTH // 2 :] = GREEN
    photo[HEIGHT // 2 :, : WIDTH // 2] = BLUE
    return photo


@pytest.fixture
def stage(qtbot: QtBot) -> PhotoStage:
    stage = PhotoStage()
    qtbot.addWidget(stage)
    stage.resize(520, 440)
    stage.show()
    qtbot.waitExposed(stage)
    stage.show_photo(plain())
    return stage


@pytest.fixture
def canvas(stage: PhotoStage) -> PhotoCanvas:
    return stage.canvas


def place_of(canvas: PhotoCanvas, x: float, y: float) -> QPoint:
    """Where a point of the photo lies on the screen, reckoned from the room and the photo's size alone."""
    width, height = canvas.photo.size
    scale = min((canvas.width() - 12) / width, (canvas.height() - 12) / height)
    left, top = (canvas.width() - width * scale) / 2, (canvas.height() - height * scale) / 2
    return QPointF(left + x * scale, top + y * scale).toPoint()


def drag(qtbot: QtBot, canvas: PhotoCanvas, *points: tuple[float, float], release: bool = True) -> None:
    """Press at the first point of the photo and go to the others."""
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place_of(canvas, *points[0]))
    for point in points[1:]:
        qtbot.mouseMove(canvas, place_of(canvas, *point))
    if release:
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=place_of(canvas, *points[-1]))


def colour_at(canvas: PhotoCanvas, x: float, y: float) -> QColor:
    return canvas.grab().toImage().pixelColor(place_of(canvas, x, y))


def near(colour: QColor, wanted: tuple[int, int, int], by: int = 3) -> bool:
    return all(
        abs(one - other) <= by for one, other in zip((colour.red(), colour.green(), colour.blue()), wanted, strict=True)
    )


def about(box: tuple[float, ...]) -> object:
    return pytest.approx(box, abs=2.0)  # the mouse stands on whole pixels of the screen


# How the photo is drawn


def test_all_of_the_photo_is_drawn_upright_and_in_its_colours(stage: PhotoStage, canvas: PhotoCanvas) -> None:
    stage.show_photo(quarters())
    for x, y, colour in ((100, 75, RED), (300, 75, GREEN), (100, 225, BLUE), (300, 225, GREY)):
        assert near(colour_at(canvas, x, y), colour)
    for x, y, colour in ((12, 3, RED), (388, 3, GREEN), (12, 297, BLUE), (388, 297, GREY)):  # nothing is cut off
        assert near(colour_at(canvas, x, y), colour)


@pytest.mark.parametrize("size", [(520, 440), (300, 700), (900, 260)])
def test_it_fills_the_room_in_its_own_proportions(
    qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas, size: tuple[int, int]
) -> None:
    stage.resize(*size)
    qtbot.waitUntil(lambda: stage.size().toTuple() == size, timeout=PATIENCE_MS)
    place = canvas.photo.place
    assert place.width() / place.height() == pytest.approx(WIDTH / HEIGHT, rel=0.01)
    assert QRectF(canvas.rect()).contains(place)
    assert min(canvas.width() - place.width(), canvas.height() - place.height()) <= 14


def test_a_small_picture_shows_its_pixels_as_sharp_squares(stage: PhotoStage, canvas: PhotoCanvas) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    stage.show_photo(picture)
    side = canvas.photo.place.width() / 32
    assert side == int(side) >= 8
    image = canvas.grab().toImage()
    corner = canvas.photo.place.topLeft().toPoint()
    for row, column in ((1, 5), (16, 16), (30, 3)):
        for offset in (0, int(side) - 1):  # its first and its last pixel on the screen: nothing is mixed
            pixel = image.pixelColor(corner + QPoint(int(column * side) + offset, int(row * side) + offset))
            assert (pixel.red(), pixel.green(), pixel.blue()) == tuple(picture[row, column])


def test_a_large_one_is_made_smaller_by_averaging(stage: PhotoStage, canvas: PhotoCanvas) -> None:
    board = np.where(np.indices((1600, 1600)).sum(axis=0) % 2, 255, 0).astype(np.uint8)
    stage.show_photo(np.repeat(board[:, :, None], 3, axis=2))
    for x, y in ((300, 300), (801, 800), (1210, 655)):
        assert near(colour_at(canvas, x, y), (127, 127, 127), by=12)


def test_a_dense_screen_gets_all_its_pixels() -> None:
    photo = FittedPhoto(plain(size=(1000, 500)))
    photo.fit(QRectF(0, 0, 300, 300), 2.0)
    assert photo.place == QRectF(0, 75, 300, 150)
    assert photo.pixmap().size().toTuple() == (600, 300)
    assert photo.pixmap().devicePixelRatio() == 2.0


def test_a_photo_given_in_strides_is_drawn_right(stage: PhotoStage, canvas: PhotoCanvas) -> None:
    stage.show_photo(quarters()[:, ::-1])
    assert near(colour_at(canvas, 100, 75), GREEN)
    assert near(colour_at(canvas, 300, 75), RED)


@pytest.mark.parametrize("size", [(1, 1), (3000, 1), (1, 3000), (5, 4)])
def test_the_strangest_sizes_can_be_looked_at_and_dragged_over(
    qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas, size: tuple[int, int]
) -> None:
    stage.show_photo(plain(size=size))
    drag(qtbot, canvas, (0, 0), (size[0], size[1]))
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(canvas, key)
        qtbot.keyClick(canvas, key, Qt.KeyboardModifier.ShiftModifier)
    canvas.grab()
    left, top, right, bottom = stage.box
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]


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


# The keyboard


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
    assert "25% of the width" in canvas.accessibleDescription()
    stage.clear()
    assert canvas.accessibleName() == "No photo"


# The heat map


def test_heat_glows_where_it_is_hot_and_dims_where_it_is_cold(stage: PhotoStage, canvas: PhotoCanvas) -> None:
    heat = np.zeros((6, 8), dtype=np.float32)
    heat[:, :4] = 1
    stage.show_heat(heat, words="Bright: what speaks for “cup”")
    hot, cold = colour_at(canvas, 60, 150), colour_at(canvas, 340, 150)
    assert hot.red() > GREY[0] + 20
    assert hot.red() > hot.blue() + 40
    assert cold.lightness() < GREY[0] * 0.75
    assert stage.foot.words.text() == "Bright: what speaks for “cup”"
    assert stage.foot.strip.isVisible()
    stage.show_heat(None)
    assert near(colour_at(canvas, 60, 150), GREY)
    assert not stage.foot.strip.isVisible()


def test_heat_of_a_square_lies_in_the_square_and_goes_when_it_moves(
    qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas
) -> None:
    stage.set_box(BOX)
    shade = colour_at(canvas, 300, 140)
    stage.show_heat(np.ones((4, 4), dtype=np.float32))
    assert colour_at(canvas, 160, 140).red() > GREY[0] + 20
    assert colour_at(canvas, 300, 140) == shade
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert not canvas.has_heat
    assert near(colour_at(canvas, 160, 140), GREY)


def test_heat_without_numbers_in_it_is_drawn_as_cold(stage: PhotoStage, canvas: PhotoCanvas) -> None:
    stage.show_heat(np.full((3, 3), np.nan, dtype=np.float32))
    assert colour_at(canvas, 200, 150).lightness() < GREY[0] * 0.75


def test_heat_is_smooth(stage: PhotoStage, canvas: PhotoCanvas) -> None:
    heat = np.tile(np.array([0, 1], dtype=np.float32), (2, 1))
    stage.show_heat(heat)
    image = canvas.grab().toImage()
    row = [image.pixelColor(place_of(canvas, x, 150)).red() for x in range(100, 300, 4)]
    assert max(abs(one - other) for one, other in pairwise(row)) < 16


@pytest.mark.parametrize("width", [260, 340, 560])
def test_the_line_below_the_photo_is_never_cut_off(stage: PhotoStage, width: int) -> None:
    stage.resize(width, 420)
    stage.set_box(BOX)
    stage.show_heat(np.ones((4, 4), dtype=np.float32), words="Bright: what speaks for “spoon”")
    QApplication.processEvents()
    words, foot = stage.foot.words, stage.foot
    assert words.heightForWidth(words.width()) <= foot.height()
    assert foot.whole_button.isVisible()
    assert foot.whole_button.geometry().right() <= foot.width()
    assert foot.strip.isVisible() == (width > 300)


# Waiting and problems


def test_a_photo_on_its_way_is_told_after_a_while_and_locks_the_old_one_at_once(
    qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas
) -> None:
    stage.set_box(BOX)
    stage.show_waiting()
    with qtbot.assertNotEmitted(stage.box_changed, wait=20):
        drag(qtbot, canvas, (250, 100), (350, 200))
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert stage.box == BOX
    qtbot.waitUntil(lambda: bool(canvas.waiting_words), timeout=PATIENCE_MS)
    assert canvas.grab().toImage() != _without_words(canvas)
    stage.show_photo(plain(RED))
    assert not canvas.waiting_words
    drag(qtbot, canvas, (250, 100), (350, 200))
    assert stage.box == about((250, 100, 350, 200))


def _without_words(canvas: PhotoCanvas) -> QImage:
    words = canvas.waiting_words
    canvas.say_waiting("")
    image = canvas.grab().toImage()
    canvas.say_waiting(words)
    return image


def test_a_photo_that_comes_at_once_shows_no_word_of_waiting(qtbot: QtBot, stage: PhotoStage) -> None:
    stage.show_waiting()
    stage.show_photo(plain(RED))
    qtbot.wait(300)  # longer than it would have taken to be told
    assert not stage.canvas.waiting_words


def test_waiting_that_was_for_nothing_gives_the_photo_back(
    qtbot: QtBot, stage: PhotoStage, canvas: PhotoCanvas
) -> None:
    stage.show_waiting()
    stage.stop_waiting()
    drag(qtbot, canvas, (250, 100), (350, 200))
    assert stage.box == about((250, 100, 350, 200))


def test_a_problem_takes_the_photos_place_in_words(qtbot: QtBot, stage: PhotoStage) -> None:
    stage.set_box(BOX)
    stage.show_problem("a.jpg", PhotoError("The picture is cut off.", remedy="Copy it again."))
    texts = [part.text().replace("\u200b", "") for part in (stage.problem.title, stage.problem.what)]
    assert texts == ["a.jpg", "The picture is cut off."]
    assert "Copy it again." in stage.problem.remedy.text()
    assert stage.problem.isVisible()
    assert not stage.canvas.isVisible()
    assert stage.box is None
    assert not stage.foot.whole_button.isVisible()
    stage.show_photo(plain(GREEN))
    assert stage.canvas.isVisible()
    assert not stage.problem.isVisible()
    assert near(colour_at(stage.canvas, 200, 150), GREEN)


def test_after_a_problem_the_next_photo_is_waited_for(qtbot: QtBot, stage: PhotoStage) -> None:
    stage.show_problem("a.jpg", PhotoError("The picture is cut off."))
    stage.show_waiting()
    qtbot.waitUntil(stage.canvas.isVisible, timeout=PATIENCE_MS)
    assert stage.canvas.waiting_words
    stage.show_problem("b.jpg", PhotoError("So is this one."))
    assert stage.problem.isVisible()
