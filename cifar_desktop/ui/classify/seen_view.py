"""The small pictures that the network was shown: the whole photo first, every pixel a sharp square."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cifar_desktop.ui.theme import current_colours

_LARGE_PX, _SMALL_PX = 96, 64
_GAP_PX = 10
_CAPTION_GAP_PX = 4
_TIP = (
    "<p>This is all that the network got of your photo: {size} by {size} pixels. {views}What it says about {these}, "
    "{mirrored}, is averaged.</p>"
)


class SeenView(QWidget):
    """Draws the views side by side: the first large, the others smaller.

    Attributes:
        captions: what stands below the pictures.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.captions: tuple[str, ...] = ()
        self._pictures: list[QImage] = []
        self._first_px = _LARGE_PX
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def num_shown(self) -> int:
        """Return how many pictures are shown."""
        return len(self._pictures)

    def show_views(self, views: Sequence[NDArray[np.uint8]], captions: Sequence[str], *, is_moved: bool) -> None:
        """Show these views, (size, size, 3) each, with their captions; say whether they were also moved a little."""
        self._pictures = [_image(view) for view in views]
        self.captions = tuple(captions)
        size = views[0].shape[0] if views else 0
        self.setToolTip(_tip(size, self.captions, is_moved=is_moved) if views else "")
        self.setAccessibleName(f"What the network saw: {size} by {size} pixels, {', '.join(self.captions)}")
        self.update()

    def set_large(self, is_large: bool) -> None:
        """Show the first picture large, or as small as the others, which saves height."""
        if is_large != (self._first_px == _LARGE_PX):
            self._first_px = _LARGE_PX if is_large else _SMALL_PX
            self.updateGeometry()
            self.update()

    def show_nothing(self) -> None:
        """Show the empty place of the first."""
        self._pictures = []
        self.captions = ()
        self.setToolTip("")
        self.setAccessibleName("What the network saw: nothing yet")
        self.update()

    def picture_at(self, index: int) -> QImage:
        """Return a picture in its own size."""
        return self._pictures[index]

    def places(self) -> list[QRectF]:
        """Return where the pictures are drawn."""
        places, left = [], 0.0
        for index, picture in enumerate(self._pictures):
            side = self._sharp(_SMALL_PX if index else self._first_px, picture.width())
            places.append(QRectF(left, self._first_px - side, side, side))  # their lower edges are on one line
            left += side + _GAP_PX
        return places

    # How Qt asks for its size

    def sizeHint(self) -> QSize:
        """Return room for three pictures and their captions."""
        caption = _CAPTION_GAP_PX + QFontMetricsF(self._caption_font()).height()
        return QSize(self._first_px + 2 * (_SMALL_PX + _GAP_PX), round(self._first_px + caption))

    def _sharp(self, wanted: float, pixels: int) -> float:
        """Return the largest side up to `wanted` at which a picture's pixel is a whole number of the screen's."""
        ratio = self.devicePixelRatioF()
        times = int(wanted * ratio / pixels)
        return pixels * times / ratio if times else wanted

    # Drawing

    def changeEvent(self, event: QEvent) -> None:
        """Wear the new look."""
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the pictures and their captions, or the place of the first."""
        painter = QPainter(self)
        painter.setFont(self._caption_font())
        if not self._pictures:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(current_colours().hover))
            painter.drawRoundedRect(QRectF(0, 0, self._first_px, self._first_px), 4, 4)
        letters = QFontMetricsF(painter.font())
        painter.setPen(QColor(current_colours().quiet))
        for picture, caption, place in zip(self._pictures, self.captions, self.places(), strict=True):
            # A picture that is larger than its place has to be made smaller, and that is done smoothly.
            is_reduced = picture.width() > place.width() * self.devicePixelRatioF()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_reduced)
            painter.drawImage(place, picture)
            words = letters.elidedText(caption, Qt.TextElideMode.ElideRight, place.width() + _GAP_PX)
            painter.drawText(QPointF(place.left(), place.bottom() + _CAPTION_GAP_PX + letters.ascent()), words)
        painter.end()

    def _caption_font(self) -> QFont:
        """Return a font a little smaller than the window's."""
        font = QFont(self.font())
        font.setPixelSize(max(10, round(self.fontInfo().pixelSize() * 0.87)))
        return font


def view_captions(num_views: int, width: float, height: float, *, is_square: bool) -> tuple[str, ...]:
    """Return what the views of a photo, or of a square in it, are called; `inference.views` says which there are."""
    whole = "square" if is_square else "whole"
    match num_views:
        case 0 | 1:
            return (whole,) * num_views
        case 2:
            return (whole, "inner part" if round(width) == round(height) else "middle")
        case _:
            return (whole, "middle", "inner part", *(f"part {number}" for number in range(4, num_views + 1)))


def _tip(size: int, captions: Sequence[str], *, is_moved: bool) -> str:
    """Say what the pictures are, and what else the network was shown of them."""
    mirrored = "its mirror image" if len(captions) == 1 else "their mirror images"
    further = f"about {mirrored}, and about both moved by a pixel" if is_moved else f"and about {mirrored}"
    if len(captions) == 1:
        return _TIP.format(size=size, views="", these="it", mirrored=further)
    squeezed = f"First all of it, squeezed into a square; then the {' and the '.join(captions[1:])}. "
    return _TIP.format(size=size, views=squeezed, these="them", mirrored=further)


def _image(view: NDArray[np.uint8]) -> QImage:
    """Return a picture as Qt has it, with memory of its own."""
    height, width = view.shape[:2]
    return QImage(view.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
