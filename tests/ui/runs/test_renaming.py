"""Renaming in place, where the window is not the active one."""

from PySide6.QtWidgets import QWidget

from tests.ui.runs.run_tabs import Desk


def test_renaming_again_while_the_field_is_open_changes_nothing(desk: Desk) -> None:
    """It stays open in a window that is not the active one; Qt would warn of a second one."""
    other = QWidget()
    desk.qtbot.addWidget(other)
    other.show()
    with desk.qtbot.waitActive(other):
        other.activateWindow()
    desk.choose("second")
    desk.table.rename_current()
    desk.table.rename_current()
