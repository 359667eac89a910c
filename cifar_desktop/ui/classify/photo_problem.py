"""What stands in the place of a photo that cannot be shown: its name, why, and what to do."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from cifar_desktop.errors import UserError
from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.widgets.centred import centred

_NAMELESS = "This photo cannot be shown"
_WIDTH_PX = 420
_SIGN_PX = QSize(64, 52)
_BREAK_PLACES = ("/", "\\", "_", "-", ".")
_ZERO_WIDTH_SPACE = "\u200b"


class PhotoProblem(QWidget):
    """A calm column in the middle.

    Attributes:
        title, what, remedy: its words.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.what, self.remedy = _words("heading"), _words(""), _words("quiet")
        column = QWidget()
        column.setMaximumWidth(_WIDTH_PX)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        inner.addWidget(_BrokenPhoto())
        inner.addSpacing(8)
        for words in (self.title, self.what, self.remedy):
            inner.addWidget(words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addStretch(2)
        layout.addLayout(centred(column))
        layout.addStretch(3)

    def show_problem(self, name: str, error: UserError) -> None:
        """Say what is wrong with the photo of that name."""
        self.title.setText(_breakable(name or _NAMELESS))
        self.title.setAccessibleName(name or _NAMELESS)
        self.what.setText(_breakable(error.what))
        self.remedy.setText(_breakable(" ".join(part for part in (error.kept, error.remedy) if part)))
        self.remedy.setVisible(bool(self.remedy.text()))


class _BrokenPhoto(QWidget):
    """The outline of a photo with a crack through it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of the sign."""
        return _SIGN_PX

    def changeEvent(self, event: QEvent) -> None:
        """Wear the new look."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the frame, the hill in it, and the crack."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate((self.width() - _SIGN_PX.width()) / 2, 0)
        pen = QPen(QColor(current_colours().edge), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawEllipse(QPointF(46, 17), 4.5, 4.5)
        painter.drawPolyline([QPointF(6, 42), QPointF(20, 24), QPointF(31, 36)])
        frame, crack = QPainterPath(), [QPointF(38, -2), QPointF(30, 16), QPointF(39, 28), QPointF(31, 54)]
        frame.addRoundedRect(QRectF(1, 1, 62, 50), 7, 7)
        painter.drawPath(frame)
        background = QPen(QColor(current_colours().window), 7)
        painter.setPen(background)
        painter.drawPolyline(crack)
        painter.end()


def _words(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label


def _breakable(text: str) -> str:
    """Return a text whose long names may go on in the next line."""
    for place in _BREAK_PLACES:
        text = text.replace(place, place + _ZERO_WIDTH_SPACE)
    return text
