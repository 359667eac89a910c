"""Where the cells of a confusion matrix lie. Knows nothing of drawing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

LARGEST_PITCH_PX = 66.0
LABEL_GAP_PX = 8.0
LEGEND_PX = 34.0  # what stands below the cells
SLANT = math.radians(45)
_LONGEST_LABEL_PX, _LARGEST_SHARE = 120.0, 0.22  # of the width, that names may take
_SMALLEST_PITCH_PX = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfusionPlace:
    """A square of squares.

    Attributes:
        size: number of classes.
        width: of the whole room.
        left, top: of the first cell.
        pitch: from one cell to the next.
        gap: between two.
        label_room: the width of the names beside the rows.
        is_slanted: whether the names above the columns lie at an angle.
        has_labels: whether there is room for names at all.
    """

    size: int
    width: float
    left: float
    top: float
    pitch: float
    gap: float
    label_room: float
    is_slanted: bool
    has_labels: bool

    @property
    def side(self) -> float:
        """Return the width and height of all cells together."""
        return self.size * self.pitch - self.gap

    def rect(self, cell: tuple[int, int]) -> QRectF:
        """Return where a cell lies."""
        side = self.pitch - self.gap
        return QRectF(self.left + cell[1] * self.pitch, self.top + cell[0] * self.pitch, side, side)

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """Return the cell under a point; the gap after a cell belongs to it."""
        column = math.floor((point.x() - self.left) / self.pitch)
        row = math.floor((point.y() - self.top) / self.pitch)
        return (row, column) if 0 <= row < self.size and 0 <= column < self.size else None


def place_in(room: QSizeF, widths: Sequence[float], line_px: float) -> ConfusionPlace:
    """Return the largest square that fits beside its names, whose `widths` are given, `line_px` high."""
    size = max(1, len(widths))
    widest = min(max(widths, default=0.0), _LONGEST_LABEL_PX, _LARGEST_SHARE * room.width())
    flat = _fitted(room, size, widest, above=line_px + LABEL_GAP_PX, beyond=0.0)
    if flat >= widest + LABEL_GAP_PX:
        return _place(room, size, widest, flat, above=line_px + LABEL_GAP_PX, is_slanted=False, has_labels=True)
    above = (widest + line_px) * math.sin(SLANT) + LABEL_GAP_PX
    slanted = _fitted(room, size, widest, above=above, beyond=widest * math.cos(SLANT))
    if slanted >= line_px:
        return _place(room, size, widest, slanted, above=above, is_slanted=True, has_labels=True)
    bare = _fitted(room, size, 0.0, above=0.0, beyond=0.0)
    return _place(room, size, 0.0, bare, above=0.0, is_slanted=False, has_labels=False)


def _fitted(room: QSizeF, size: int, labels: float, *, above: float, beyond: float) -> float:
    """Return the pitch of cells that fit; `beyond` is how far the last slanted name reaches to the right."""
    beside = labels + LABEL_GAP_PX if labels else 0.0
    across = (room.width() - beside - 2) / size
    if beyond:  # it begins in the middle of the last cell
        across = min(across, (room.width() - beside - beyond - 2) / (size - 0.5))
    down = (room.height() - above - LEGEND_PX) / size
    pitch = min(across, down, LARGEST_PITCH_PX)
    return max(_SMALLEST_PITCH_PX, math.floor(pitch) if pitch >= 8 else pitch)


def _place(
    room: QSizeF, size: int, labels: float, pitch: float, *, above: float, is_slanted: bool, has_labels: bool
) -> ConfusionPlace:
    beside = labels + LABEL_GAP_PX if labels else 0.0
    spare = max(0.0, room.height() - above - LEGEND_PX - size * pitch)
    return ConfusionPlace(
        size=size,
        width=room.width(),
        left=round(beside) + 1.0,
        top=round(above + min(spare / 2, 10.0)),
        pitch=pitch,
        gap=2.0 if pitch >= 16 else 1.0 if pitch >= 8 else 0.0,
        label_room=labels,
        is_slanted=is_slanted,
        has_labels=has_labels,
    )
