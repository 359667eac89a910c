"""A column in the middle of a page takes the room that there is, and no more than it may."""

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.widgets.centred import centred


@pytest.mark.parametrize(("width", "wanted"), [(900, 400), (401, 400), (250, 250)])
def test_it_is_in_the_middle(qtbot: QtBot, width: int, wanted: int) -> None:
    page, column = QWidget(), QWidget()
    qtbot.addWidget(page)
    column.setMaximumWidth(400)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    row = centred(column)
    row.setSpacing(0)
    layout.addLayout(row)
    page.resize(width, 100)
    page.show()
    QApplication.processEvents()
    assert column.width() == pytest.approx(wanted, abs=width // 40)
    left, right = column.x(), width - column.x() - column.width()
    assert abs(left - right) <= 1
