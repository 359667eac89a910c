"""The dot beside a setting that was changed by hand; a click on it takes the change back."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from cifar_desktop.ui.theme import current_colours

_SIDE = 22
_DOT = 3.0
_RADIUS = 5.5
_GAP_DEGREES = 70


class ResetDot(QAbstractButton):
    """A small dot that becomes a turning arrow below the mouse or with the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(_SIDE, _SIDE)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keeps_its_place = self.sizePolicy()
        keeps_its_place.setRetainSizeWhenHidden(True)
        self.setSizePolicy(keeps_its_place)

    def sizeHint(self) -> QSize:
        """Return the square that the mouse can hit."""
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is drawn
        """Draw the dot, or the arrow."""
        colours = current_colours()
        colour = QColor(colours.accent if self.isEnabled() else colours.quiet)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QRectF(self.rect()).center()
        if self.isEnabled() and (self.underMouse() or self.hasFocus()):
            self._draw_arrow(painter, centre, colour)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(centre, _DOT, _DOT)
        if self.hasFocus():
            painter.setPen(QPen(colour, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 6, 6)
        painter.end()

    def _draw_arrow(self, painter: QPainter, centre: QPointF, colour: QColor) -> None:
        """Draw a circle that is open at the upper left, with a head that points back."""
        painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        ring = QRectF(centre.x() - _RADIUS, centre.y() - _RADIUS, 2 * _RADIUS, 2 * _RADIUS)
        painter.drawArc(ring, 180 * 16, (360 - _GAP_DEGREES) * 16)
        tip = QPointF(centre.x() - _RADIUS, centre.y())
        painter.drawPolyline([tip + QPointF(-2.8, -1.8), tip + QPointF(0.2, -4.6), tip + QPointF(3.6, -2.4)])
