"""A field for one number: typed freely, stepped with the arrow keys, never corrected behind one's back."""

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.widgets.number_field_steps import Step
from cifar_desktop.ui.widgets.number_field_text import Unreadable, number_text, read_number

_LONGEST = 32
_UNIT_MARGIN = 10
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NumberField(QLineEdit):
    """A line for a number.

    Attributes:
        unit: what is counted, shown quietly at the right.
        zero: what 0 means, shown there instead while it is 0.

    Signals:
        edited: the person has changed the text, by typing or with an arrow key.
    """

    edited = Signal()

    def __init__(
        self,
        *,
        is_whole: bool,
        low: float,
        high: float,
        step: Step,
        unit: str = "",
        zero: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.unit, self.zero = unit, zero
        self._is_whole, self._low, self._high, self._step = is_whole, low, high, step
        self._is_invalid = False
        self.setMaxLength(_LONGEST)
        self.textEdited.connect(self._on_text_edited)

    @property
    def value(self) -> int | float | Unreadable:
        """Return the number as it stands, whether or not it lies within the limits."""
        number = read_number(self.text())
        if isinstance(number, Unreadable):
            return number
        if not self._is_whole:
            return float(number)
        return int(number) if number == int(number) else number

    @property
    def remark(self) -> str:
        """Return what stands beside the number: its unit, or what 0 means."""
        return self.zero if self.zero and self.value == 0 else self.unit

    @property
    def is_invalid(self) -> bool:
        """Tell whether the field is drawn as one that cannot stay so."""
        return self._is_invalid

    def set_value(self, value: float) -> None:
        """Show a number; one that is there already, however it was typed, stays as it is."""
        if self.value != value:
            self.setText(number_text(value))
            self.setCursorPosition(0)

    def set_invalid(self, is_invalid: bool) -> None:
        """Draw a frame around a number that cannot stay so."""
        self._is_invalid = is_invalid
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrow keys."""
        direction = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if direction is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        self._step_once(direction)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the remark and, around an invalid number, the frame over the line."""
        super().paintEvent(event)
        colours = current_colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.width() - 3 * _UNIT_MARGIN - self.fontMetrics().horizontalAdvance(self.text())
        if self.fontMetrics().horizontalAdvance(self.remark) <= room:  # otherwise it would lie over the number
            painter.setPen(QColor(colours.quiet))
            painter.drawText(self.rect().adjusted(0, 0, -_UNIT_MARGIN, 0), _RIGHT, self.remark)
        if self._is_invalid:
            painter.setPen(QPen(QColor(colours.failed), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _step_once(self, direction: int) -> None:
        """Go to the next number that is within the limits, if there is one."""
        old = self.value
        if self.isReadOnly() or isinstance(old, Unreadable):
            return
        new = min(max(self._step(old, direction), self._low), self._high)
        if self._is_whole:
            new = int(new)
        if (new - old) * direction > 0:  # never backwards, even from beyond a limit
            self.setText(number_text(new))
            self.edited.emit()

    @Slot(str)
    def _on_text_edited(self, _: str) -> None:
        self.edited.emit()
