"""A folded section: opened by mouse and keyboard, told to those who do not see it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.theme import apply_theme, current_colours
from cifar_desktop.ui.widgets.disclosure import Disclosure


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    page.before, page.after, page.inside = QLineEdit(), QLineEdit(), QLineEdit()
    page.disclosure = Disclosure("Advanced", page.inside)
    for widget in (page.before, page.disclosure, page.after):
        layout.addWidget(widget)
    qtbot.addWidget(page)
    page.show()
    page.before.setFocus()
    return page


def test_a_click_opens_and_folds(qtbot: QtBot, page: QWidget) -> None:
    disclosure = page.disclosure
    assert not page.inside.isVisible()
    height = disclosure.sizeHint().height()
    with qtbot.waitSignal(disclosure.toggled, timeout=10_000) as toggled:
        qtbot.mouseClick(disclosure.header, Qt.MouseButton.LeftButton)
    assert toggled.args == [True]
    assert page.inside.isVisible()
    assert disclosure.sizeHint().height() > height
    qtbot.mouseClick(disclosure.header, Qt.MouseButton.LeftButton)
    assert not page.inside.isVisible()
    assert disclosure.sizeHint().height() == height


def test_the_keyboard_reaches_and_folds_it(qtbot: QtBot, page: QWidget) -> None:
    header = page.disclosure.header
    qtbot.keyClick(page.before, Qt.Key.Key_Tab)
    assert header.hasFocus()
    for key, is_open in (
        (Qt.Key.Key_Space, True),
        (Qt.Key.Key_Return, False),
        (Qt.Key.Key_Right, True),
        (Qt.Key.Key_Right, True),
        (Qt.Key.Key_Left, False),
        (Qt.Key.Key_Left, False),
        (Qt.Key.Key_Enter, True),
    ):
        qtbot.keyClick(header, key)
        assert page.disclosure.is_open == is_open
    qtbot.keyClick(header, Qt.Key.Key_Tab)
    assert page.inside.hasFocus()
    page.disclosure.set_open(False)
    header.setFocus()
    qtbot.keyClick(header, Qt.Key.Key_Tab)
    assert page.after.hasFocus()  # what is folded away takes no part


def test_it_tells_its_state_and_its_note(page: QWidget) -> None:
    disclosure = page.disclosure
    assert disclosure.header.accessibleName() == "Advanced"
    assert disclosure.header.accessibleDescription() == "Folded away."
    disclosure.set_note("2 changed")
    disclosure.set_open(True)
    assert disclosure.note == "2 changed"
    assert disclosure.header.accessibleDescription() == "Shown. 2 changed"


@pytest.mark.parametrize("dark", [False, True])
def test_a_failed_note_has_the_colour_of_failures(page: QWidget, dark: bool) -> None:
    app = QApplication.instance()
    apply_theme(app, dark=dark)
    try:
        page.disclosure.set_note("mmmm", is_failed=True)

        def colours() -> set[str]:
            image = page.disclosure.header.grab().toImage()
            places = ((x, y) for x in range(image.width() // 2, image.width()) for y in range(image.height()))
            return {image.pixelColor(x, y).name() for x, y in places}

        failed = QColor(current_colours().failed).name()
        assert failed in colours()
        page.disclosure.set_note("mmmm")
        assert failed not in colours()
    finally:
        app.setStyleSheet("")


def test_what_few_look_at_is_made_once_and_before_it_is_shown(qtbot: QtBot) -> None:
    content = QWidget()
    layout = QVBoxLayout(content)
    made: list[bool] = []

    def fill() -> None:
        made.append(content.isVisible())
        layout.addWidget(QLabel("The rest"))

    disclosure = Disclosure("Advanced", content, fill=fill)
    qtbot.addWidget(disclosure)
    disclosure.show()
    assert made == []
    for is_open in (True, False, True):
        disclosure.set_open(is_open)
    assert made == [False]
    assert disclosure.findChild(QLabel).isVisible()
