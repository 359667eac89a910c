"""A photo, fitted into the room that there is: as many pixels of the screen as it takes, and not one more."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPixmap

from cifar_desktop.inference.views import Box
from cifar_desktop.ui.classify.square import Point, Size

SHARP_PIXELS = 64  # of the longer side: up to it, every pixel is drawn as a square, because it can be seen anyway
CORNER_PX = 6.0


class FittedPhoto:
    """A photo that knows where on the screen it lies.

    Attributes:
        place: where, in the layout's pixels; empty before `fit`.
    """

    def __init__(self, rgb: NDArray[np.uint8]) -> None:
        """Take an upright RGB photo, (height, width, 3)."""
        height, width = rgb.shape[:2]
        image = QImage(rgb.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
        # With memory of its own; and as screens have it, which scales faster.
        self._image = image.convertToFormat(QImage.Format.Format_RGB32)
        self._ratio = 1.0
        self._drawn: tuple[tuple[int, int, float], QPixmap] | None = None
        self.place = QRectF()

    @property
    def size(self) -> Size:
        """Return width and height in pixels of the photo."""
        return (float(self._image.width()), float(self._image.height()))

    @property
    def is_sharp(self) -> bool:
        """Tell whether its pixels are drawn as squares."""
        return max(self.size) <= SHARP_PIXELS

    @property
    def scale(self) -> float:
        """Return how many of the layout's pixels a pixel of the photo takes."""
        return self.place.width() / self.size[0]

    def fit(self, room: QRectF, ratio: float) -> None:
        """Take the middle of a room, on a screen that has `ratio` pixels for each of the layout's."""
        width, height = self.size
        scale = max(min(room.width() / width, room.height() / height), 0.0) * ratio
        if self.is_sharp and scale >= 1:
            scale = float(int(scale))  # a pixel of the photo is a whole number of the screen's
        across, down = max(1, round(width * scale)), max(1, round(height * scale))
        left = round(room.center().x() * ratio - across / 2)
        top = round(room.center().y() * ratio - down / 2)
        self._ratio = ratio
        self.place = QRectF(left / ratio, top / ratio, across / ratio, down / ratio)

    def pixmap(self) -> QPixmap:
        """Return the photo in the size of its place, with its corners rounded a little."""
        across, down = round(self.place.width() * self._ratio), round(self.place.height() * self._ratio)
        key = (across, down, self._ratio)
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, self._scaled(across, down))
        return self._drawn[1]

    def outline(self) -> QPainterPath:
        """Return its edge on the screen."""
        path = QPainterPath()
        radius = min(CORNER_PX, self.place.width() / 8, self.place.height() / 8)
        path.addRoundedRect(self.place, radius, radius)
        return path

    def on_screen(self, box: Box) -> QRectF:
        """Return where a part of the photo lies on the screen."""
        corner = self.place.topLeft() + QPointF(box[0], box[1]) * self.scale
        return QRectF(corner, corner + QPointF(box[2] - box[0], box[3] - box[1]) * self.scale)

    def in_photo(self, point: QPointF) -> Point:
        """Return the point of the photo that lies there; beyond its edges too."""
        offset = (point - self.place.topLeft()) / self.scale
        return (offset.x(), offset.y())

    def _scaled(self, across: int, down: int) -> QPixmap:
        smooth = Qt.TransformationMode.SmoothTransformation
        mode = Qt.TransformationMode.FastTransformation if self.is_sharp else smooth
        scaled = self._image.scaled(across, down, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        rounded = QImage(across, down, QImage.Format.Format_ARGB32_Premultiplied)
        rounded.fill(Qt.GlobalColor.transparent)
        painter = QPainter(rounded)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._ratio, self._ratio)
        painter.translate(-self.place.topLeft())
        painter.fillPath(self.outline(), QColor(Qt.GlobalColor.black))
        painter.resetTransform()
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.drawImage(0, 0, scaled)
        painter.end()
        rounded.setDevicePixelRatio(self._ratio)
        return QPixmap.fromImage(rounded)
