"""The photo in the middle: how it is drawn, with heat over it, while it is waited for, and where it cannot be shown."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.errors import PhotoError
from cifar_desktop.ui.classify.fitted_photo import FittedPhoto
from cifar_desktop.ui.classify.photo_canvas import PhotoCanvas
from cifar_desktop.ui.classify.photo_stage import PhotoStage
from tests.ui.classify.photo_stages import (
    BLUE,
    BOX,
    GREEN,
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
    quarters,
    shown_stage,
)


@pytest.fixture
def stage(qtbot: QtBot) -> PhotoStage:
    return shown_stage(qtbot)


@pytest.fixture
def canvas(stage: PhotoStage) -> PhotoCanvas:
    return stage.canvas


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
