"""Does what a person does at the window: clicks on what can be seen and clicked on, picks, types, drops."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QScrollArea,
    QTabWidget,
    QWidget,
)

from cifar_desktop.ui.self_test.script import Unmet, need


class Person:
    """Has a mouse and a keyboard, and refuses to do what no person could."""

    def click(self, button: QAbstractButton) -> None:
        """Click on a button."""
        name = _name_of(button)
        _require(button, f"the button “{name}”")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def go_to(self, tabs: QTabWidget, page: QWidget) -> None:
        """Click on a tab's title."""
        _require(tabs.tabBar(), "the tabs")
        index = tabs.indexOf(page)
        QTest.mouseClick(tabs.tabBar(), Qt.MouseButton.LeftButton, pos=tabs.tabBar().tabRect(index).center())
        need(tabs.currentIndex() == index, f"A click on the tab “{tabs.tabText(index)}” did not bring it to the front.")

    def click_entry(self, menu: QMenu, action: QAction) -> None:
        """Click on an entry of a menu that is open."""
        need(action.isVisible() and action.isEnabled(), f"“{action.text()}” in the menu cannot be chosen.")
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    def choose(self, field: QComboBox, value: str) -> None:
        """Go through a list with the arrow keys until a value is chosen."""
        _require(field, "the list")
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        QTest.keyClick(field, Qt.Key.Key_Home)
        for _ in range(field.count()):
            if field.currentData() == value:
                return
            QTest.keyClick(field, Qt.Key.Key_Down)
        need(field.currentData() == value, f"“{value}” cannot be chosen from the list.")

    def write(self, field: QLineEdit, text: str) -> None:
        """Put a text in the place of what a field holds."""
        _require(field, "the field")
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def drop(self, place: QWidget, paths: Sequence[Path]) -> None:
        """Let files or folders fall on a place, as out of a file manager."""
        _require(place, "the place to drop on")
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        middle, copy = QPointF(place.rect().center()), Qt.DropAction.CopyAction
        held = (mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        enter = QDragEnterEvent(middle.toPoint(), copy, *held)
        QApplication.sendEvent(place, enter)
        need(enter.isAccepted(), "What was dragged over the window was not let in.")
        QApplication.sendEvent(place, QDropEvent(middle, copy, *held))


def _require(widget: QWidget, what: str) -> None:
    """Have a widget in sight, or say why it cannot be used."""
    need(widget.isVisible(), f"There is no sign of {what}.")
    if not widget.isEnabled():
        raise Unmet(f"Nothing can be done with {what}: {widget.toolTip() or 'it is disabled'}.")
    dialog = QApplication.activeModalWidget()
    if dialog and dialog is not widget.window():
        raise Unmet(f"A dialog stands before {what}: “{dialog.windowTitle()}”.")
    ancestor = widget.parentWidget()
    while ancestor:
        if isinstance(ancestor, QScrollArea):
            ancestor.ensureWidgetVisible(widget)
        ancestor = ancestor.parentWidget()


def _name_of(button: QAbstractButton) -> str:
    return button.text().replace("&", "") or button.accessibleName()
