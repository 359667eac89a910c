"""The picture of the camera, as large as the room allows and mirrored for the eye."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from cifar_desktop.ui.theme import current_colours

_RADIUS = 10.0
_SHAPE = QSize(4, 3)  # of most cameras, until a picture says otherwise
_BADGE_GAP = 10.0


class CameraView(QWidget):
    """Draws one picture, with a badge that says whether it is live; or what it waits for.

    Attributes:
        is_mirrored: whether the picture is drawn as a mirror would show it.
        is_frozen: whether it stands still because the person wants it to.
        place: where the picture is drawn.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_mirrored, self.is_frozen = True, False
        self._picture = QImage()
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 150)
        self.setAccessibleName("Picture of the camera")

    def show_picture(self, picture: QImage) -> None:
        """Draw this one from now on."""
        self._picture, self._words = picture, ""
        self.update()

    def show_waiting(self, words: str) -> None:
        """Say what is waited for, in place of a picture."""
        self._picture, self._words = QImage(), words
        self.setAccessibleDescription(words)
        self.update()

    def set_frozen(self, is_frozen: bool) -> None:
        """Say whether the picture is live."""
        self.is_frozen = is_frozen
        self.setAccessibleDescription("Frozen" if is_frozen else "Live")
        self.update()

    def set_mirrored(self, is_mirrored: bool) -> None:
        """Draw it as a mirror would show it, or as the world is."""
        self.is_mirrored = is_mirrored
        self.update()

    @property
    def place(self) -> QRectF:
        """Return where the picture is drawn: in the middle, with its own shape."""
        shape = _SHAPE if self._picture.isNull() else self._picture.size()
        size = shape.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2), size.toSizeF())

    def sizeHint(self) -> QSize:
        """Return the size of a small camera picture."""
        return QSize(480, 360)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is drawn
        """Draw the picture and its badge, or the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._picture.isNull():
            self._paint_words(painter)
        else:
            painter.setBrush(self._brush())
            painter.drawRoundedRect(self.place, _RADIUS, _RADIUS)
            self._paint_badge(painter)
        painter.end()

    def _brush(self) -> QBrush:
        """Return the picture as paint: that way its corners are round, and smooth."""
        place = self.place
        across = place.width() / self._picture.width()
        down = place.height() / self._picture.height()
        start = place.topRight() if self.is_mirrored else place.topLeft()
        brush = QBrush(self._picture)
        brush.setTransform(
            QTransform.fromTranslate(start.x(), start.y()).scale(-across if self.is_mirrored else across, down)
        )
        return brush

    def _paint_words(self, painter: QPainter) -> None:
        colours = current_colours()
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(self.place, _RADIUS, _RADIUS)
        painter.setPen(QColor(colours.text))
        painter.drawText(
            self.place.adjusted(16, 16, -16, -16),
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            self._words,
        )

    def _paint_badge(self, painter: QPainter) -> None:
        """Say in the corner whether this is now; on a ground of its own, as a picture may have any colour."""
        colours = current_colours()
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        letters = QFontMetricsF(font)
        words = "Frozen" if self.is_frozen else "Live"
        dot = 8.0
        height = letters.height() + 8
        width = letters.horizontalAdvance(words) + dot + 26
        corner = self.place.topLeft() + QPointF(_BADGE_GAP, _BADGE_GAP)
        badge = QRectF(corner.x(), corner.y(), width, height)
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(badge, height / 2, height / 2)
        painter.setBrush(QColor(colours.accent))
        middle = QPointF(badge.left() + 10 + dot / 2, badge.center().y())
        if self.is_frozen:  # two bars, as of a pause: not by colour alone
            for left in (-dot / 2, dot / 8):
                painter.drawRect(QRectF(middle.x() + left, middle.y() - dot / 2, dot * 3 / 8, dot))
        else:
            painter.drawEllipse(middle, dot / 2, dot / 2)
        painter.setPen(QColor(colours.text))
        painter.setFont(font)
        painter.drawText(badge.adjusted(16 + dot, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)
        painter.setPen(Qt.PenStyle.NoPen)
