"""The pages of a result: the table of the classes, the mistakes, and the charts about trust."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.evaluate.class_table_model import ClassTableModel, Column
from cifar_desktop.ui.evaluate.mistakes_page import MistakesPage
from cifar_desktop.ui.evaluate.result_page import ResultPage
from cifar_desktop.ui.evaluate.trust_curves import coverage_curves, lowest_of, reliability_curves, rule_point
from cifar_desktop.ui.evaluate.trust_page import TrustPage
from tests.ui.evaluate.results import NAMES, large_result, result_of, small_result

# Nobody said “knife”, and there is no fork.
ANSWERS = [(0, 0, 2.0), (0, 1, 2.0), (1, 1, 4.0), (3, 0, 1.0), (1, 1, 9.0)]


@pytest.fixture
def table() -> ClassTableModel:
    model = ClassTableModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(small_result(ANSWERS).examination.metrics)
    return model


def column(model: ClassTableModel, which: Column) -> list[str]:
    return [model.text(row, which) for row in range(model.rowCount())]


def test_what_has_no_figure_has_a_dash(table: ClassTableModel) -> None:
    assert column(table, Column.NAME) == [*NAMES, "Mean of the classes", "Mean of the pictures"]
    assert column(table, Column.PRECISION)[:4] == ["50.0 %", "66.7 %", "–", "–"]
    assert column(table, Column.RECALL)[:4] == ["50.0 %", "100.0 %", "–", "0.0 %"]
    assert column(table, Column.F1)[2:4] == ["–", "0.0 %"]
    assert column(table, Column.SUPPORT) == ["2", "2", "0", "1", "5", "5"]


def test_averages_stay_at_the_end_however_it_is_sorted(table: ClassTableModel) -> None:
    table.sort(Column.RECALL, Qt.SortOrder.DescendingOrder)
    assert column(table, Column.NAME)[:4] == ["spoon", "cup", "knife", "fork"]
    table.sort(Column.RECALL, Qt.SortOrder.AscendingOrder)
    assert column(table, Column.NAME)[:4] == ["knife", "cup", "spoon", "fork"]
    table.sort(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert column(table, Column.NAME)[:4] == ["spoon", "knife", "fork", "cup"]
    assert column(table, Column.NAME)[4:] == ["Mean of the classes", "Mean of the pictures"]
    table.sort(-1)
    assert column(table, Column.NAME)[:4] == list(NAMES)


def test_a_click_on_a_header_sorts(qtbot: QtBot) -> None:
    page = ResultPage()
    qtbot.addWidget(page)
    page.resize(920, 460)
    page.show_result(small_result(ANSWERS))
    page.show()
    header = page.overview.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(Column.F1) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    first = column(page.overview.table.figures, Column.NAME)[:4]
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [first, column(page.overview.table.figures, Column.NAME)[:4]].count(["spoon", "cup", "knife", "fork"]) == 1
    assert page.rail.accuracy.text() == "60.0 %"
    assert page.rail.sentence.text() == "of 5 test pictures named right"
    assert "Tableware" in page.rail.subject.text()


def test_notes_are_shown_where_there_are_some(qtbot: QtBot) -> None:
    page = ResultPage()
    qtbot.addWidget(page)
    page.show_result(result_of(large_result().examination, notes=("The usual ones were assumed.",)))
    assert page.overview.notes.text() == "The usual ones were assumed."
    assert not page.overview.notes.isHidden()
    page.show_result(large_result())
    assert page.overview.notes.isHidden()


def test_pages_are_filled_with_the_newest_result(qtbot: QtBot) -> None:
    page = ResultPage()
    qtbot.addWidget(page)
    page.show()
    page.show_result(small_result(ANSWERS))
    for number, button in enumerate(page.rail.page_buttons):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert page.pages.currentIndex() == number
    assert page.mistakes.count.text() == "2 of 5 pictures were named wrong"
    page.show_result(small_result([(0, 1, 1.0), (0, 0, 1.0)]))
    page.rail.page_buttons[2].click()
    assert page.mistakes.count.text() == "1 picture was named wrong"
    assert page.confusion.matrix.values.count((0, 1)) == 1
    page.rail.page_buttons[1].click()
    assert page.confusion.matrix.values.count((0, 1)) == 1


def test_a_matrix_is_saved_that_nobody_has_looked_at(qtbot: QtBot) -> None:
    page = ResultPage()
    qtbot.addWidget(page)
    page.show_result(small_result(ANSWERS))
    assert not page.confusion_picture().isNull()
    assert page.confusion.matrix.values is not None


@pytest.fixture
def mistakes(qtbot: QtBot) -> MistakesPage:
    page = MistakesPage()
    qtbot.addWidget(page)
    page.resize(700, 460)
    page.show_result(large_result())
    page.show()
    return page


def test_the_worst_mistakes_come_first(qtbot: QtBot, mistakes: MistakesPage) -> None:
    examination = mistakes._evaluated.examination
    pictures = mistakes.gallery.pictures
    QAbstractItemModelTester(pictures, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for order in ("loss", "confidence"):
        mistakes.order.set_value(order)
        mistakes.order.edited.emit()
        assert [pictures.said(row) for row in range(pictures.rowCount())] == list(examination.worst(400, order))


def test_a_picture_says_answer_sureness_and_truth(mistakes: MistakesPage) -> None:
    pictures = mistakes.gallery.pictures
    said = pictures.said(0)
    assert pictures.answer_words(0).startswith(f"{NAMES[said.predicted]} · ")
    assert pictures.truth_words(0) == f"is {NAMES[said.true]}"
    tip = pictures.data(pictures.index(0), Qt.ItemDataRole.ToolTipRole)
    assert f"Picture {said.position + 1:,}\n" in tip
    assert f"{said.loss:.3f}" in tip
    grey = said.position % 256
    assert pictures.image(0).pixelColor(0, 0).getRgb()[:3] == (grey, grey, grey)


def test_only_pictures_in_view_are_made(qtbot: QtBot, mistakes: MistakesPage) -> None:
    made: list[int] = []
    evaluated = mistakes._evaluated

    def picture_at(position: int) -> np.ndarray:
        made.append(position)
        return evaluated.picture_at(position)

    said = evaluated.examination.cell(0, 0)
    mistakes.gallery.show_pictures(said, NAMES, picture_at)
    mistakes.gallery.grab()
    assert 0 < len(set(made)) < len(said) / 2
    mistakes.gallery.scrollToBottom()
    mistakes.gallery.grab()
    assert said[-1].position in made


def test_the_keyboard_walks_through_the_gallery(qtbot: QtBot, mistakes: MistakesPage) -> None:
    gallery = mistakes.gallery
    gallery.setFocus()
    qtbot.keyClick(gallery, Qt.Key.Key_Right)
    assert gallery.currentIndex().row() == 1
    qtbot.keyClick(gallery, Qt.Key.Key_Down)
    assert gallery.currentIndex().row() > 2
    qtbot.keyClick(gallery, Qt.Key.Key_End)
    assert gallery.currentIndex().row() == gallery.pictures.rowCount() - 1


def test_no_mistakes_are_told(qtbot: QtBot) -> None:
    page = MistakesPage()
    qtbot.addWidget(page)
    page.show_result(small_result([(0, 0, 1.0)]))
    assert page.count.text() == "No picture was named wrong"
    assert page.gallery.pictures.rowCount() == 0


def test_charts_of_trust_show_the_examination(qtbot: QtBot) -> None:
    examination = large_result().examination
    before, after = reliability_curves(examination)
    filled = [one for one in examination.calibrated.bins if one.number]
    assert after.x.tolist() == [one.confidence for one in filled]
    assert after.y.tolist() == [one.accuracy for one in filled]
    assert before.y.tolist() == [one.accuracy for one in examination.plain.bins if one.number]
    (curve,) = coverage_curves(examination.coverage)
    assert curve.x[-1] == 1.0
    assert curve.y[-1] == examination.coverage.accuracy[-1]
    assert lowest_of((curve,)) <= curve.y.min()
    share, accuracy = rule_point(examination.coverage)
    assert share == examination.coverage.share_answered[examination.coverage.chosen]
    assert accuracy == examination.coverage.accuracy[examination.coverage.chosen]


def test_without_temperature_and_rule_the_charts_say_so(qtbot: QtBot) -> None:
    page = TrustPage()
    qtbot.addWidget(page)
    page.show_result(small_result(ANSWERS))
    assert len(page.reliability.chart.curves) == 1
    assert "no temperature" in page.reliability.sentence.text()
    assert page.coverage.chart.mark is None
    assert "no rule" in page.coverage.sentence.text()


def test_charts_are_read_out_by_mouse_and_keyboard(qtbot: QtBot) -> None:
    page = TrustPage()
    qtbot.addWidget(page)
    page.resize(720, 460)
    page.show_result(large_result())
    with qtbot.waitExposed(page):
        page.show()
    chart, words = page.coverage.chart, page.coverage.read_out
    qtbot.mouseMove(chart, QPoint(chart.width() // 2, chart.height() // 2))
    qtbot.mouseMove(chart, QPoint(chart.width() // 2 + 4, chart.height() // 2))
    assert words.text().startswith("If the surest ")
    by_mouse = words.text()
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert words.text().startswith("If the surest ")
    assert words.text() != by_mouse
    before = words.text()
    for _ in range(3):
        qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert words.text() != before
    assert chart.accessibleDescription() == words.text()
    chart.clearFocus()
    assert words.text() == ""
