"""Which keys do what: read from the actions themselves, so that it cannot be wrong."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from cifar_desktop.ui.plain_dialog import PlainDialog

Section = tuple[str, list[tuple[str, str]]]

EVERYWHERE: Section = (
    "Everywhere",
    [
        ("Go to the next or the previous control", "Tab, Shift+Tab"),
        ("Press a button, tick a box", "Space"),
        ("Press a button by its underlined letter", "Alt+letter"),
        ("Close a dialog, leave full screen", "Esc"),
    ],
)


class ShortcutsDialog(PlainDialog):
    """A list of keys, by menu.

    Attributes:
        sections: what is listed.
    """

    def __init__(self, sections: Iterable[Section], parent: QWidget | None = None) -> None:
        super().__init__("Keyboard shortcuts", parent)
        self.sections = [*sections, EVERYWHERE]
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        row = 0
        for title, keys in self.sections:
            heading = QLabel(title)
            heading.setProperty("role", "heading")
            if row:
                grid.setRowMinimumHeight(row, 10)
            grid.addWidget(heading, row + 1, 0)
            for offset, (what, key) in enumerate(keys, start=2):
                text = QLabel(key)
                text.setProperty("role", "quiet")
                grid.addWidget(QLabel(what), row + offset, 0)
                grid.addWidget(text, row + offset, 1, Qt.AlignmentFlag.AlignRight)
            row += 2 + len(keys)
        grid.setRowStretch(row, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(table)
        area.setAccessibleName("Keyboard shortcuts")
        self.body.addWidget(area)
        self.resize(560, 560)


def keys_of(title: str, actions: Iterable[QAction]) -> Section:
    """Return the actions that have a shortcut, by their words and keys."""
    native = QKeySequence.SequenceFormat.NativeText
    return (
        title,
        [
            (action.text().replace("&", "").removesuffix("…"), action.shortcut().toString(native))
            for action in actions
            if not action.shortcut().isEmpty()
        ],
    )
