"""Thumbnails as they are drawn: decoded when they are looked at first, and a few hundred of them kept."""

from collections import OrderedDict

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

_MOST_KEPT = 300  # several windows full of rows; some 8 MB
_TINY = 32  # pixels of the longer side, of pictures that are data rather than photos
_ROUND = 5.0  # of the corners, in pixels of the layout


class Thumbnails:
    """Pictures fitted into a square with round corners.

    Attributes:
        num_decoded: how many were decoded in all.
    """

    def __init__(self) -> None:
        self.num_decoded = 0
        self._kept: OrderedDict[tuple[bytes, int, float], QPixmap] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def picture(self, content: bytes, side: int, ratio: float) -> QPixmap:
        """Return a picture for a square of `side` on a screen of this pixel ratio; null where it cannot be read."""
        key = (content, side, ratio)
        picture = self._kept.get(key)
        if picture is None:
            picture = self._kept[key] = _fitted(content, side, ratio)
            self.num_decoded += 1
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return picture


def _fitted(content: bytes, side: int, ratio: float) -> QPixmap:
    image = QImage.fromData(content)
    if image.isNull():
        return QPixmap()
    room, longer = round(side * ratio), max(image.width(), image.height())
    if longer <= _TINY:  # its pixels stay sharp squares
        times = max(1, room // longer)
        size, how = QSize(image.width() * times, image.height() * times), Qt.TransformationMode.FastTransformation
    else:
        size = image.size().scaled(room, room, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        how = Qt.TransformationMode.SmoothTransformation
    image = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, how)
    return _rounded(image, ratio)


def _rounded(image: QImage, ratio: float) -> QPixmap:
    picture = QPixmap(image.size())
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(picture.rect()), _ROUND * ratio, _ROUND * ratio)
    painter.setClipPath(outline)
    painter.drawImage(0, 0, image)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
