"""The hand of the self-test does what a person can, and nothing else."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QPushButton, QTabWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.self_test.person import Person
from cifar_desktop.ui.self_test.script import Unmet
from cifar_desktop.ui.widgets.choice import Choice, ChoiceField


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    room = QWidget()
    QVBoxLayout(room)
    room.resize(300, 200)
    qtbot.addWidget(room)
    room.show()
    return room


def put(room: QWidget, widget: QWidget) -> None:
    room.layout().addWidget(widget)
    widget.show()


def test_it_clicks_on_buttons_and_only_on_those_that_can_be_clicked(room: QWidget) -> None:
    button = QPushButton("&Start")
    clicks: list[bool] = []
    button.clicked.connect(lambda: clicks.append(True))
    put(room, button)
    Person().click(button)
    assert len(clicks) == 1

    button.setEnabled(False)
    button.setToolTip("There are no photos.")
    with pytest.raises(Unmet, match="There are no photos"):
        Person().click(button)
    button.setEnabled(True)
    button.hide()
    with pytest.raises(Unmet, match="no sign of the button “Start”"):
        Person().click(button)
    assert len(clicks) == 1


def test_a_dialog_is_in_the_way(qtbot: QtBot, room: QWidget) -> None:
    button, dialog = QPushButton("Start"), QDialog(room)
    put(room, button)
    dialog.setWindowTitle("Are you sure?")
    inside = QPushButton("Yes", dialog)
    dialog.open()
    with pytest.raises(Unmet, match="A dialog stands before the button “Start”: “Are you sure"):
        Person().click(button)
    Person().click(inside)
    dialog.close()
    Person().click(button)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_it_goes_through_tabs_lists_fields_and_menus(qtbot: QtBot, room: QWidget) -> None:
    tabs = QTabWidget()
    pages = [QWidget(), QWidget()]
    for page in pages:
        tabs.addTab(page, "A tab")
    put(room, tabs)
    Person().go_to(tabs, pages[1])
    assert tabs.currentWidget() is pages[1]

    field = ChoiceField([Choice(value=value, title=value.upper()) for value in ("a", "b", "c")])
    put(room, field)
    with qtbot.waitSignal(field.edited):
        Person().choose(field, "c")
    assert field.value == "c"
    with pytest.raises(Unmet, match="“d” cannot be chosen"):
        Person().choose(field, "d")

    line = QLineEdit("12")
    put(room, line)
    with qtbot.waitSignal(line.editingFinished):
        Person().write(line, "30")
    assert line.text() == "30"

    button, menu = QPushButton("Stop"), QMenu()
    button.setMenu(menu)
    menu.addAction("Keep")
    discard = menu.addAction("Discard")
    put(room, button)
    Person().click(button)
    qtbot.waitUntil(menu.isVisible)
    with qtbot.waitSignal(discard.triggered):
        Person().click_entry(menu, discard)
    discard.setEnabled(False)
    with pytest.raises(Unmet, match="“Discard” in the menu cannot be chosen"):
        Person().click_entry(menu, discard)
    menu.deleteLater()


class Basket(QWidget):
    """Takes files, if it is told to."""

    def __init__(self, *, takes: bool) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.takes, self.taken = takes, QMimeData()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.setAccepted(self.takes)

    def dropEvent(self, event: QDropEvent) -> None:
        self.taken.setUrls(event.mimeData().urls())
        event.acceptProposedAction()


def test_it_drops_files(room: QWidget, tmp_path: Path) -> None:
    willing, unwilling = Basket(takes=True), Basket(takes=False)
    put(room, willing)
    put(room, unwilling)
    Person().drop(willing, [tmp_path])
    assert [url.toLocalFile() for url in willing.taken.urls()] == [str(tmp_path)]
    with pytest.raises(Unmet, match="was not let in"):
        Person().drop(unwilling, [tmp_path])
    assert unwilling.testAttribute(Qt.WidgetAttribute.WA_AcceptDrops)
