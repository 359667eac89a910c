"""A field for one of a few words; the wheel that scrolls past it does not change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to choose.

    Attributes:
        value: what it is for the program.
        title: what it is for people.
        text: a sentence about it.
        why_not: why it cannot be chosen now; empty where it can.
    """

    value: str
    title: str
    text: str = ""
    why_not: str = ""


class ChoiceField(QComboBox):
    """A closed list.

    Signals:
        edited: the person has chosen.
    """

    edited = Signal()

    def __init__(self, choices: Sequence[Choice] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.activated.connect(self._on_activated)
        self._choices: tuple[Choice, ...] = ()
        self.set_choices(choices)

    @property
    def value(self) -> str:
        """Return what is chosen."""
        return str(self.currentData() or "")

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return what there is to choose."""
        return self._choices

    def set_value(self, value: str) -> None:
        """Choose without asking anybody."""
        self.setCurrentIndex(self.findData(value))

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other things; what was chosen stays so where it is still there; at first it is the first."""
        if tuple(choices) == self._choices:
            return
        chosen = self.value if self._choices else next((choice.value for choice in choices), "")
        self._choices = tuple(choices)
        self.clear()
        model = self.model()
        for row, choice in enumerate(self._choices):
            self.addItem(choice.title, choice.value)
            self.setItemData(row, f"<p>{escape(choice.why_not or choice.text)}</p>", Qt.ItemDataRole.ToolTipRole)
            if choice.why_not and isinstance(model, QStandardItemModel):
                model.item(row).setEnabled(False)
        self.set_value(chosen)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page, focused or not: after a choice the focus is still here."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is drawn
        """Draw the field with a title that ends in … where there is no room for it."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width() - 4
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    @Slot(int)
    def _on_activated(self, _: int) -> None:
        self.edited.emit()
