"""The small label beside the pointer that says what the curves are there."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from cifar_desktop.ui.theme import Colours

_GAP_PX = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadoutLine:
    """One curve's value, in words.

    Attributes:
        colour: the name of the curve's colour in the theme.
        name, value: what it is, and how much.
        remark: what else is to be known about it; may be empty.
    """

    colour: str
    name: str
    value: str
    remark: str = ""


class Readout(QLabel):
    """Floats over the plots and lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAccessibleName("Values of the curves")
        self.hide()

    def wear(self, colours: Colours, font_px: int) -> None:
        """Take on colours and the size of the text."""
        self._colours = colours
        self.setStyleSheet(
            f"QLabel {{ background: {colours.surface}; color: {colours.text}; border: 1px solid {colours.line};"
            f" border-radius: 8px; padding: 8px 10px; font-size: {font_px}px; }}"
        )

    def say(self, heading: str, lines: Sequence[ReadoutLine], x: int, y: int) -> None:
        """Show values beside a point, on the side where there is room."""
        rows = "".join(
            f"<tr><td style='color:{getattr(self._colours, line.colour)}; padding-right:12px'>{line.name}</td>"
            f"<td align='right' style='font-weight:600'>{line.value}</td>"
            f"<td style='color:{self._colours.quiet}; padding-left:10px'>{line.remark}</td></tr>"
            for line in lines
        )
        self.setText(f"<div style='color:{self._colours.quiet}'>{heading}</div><table cellspacing='0'>{rows}</table>")
        self.adjustSize()
        room = self._ground.rect()
        left = x + _GAP_PX if x + _GAP_PX + self.width() <= room.right() else x - _GAP_PX - self.width()
        self.move(max(0, left), max(0, min(y + _GAP_PX, room.bottom() - self.height())))
        self.show()
        self.raise_()
