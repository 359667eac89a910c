"""A few words beside each other, of which one is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QToolButton, QWidget


class Segments(QWidget):
    """Buttons that exclude each other.

    Attributes:
        buttons: by their value.

    Signals:
        chosen: the value of the one that a person pressed.
    """

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """Offer choices of value, title and tooltip; the first is chosen."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for value, title, tip in choices:
            button = QToolButton()
            button.setText(title)
            button.setToolTip(tip)
            button.setAccessibleName(f"{name}: {title}")
            button.setCheckable(True)
            button.setProperty("value", value)
            self._group.addButton(button)
            self.buttons[value] = button
            layout.addWidget(button)
        next(iter(self.buttons.values())).setChecked(True)
        self._group.buttonClicked.connect(self._on_clicked)

    @property
    def value(self) -> str:
        """Return what is chosen."""
        button = self._group.checkedButton()
        return str(button.property("value")) if button else ""

    @Slot(QAbstractButton)
    def _on_clicked(self, button: QAbstractButton) -> None:
        self.chosen.emit(str(button.property("value")))
