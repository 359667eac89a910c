"""A result in windows of several sizes: nothing is cut, and nothing wastes the room that others need."""

import re

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.evaluate.confusion_page import ConfusionPage
from cifar_desktop.ui.evaluate.evaluation_task import Evaluated
from cifar_desktop.ui.evaluate.mistakes_page import MistakesPage
from cifar_desktop.ui.evaluate.picture_gallery import PictureGallery
from cifar_desktop.ui.evaluate.trust_page import TrustPage
from tests.ui.evaluate.results import large_result, small_result


def tableware() -> Evaluated:
    """Return a result with ten classes, of which two are confused."""
    names = [f"piece of tableware {number}" for number in range(10)]
    return small_result([(0, 1, 1.0), (1, 0, 1.0), *((number, number, 1.0) for number in range(10))], names)


@pytest.fixture
def page(qtbot: QtBot) -> ConfusionPage:
    page = ConfusionPage()
    qtbot.addWidget(page)
    page.resize(1200, 460)
    page.show_result(tableware())
    page.show()
    return page


def columns(gallery: PictureGallery) -> int:
    """Return how many pictures lie beside each other."""
    places = [gallery.visualRect(gallery.pictures.index(row)) for row in range(gallery.pictures.rowCount())]
    return sum(place.top() == places[0].top() for place in places)


def test_pairs_are_whole_when_the_window_becomes_narrow(qtbot: QtBot, page: ConfusionPage) -> None:
    buttons = page.pictures.pair_buttons
    before = buttons[0].height()
    page.resize(690, 460)
    qtbot.waitUntil(lambda: buttons[0].height() > before)  # its sentence takes a second line
    for button in buttons:
        assert button.height() >= button.heightForWidth(button.width())


def test_the_matrix_takes_no_more_than_it_can_use(qtbot: QtBot, page: ConfusionPage) -> None:
    matrix = page.matrix
    assert matrix.width() <= matrix.widest_use(matrix.height())
    assert page.pictures.width() > matrix.width()
    pitch = matrix.place.pitch
    page.resize(1500, 460)
    assert matrix.place.pitch == pitch
    page.resize(1500, 700)
    assert matrix.place.pitch > pitch


def test_a_handle_that_a_person_has_moved_stays_there(qtbot: QtBot, page: ConfusionPage) -> None:
    handle = page._splitter.handle(1)
    before = page._splitter.sizes()[0]
    middle = handle.rect().center()
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(handle, middle + QPoint(80, 0))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle + QPoint(80, 0))
    moved = page._splitter.sizes()[0]
    assert moved > before + 40
    page.show_result(tableware())
    assert page._splitter.sizes()[0] == moved


def test_pictures_fill_their_rows(qtbot: QtBot) -> None:
    page = MistakesPage()
    qtbot.addWidget(page)
    page.show_result(large_result())
    page.show()
    gallery = page.gallery
    for width in (480, 640, 1000):
        page.resize(width, 400)
        wanted = (gallery.maximumViewportSize().width() - gallery._scroll_bar_px()) // gallery.cell_px
        qtbot.waitUntil(lambda wanted=wanted: columns(gallery) == wanted)
        assert wanted >= 3
        assert gallery.viewport().width() - wanted * gallery.cell_px < wanted + 4 + gallery._scroll_bar_px()


def test_few_pictures_fill_their_row_without_a_scroll_bar(qtbot: QtBot) -> None:
    page = MistakesPage()
    qtbot.addWidget(page)
    page.show_result(small_result([(0, 1, 1.0)] * 3))
    page.show()
    gallery = page.gallery
    page.resize(3 * gallery.cell_px + 80, 600)
    qtbot.waitUntil(lambda: columns(gallery) == 3 and not gallery.verticalScrollBar().isVisible())


def test_names_have_the_room_that_they_ask_for(qtbot: QtBot) -> None:
    page = MistakesPage()
    qtbot.addWidget(page)
    page.resize(400, 400)
    page.show_result(small_result([(0, 1, 1.0)]))
    narrow = page.gallery.minimumWidth()
    page.show_result(small_result([(0, 1, 1.0)], ("cup and saucer", "spoon")))
    assert page.gallery.minimumWidth() > narrow
    page.show_result(small_result([(0, 1, 1.0)], ("a very long name of a class of things", "spoon")))
    assert page.gallery.minimumWidth() < 2 * narrow


def test_a_name_gives_way_before_the_sureness_does(qtbot: QtBot) -> None:
    page = MistakesPage()
    qtbot.addWidget(page)
    page.show_result(small_result([(0, 1, 9.0)]))
    name, sureness = page.gallery.pictures.answer_parts(0)
    assert name == "spoon"
    assert sureness.endswith(" %")
    assert page.gallery.pictures.answer_words(0) == name + sureness


def test_signs_of_the_legend_stay_with_their_words(qtbot: QtBot) -> None:
    page = TrustPage()
    qtbot.addWidget(page)
    page.show_result(large_result())
    legend = page.reliability.legend.text()
    assert "\N{NON-BREAKING HYPHEN}\N{NON-BREAKING HYPHEN}</span>&nbsp;" in legend
    assert not re.search(r"\d%", page.reliability.sentence.text() + page.coverage.sentence.text())
    assert "\N{NO-BREAK SPACE}%" in page.coverage.sentence.text()
