"""What the tests of the list of photos share: the list with 30 photos, what is in it, and a person who clicks."""

import contextlib
from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.many_panel import ManyPanel
from cifar_desktop.ui.classify.photo_order import Column
from cifar_desktop.ui.theme import apply_theme
from tests.ui.classify.photo_labels import CLASS_NAMES, answered, bad, made


@contextlib.contextmanager
def panel_on(qtbot: QtBot, qapp: QApplication) -> Iterator[ManyPanel]:
    """Show an empty list, in the light theme."""
    apply_theme(qapp, dark=False)
    panel = ManyPanel()
    qtbot.addWidget(panel)
    panel.resize(380, 640)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.set_threshold(0.0)
    yield panel
    assert panel.wait(10_000)


def filled(panel: ManyPanel) -> ManyPanel:
    """Put 30 photos in: 20 cups, 6 spoons that are not sure, 4 bad files; nothing runs any more."""
    panel.begin(CLASS_NAMES)
    labels = [answered(index, confidence=0.5 + index / 100) for index in range(20)]
    labels += [answered(index, says="spoon", familiarity=-1.0 - index) for index in range(20, 26)]
    panel.add_labels(made([*labels, *map(bad, range(26, 30))], 30, 30))
    panel.finished(False)
    return panel


def listed(panel: ManyPanel) -> list[int]:
    return [panel.model.label_at(row).index for row in range(panel.model.rowCount())]


def current(panel: ManyPanel) -> int | None:
    row = panel.table.currentIndex()
    return panel.model.label_at(row.row()).index if row.isValid() else None


def emitted(spy: QSignalSpy) -> list[int]:
    return [spy.at(number)[0].index for number in range(spy.count())]


def choose(panel: ManyPanel, group: str) -> None:
    field = panel.finder.group_field
    field.set_value(group)
    assert field.value == group
    field.edited.emit()


def click_row(qtbot: QtBot, panel: ManyPanel, row: int) -> None:
    place = panel.table.visualRect(panel.model.index(row, Column.ANSWER)).center()
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def click_title(qtbot: QtBot, panel: ManyPanel, column: Column) -> None:
    header = panel.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 12, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
