"""Small pictures in columns, enlarged so that every pixel stays a sharp square."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cifar_desktop.ui.theme import current_colours

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_SIDE = 64  # how large a picture is meant to be, in pixels of the layout
_LARGE_SIDE = 96  # where there is room for it
_GAP = 6
_APART = 14  # after a first column that stands for itself
_LINE_GAP = 12
_CAPTION_GAP = 6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureColumn:
    """Pictures below one caption; uint8, (number, height, width, 3)."""

    caption: str
    pictures: "npt.NDArray[np.uint8]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrangement:
    """How the columns lie in the width that there is.

    Attributes:
        per_line: columns beside each other.
        lines: how often they begin anew.
        rows: pictures in a column.
        side: of a picture.
        pitch: from one column to the next.
    """

    per_line: int
    lines: int
    rows: int
    side: float
    pitch: float


class ThumbnailGrid(QWidget):
    """Draws columns of pictures, and of lines that are few the more rows.

    Attributes:
        num_shown: how many pictures are drawn at the present width.
        is_waiting: whether the pictures are still to come, and only their places are drawn.
    """

    def __init__(self, *, wraps: bool, max_rows: int, parent: QWidget | None = None) -> None:
        """Show columns that do not fit on a further line, where it `wraps`, or leave them out.

        One that does not wrap sets its first column a little apart from the others.
        """
        super().__init__(parent)
        self._wraps = wraps
        self._max_rows = max_rows
        self._columns: list[tuple[str, list[QImage]]] = []
        self._num_expected = 1
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def num_shown(self) -> int:
        """Return how many pictures are drawn at the present width."""
        arrangement = self._arrangement(self.width())
        columns = self._columns[: arrangement.per_line * arrangement.lines]
        return sum(len(pictures[: arrangement.rows]) for _, pictures in columns)

    def show_columns(self, columns: Sequence[PictureColumn]) -> None:
        """Show these instead of those before."""
        self._columns = [(column.caption, [_image(picture) for picture in column.pictures]) for column in columns]
        self.updateGeometry()
        self.update()

    def expect(self, captions: Sequence[str], rows: int) -> None:
        """Keep as much room as so many pictures below each caption will take, until they come."""
        self._columns = [(caption, []) for caption in captions]
        self._num_expected = rows
        self.updateGeometry()
        self.update()

    @property
    def is_waiting(self) -> bool:
        """Tell whether the pictures are still to come."""
        return not any(pictures for _, pictures in self._columns)

    def picture_at(self, column: int, row: int) -> QImage:
        """Return a picture in its own size."""
        return self._columns[column][1][row]

    def captions(self) -> list[str]:
        """Return the captions of all columns."""
        return [caption for caption, _ in self._columns]

    # How Qt asks for its size

    def hasHeightForWidth(self) -> bool:
        """Say that a narrow grid may be a higher one."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the arrangement in this width takes."""
        arrangement = self._arrangement(width)
        return round(arrangement.lines * self._line_height(arrangement) + (arrangement.lines - 1) * _LINE_GAP)

    def sizeHint(self) -> QSize:
        """Return a size in which most columns are side by side."""
        width = round(min(len(self._columns), 10) * (_SIDE + _GAP)) + _APART
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the size of a few columns."""
        width = 4 * (_SIDE + _GAP)
        return QSize(width, self.heightForWidth(self.width()) if self._columns else 0)

    # Drawing

    def changeEvent(self, event: QEvent) -> None:
        """Draw the captions in the new look."""
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw all columns."""
        arrangement = self._arrangement(self.width())
        painter = QPainter(self)
        painter.setFont(self._caption_font())
        painter.setPen(QColor(current_colours().quiet))
        for index, (caption, pictures) in enumerate(self._columns[: arrangement.per_line * arrangement.lines]):
            line, place = divmod(index, arrangement.per_line)
            left = place * arrangement.pitch + (self._apart if place else 0)
            top = line * (self._line_height(arrangement) + _LINE_GAP)
            self._draw_column(painter, QPointF(left, top), caption, pictures[: arrangement.rows], arrangement)
        painter.end()

    def _draw_column(
        self, painter: QPainter, corner: QPointF, caption: str, pictures: list[QImage], arrangement: _Arrangement
    ) -> None:
        """Draw a caption and what is below it."""
        letters = QFontMetricsF(self._caption_font())
        words = letters.elidedText(caption, Qt.TextElideMode.ElideRight, arrangement.pitch)
        # In the middle of the pictures, but not beyond the grid's own edge.
        left = max(0.0, corner.x() + (arrangement.side - letters.horizontalAdvance(words)) / 2)
        painter.drawText(QPointF(left, corner.y() + letters.ascent()), words)
        ratio = self.devicePixelRatioF()
        for row in range(arrangement.rows if self.is_waiting else len(pictures)):
            top = corner.y() + letters.height() + _CAPTION_GAP + row * (arrangement.side + _GAP)
            # On whole pixels of the screen: half of one would blur each edge.
            place = QPointF(round(corner.x() * ratio) / ratio, round(top * ratio) / ratio)
            square = QRectF(place.x(), place.y(), arrangement.side, arrangement.side)
            if self.is_waiting:
                painter.fillRect(square, QColor(current_colours().hover))
            else:
                painter.drawImage(square, pictures[row])

    def _caption_font(self) -> QFont:
        """Return a font a little smaller than the window's."""
        font = QFont(self.font())
        font.setPixelSize(max(10, round(self.fontInfo().pixelSize() * 0.87)))
        return font

    @property
    def _apart(self) -> int:
        return 0 if self._wraps else _APART

    def _line_height(self, arrangement: _Arrangement) -> float:
        """Return the height of a caption and the pictures below it."""
        letters = QFontMetricsF(self._caption_font())
        return letters.height() + _CAPTION_GAP + arrangement.rows * (arrangement.side + _GAP) - _GAP

    def _arrangement(self, width: int) -> _Arrangement:
        """Choose what fits: large pictures where all columns fit with them, and lines where they do not otherwise."""
        number = max(1, len(self._columns))
        longest = self._num_expected
        if not self.is_waiting:
            longest = max(len(pictures) for _, pictures in self._columns)
        room = width - self._apart + _GAP
        large, normal = self._sharp(_LARGE_SIDE), self._sharp(_SIDE)
        if number * (large + _GAP) <= room:
            rows = self._max_rows if self._wraps else max(1, self._max_rows - 1)
            side, per_line, lines = large, number, 1
        else:
            side = normal
            fitting = max(1, int(room // (side + _GAP)))
            lines = -(-number // fitting) if self._wraps else 1
            per_line = -(-number // lines) if self._wraps else min(number, fitting)
            rows = max(1, self._max_rows // lines)
        # Columns that wrap fill the width, so that both of their edges are straight.
        widest = (room - side - _GAP) / (per_line - 1) if self._wraps and per_line > 1 else side + _GAP
        pitch = max(side + _GAP, min(widest, 2 * side))
        return _Arrangement(per_line=per_line, lines=lines, rows=min(rows, max(1, longest)), side=side, pitch=pitch)

    def _sharp(self, wanted: int) -> float:
        """Return the side nearest to `wanted` at which a picture's pixel is a whole number of the screen's."""
        ratio = self.devicePixelRatioF()
        if self.is_waiting:
            return wanted
        pixels = next(pictures[0].width() for _, pictures in self._columns if pictures)
        return pixels * max(1, round(wanted * ratio / pixels)) / ratio


def _image(picture: "npt.NDArray[np.uint8]") -> QImage:
    """Return a picture as Qt has it, with memory of its own."""
    height, width = picture.shape[:2]
    return QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
