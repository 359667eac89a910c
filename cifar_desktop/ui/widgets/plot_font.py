"""The text of charts: a little smaller than the window's."""

from PySide6.QtGui import QFont, QFontInfo

_SMALLER_PX = 2


def small_font(font: QFont) -> QFont:
    """Return a widget's font, a little smaller and measured in pixels."""
    small = QFont(font)
    small.setPixelSize(max(11, QFontInfo(font).pixelSize() - _SMALLER_PX))
    return small
