"""The dashed field that says: drop a photo here."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from cifar_desktop.ui.theme import Colours, current_colours

_RADIUS = 16
_DASHES = (5.0, 4.0)  # line and gap, in widths of the pen
_LINE_PX, _HOVERED_LINE_PX = 1.5, 2.0
_MARK_SIZE = QSize(60, 50)


class DropFrame(QFrame):
    """A surface with a dashed line around it; wears the accent while something may be dropped.

    Attributes:
        is_hovered: whether it wears the accent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_hovered = False

    def set_hovered(self, is_hovered: bool) -> None:
        """Put the accent on, or take it off."""
        self.is_hovered = is_hovered
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the new look."""
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange}:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the surface and its line."""
        colours = current_colours()
        width = _HOVERED_LINE_PX if self.is_hovered else _LINE_PX
        pen = QPen(QColor(colours.accent if self.is_hovered else colours.edge), width)
        pen.setDashPattern(_DASHES)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(QColor(colours.soft if self.is_hovered else colours.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), _RADIUS, _RADIUS)
        painter.end()


class PictureMark(QWidget):
    """A small drawing of a picture: hills and a sun."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_accented = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_accented(self, is_accented: bool) -> None:
        """Draw it in the accent, or quietly."""
        self._is_accented = is_accented
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the drawing."""
        return _MARK_SIZE

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the new look."""
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange}:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the frame of the picture, and what is on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen(current_colours()))
        painter.drawRoundedRect(QRectF(2, 2, 56, 46), 8, 8)
        painter.drawEllipse(QPointF(18, 16), 5, 5)
        far, near = [(3, 41), (20, 27), (32, 37)], [(27, 33), (40, 20), (57, 36)]
        for hill in (far, near):
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in hill]))
        painter.end()

    def _pen(self, colours: Colours) -> QPen:
        colour = QColor(colours.accent if self._is_accented else colours.quiet)
        return QPen(colour, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
