"""A table that is gone through row by row: it shares its width, and follows theme and letters."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.theme import DARK, LIGHT, Colours, apply_theme
from cifar_desktop.ui.widgets.row_table import RowTable


class Table(RowTable):
    """Two columns of the same width."""

    def __init__(self, model: QStandardItemModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setSelectionMode(RowTable.SelectionMode.SingleSelection)
        self.wear()

    def _style_in(self, colours: Colours) -> str:
        return f"QTableView {{ background: {colours.soft}; border: none; }}"

    def _row_px(self) -> int:
        return QFontMetrics(self.font()).height() + 20

    def _fit_columns(self) -> None:
        for column in range(2):
            self.setColumnWidth(column, self.viewport().width() // 2)


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication) -> QWidget:
    apply_theme(qapp, dark=False)
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(420, 320)
    return page


@pytest.fixture
def table(page: QWidget) -> Table:
    model = QStandardItemModel(3, 2, page)
    for row in range(3):
        for column in range(2):
            model.setItem(row, column, QStandardItem(f"{row}, {column}"))
    table = Table(model)
    layout = QVBoxLayout(page)
    layout.addWidget(table)
    layout.addWidget(QPushButton("After it"))
    page.show()
    page.activateWindow()
    return table


def ground(table: Table) -> str:
    return table.viewport().grab().toImage().pixelColor(table.viewport().rect().bottomRight()).name()


def test_a_row_is_chosen_and_left_as_a_whole(qtbot: QtBot, table: Table) -> None:
    table.setFocus()
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [1]
    qtbot.keyClick(table, Qt.Key.Key_Tab)  # not on to the next cell
    assert isinstance(QApplication.focusWidget(), QPushButton)


def test_the_columns_share_the_width(table: Table) -> None:
    for width in (420, 300):
        table.window().resize(width, 320)
        QApplication.processEvents()
        assert table.columnWidth(0) == table.columnWidth(1) == table.viewport().width() // 2
        assert not table.horizontalScrollBar().isVisible()


def test_it_follows_the_theme(qapp: QApplication, table: Table) -> None:
    assert ground(table) == LIGHT.soft
    apply_theme(qapp, dark=True)
    assert ground(table) == DARK.soft


def test_the_rows_grow_with_the_letters(qapp: QApplication, table: Table) -> None:
    before = table.rowHeight(0)
    qapp.setStyleSheet("QWidget { font-size: 40px; }")
    assert table.rowHeight(2) == table.rowHeight(0) == QFontMetrics(table.font()).height() + 20 > before + 10
