"""A section that is folded away behind its title until somebody wants it."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from cifar_desktop.ui.theme import current_colours

_HEIGHT = 34
_CHEVRON_ROOM = 24
_GAP = 12


class Disclosure(QWidget):
    """A title to click on, and what it hides.

    Attributes:
        header: the title; Space, Enter and the arrow keys fold too.
        content: the widget that is folded away.

    Signals:
        toggled: whether it is open now.
    """

    toggled = Signal(bool)

    def __init__(
        self, title: str, content: QWidget, parent: QWidget | None = None, *, fill: Callable[[], None] | None = None
    ) -> None:
        """Hide `content`; `fill` puts into it what few ever look at, before it is shown for the first time."""
        super().__init__(parent)
        self._fill = fill
        self.header = _Header(title)
        self.content = content
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.header)
        layout.addWidget(content)
        content.hide()
        self.header.toggled.connect(self._on_toggled)
        self._describe()

    @property
    def is_open(self) -> bool:
        """Tell whether the content is shown."""
        return self.header.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Show or fold away the content."""
        self.header.setChecked(is_open)

    @property
    def note(self) -> str:
        """Return what stands at the right of the title."""
        return self.header.note

    def set_note(self, note: str, *, is_failed: bool = False) -> None:
        """Say at the right of the title what matters about the content even while it is hidden."""
        self.header.note, self.header.is_failed = note, is_failed
        self.header.update()
        self._describe()

    @Slot(bool)
    def _on_toggled(self, is_open: bool) -> None:
        if is_open and self._fill:
            self._fill()
            self._fill = None
        self.content.setVisible(is_open)
        self._describe()
        self.toggled.emit(is_open)

    def _describe(self) -> None:
        """Say what the drawing shows to those who do not see it."""
        self.header.setAccessibleName(self.header.text())
        state = "Shown" if self.is_open else "Folded away"
        self.header.setAccessibleDescription(f"{state}. {self.note}".strip())


class _Header(QAbstractButton):
    """The title, with a mark that points right or down.

    Attributes:
        note: what stands at its right.
        is_failed: whether that is about something that cannot stay so.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self.note, self.is_failed = "", False
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return room for mark, title and note."""
        words = self.fontMetrics().horizontalAdvance(self.text() + self.note)
        return QSize(_CHEVRON_ROOM + words * 11 // 10 + 2 * _GAP, max(_HEIGHT, self.fontMetrics().height() + 12))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fold with Enter as with Space; open with the right arrow, fold with the left."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case Qt.Key.Key_Right if not self.isChecked():
                self.click()
            case Qt.Key.Key_Left if self.isChecked():
                self.click()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is drawn
        """Draw mark, title, note, and a ring around what has the focus."""
        colours = current_colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark = colours.accent if self.underMouse() else colours.quiet
        painter.setPen(
            QPen(QColor(mark), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPolyline(_chevron(QPointF(11, self.height() / 2), points_down=self.isChecked()))
        line = QRect(_CHEVRON_ROOM, 0, self.width() - _CHEVRON_ROOM - 8, self.height())
        painter.setPen(QColor(colours.failed if self.is_failed else colours.quiet))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.note)
        painter.setPen(QColor(colours.text))
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1.5))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 6, 6)
        painter.end()


def _chevron(centre: QPointF, *, points_down: bool) -> list[QPointF]:
    """Return the three points of a mark that points right, or down."""
    right = [QPointF(-2, -4), QPointF(2, 0), QPointF(-2, 4)]
    return [centre + (QPointF(-point.y(), point.x()) if points_down else point) for point in right]
