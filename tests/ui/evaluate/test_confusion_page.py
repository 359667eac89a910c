"""The matrix: looked at, pointed at, walked through; and the pictures of its cells."""

import pytest
from PySide6.QtCore import QPoint, QSizeF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.evaluate.confusion_page import ConfusionPage
from cifar_desktop.ui.evaluate.confusion_paint import contrast, heat, ink_on
from cifar_desktop.ui.evaluate.confusion_place import place_in
from cifar_desktop.ui.theme import DARK, LIGHT, apply_theme
from tests.ui.evaluate.results import large_result, small_result

# Three cups, of which two were taken for spoons, surely and hardly; a spoon named right.
ANSWERS = [(0, 1, 1.0), (0, 0, 5.0), (0, 1, 6.0), (1, 1, 3.0)]


@pytest.fixture
def page(qtbot: QtBot) -> ConfusionPage:
    page = ConfusionPage()
    qtbot.addWidget(page)
    page.resize(720, 460)
    page.show_result(small_result(ANSWERS))
    page.show()
    return page


def middle_of(page: ConfusionPage, cell: tuple[int, int]) -> QPoint:
    return page.matrix.place.rect(cell).center().toPoint()


def shown(page: ConfusionPage) -> list[int]:
    pictures = page.pictures.gallery.pictures
    return [pictures.said(row).position for row in range(pictures.rowCount())]


def test_a_click_on_a_cell_shows_its_pictures(qtbot: QtBot, page: ConfusionPage) -> None:
    qtbot.mouseClick(page.matrix, Qt.MouseButton.LeftButton, pos=middle_of(page, (0, 1)))
    assert page.matrix.chosen == (0, 1)
    assert page.pictures.heading.text() == "“cup” taken for “spoon”"
    assert page.pictures.count_label.text() == "2 pictures"
    assert shown(page) == [2, 0]  # the surest first
    page.pictures.back_button.click()
    assert page.matrix.chosen is None
    assert page.pictures.pair_buttons[0].isVisible()


def test_the_pictures_of_a_cell_are_sorted_as_asked(qtbot: QtBot, page: ConfusionPage) -> None:
    page.show_result(large_result())
    page.show_cell((0, 1))
    expected = page.pictures._evaluated.examination.cell(0, 1, "loss")
    assert shown(page) != [one.position for one in expected]
    page.pictures.order.setFocus()
    qtbot.keyClick(page.pictures.order, Qt.Key.Key_Down)
    assert page.pictures.order.order == "loss"
    assert shown(page) == [one.position for one in expected]


def test_an_empty_cell_says_so(qtbot: QtBot, page: ConfusionPage) -> None:
    qtbot.mouseClick(page.matrix, Qt.MouseButton.LeftButton, pos=middle_of(page, (3, 2)))
    assert page.pictures.count_label.text() == "No pictures"
    assert shown(page) == []


def test_the_mouse_reads_out(qtbot: QtBot, page: ConfusionPage) -> None:
    before = page.read_out.text()
    qtbot.mouseMove(page.matrix, middle_of(page, (0, 0)))
    qtbot.mouseMove(page.matrix, middle_of(page, (0, 1)))
    assert page.read_out.text() == "“cup” taken for “spoon”: 2 of 3 pictures (66.7 %)"
    qtbot.mouseMove(page.matrix, QPoint(1, 1))
    assert page.read_out.text() == before


def test_the_keyboard_walks_and_chooses(qtbot: QtBot, page: ConfusionPage) -> None:
    matrix = page.matrix
    matrix.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.pointed == (0, 1)
    assert "taken for “spoon”" in page.read_out.text()
    assert matrix.accessibleDescription() == page.read_out.text()
    for _ in range(9):
        qtbot.keyClick(matrix, Qt.Key.Key_Down)
    assert matrix.pointed == (3, 1)
    qtbot.keyClick(matrix, Qt.Key.Key_End)
    assert matrix.pointed == (3, 3)
    qtbot.keyClick(matrix, Qt.Key.Key_Home)
    for _ in range(9):
        qtbot.keyClick(matrix, Qt.Key.Key_Up)
    assert matrix.pointed == (0, 0)
    qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert matrix.chosen == (0, 0)
    assert shown(page) == [1]


def test_the_commonest_pairs_are_told_and_lead_to_their_pictures(page: ConfusionPage) -> None:
    (pair,) = page.pictures.pair_buttons
    assert pair.accessibleName() == "Of 3 pictures of “cup”, 2 were taken for “spoon”."
    pair.click()
    assert page.matrix.chosen == (0, 1)
    assert len(shown(page)) == 2


def test_another_result_takes_the_place_of_the_cell(page: ConfusionPage) -> None:
    page.show_cell((0, 1))
    page.show_result(small_result([(0, 0, 1.0), (1, 1, 1.0)]))
    assert page.matrix.chosen is None
    assert not page.pictures.pair_buttons
    assert "every picture was named right" in page.pictures._pairs_words.text()


def test_units_and_colours_are_kept_for_the_next_result(page: ConfusionPage) -> None:
    page.units.buttons["share"].click()
    page.log_box.click()
    assert page.matrix.values.text((0, 1)) == "67"
    assert page.matrix.values.is_log
    page.show_result(small_result([(0, 1, 1.0), (0, 1, 1.0)]))
    assert page.matrix.values.text((0, 1)) == "100"
    assert page.matrix.values.is_log


def test_what_was_right_and_what_was_wrong_has_other_colours(qtbot: QtBot, page: ConfusionPage) -> None:
    def colour_of(cell: tuple[int, int]) -> QColor:
        place = page.matrix.place.rect(cell)
        image = page.matrix.grab().toImage()
        return image.pixelColor(round(place.left() + 4), round(place.center().y()))

    right, wrong, empty = colour_of((1, 1)), colour_of((0, 1)), colour_of((3, 0))
    assert right.blue() > right.red()
    assert wrong.red() > wrong.blue()
    assert empty not in (right, wrong)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_figures_can_be_read_on_every_colour(colours) -> None:
    for right in (True, False):
        for step in range(101):
            ground = heat(colours, strength=step / 100, right=right)
            assert contrast(ink_on(ground, colours), ground) >= 4.5


@pytest.mark.parametrize(("width", "height"), [(412, 380), (360, 320), (900, 700)])
@pytest.mark.parametrize(("number", "name_px"), [(2, 40), (10, 75), (10, 300), (40, 60), (200, 60)])
def test_the_matrix_fits_into_its_room(width: int, height: int, number: int, name_px: int) -> None:
    place = place_in(QSizeF(width, height), [name_px] * number, 16)
    assert place.left + place.side <= width
    assert place.top + place.side <= height
    for cell in ((0, 0), (number - 1, 0), (number - 1, number - 1)):
        assert place.cell_at(place.rect(cell).center()) == cell
    assert place.cell_at(place.rect((0, 0)).topLeft() - QPoint(3, 3)) is None
    assert place.has_labels == (number <= 10)


def test_a_matrix_of_a_hundred_classes_is_drawn(qtbot: QtBot, page: ConfusionPage) -> None:
    names = [f"class number {number}" for number in range(100)]
    page.show_result(small_result([(number, (number * 7) % 100, 2.0) for number in range(100)], names))
    qtbot.mouseClick(page.matrix, Qt.MouseButton.LeftButton, pos=middle_of(page, (3, 21)))
    assert shown(page) == [3]
    assert page.matrix.grab().toImage().pixelColor(middle_of(page, (0, 0))) != QColor(page.palette().window().color())


def test_the_picture_of_the_matrix_is_of_one_size(page: ConfusionPage) -> None:
    small = page.matrix.picture().size()
    page.resize(1200, 900)
    assert page.matrix.picture().size() == small
    assert small.width() > 500


def test_a_change_of_looks_draws_anew(qtbot: QtBot, page: ConfusionPage) -> None:
    app = QApplication.instance()
    looks = []
    for dark in (False, True):
        apply_theme(app, dark=dark)
        image = page.matrix.grab().toImage()
        looks.append(image.pixelColor(middle_of(page, (3, 0))).name())
    assert looks == [LIGHT.surface, DARK.surface]
