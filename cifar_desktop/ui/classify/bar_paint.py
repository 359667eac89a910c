"""How one bar looks: a name, a track with the bar in it, a percentage."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from cifar_desktop.ui.theme import current_colours

SIDE_PX = 8  # of air at both ends of a row
_BAR_PX = 8
_GAP_PX = 8
_LEAST_BAR_PX = 4.0  # that is drawn where there is anything at all
_LEAST_SHARE = 0.005  # below it, the percentage is “< 1 %”, and there is no bar
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True, kw_only=True)
class BarLook:
    """What one row shows.

    Attributes:
        name, percentage: what stands at its ends; no percentage where there is no answer.
        share: how much of the track is filled.
        name_px: how wide the column of names is.
        is_answer: whether it is the answer, and stands out.
        is_chosen, is_hovered, has_focus: whether it is asked about, below the mouse, and where the keys go.
    """

    name: str
    percentage: str
    share: float
    name_px: float
    is_answer: bool
    is_chosen: bool
    is_hovered: bool
    has_focus: bool


def row_height(font_metrics: QFontMetricsF) -> int:
    """Return the height of a row."""
    return round(font_metrics.lineSpacing()) + 6


def name_width(names: tuple[str, ...], font: QFont, row_px: float) -> float:
    """Return how wide the column of names is: as wide as they are, up to a part of the row."""
    letters = QFontMetricsF(_strong(font))
    return min(max((letters.horizontalAdvance(name) for name in names), default=0.0) + 1, 0.42 * row_px)


def draw_bar(painter: QPainter, row: QRectF, look: BarLook) -> None:
    """Draw a row."""
    colours = current_colours()
    painter.save()
    _draw_ground(painter, row, look)
    if look.is_answer:
        painter.setFont(_strong(painter.font()))
    letters = QFontMetricsF(painter.font())
    inner = row.adjusted(SIDE_PX, 0, -SIDE_PX, 0)
    stands_out = look.is_answer or look.is_chosen or look.is_hovered
    painter.setPen(QColor(colours.text if stands_out else colours.quiet))
    names = QRectF(inner.left(), inner.top(), look.name_px, inner.height())
    painter.drawText(names, _LEFT, letters.elidedText(look.name, Qt.TextElideMode.ElideMiddle, look.name_px))
    percent_px = QFontMetricsF(_strong(painter.font())).horizontalAdvance("> 99 %")
    painter.drawText(inner, _RIGHT, look.percentage)
    track = QRectF(names.right() + _GAP_PX, 0, inner.right() - percent_px - names.right() - 2 * _GAP_PX, _BAR_PX)
    track.moveTop(row.center().y() - _BAR_PX / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.line))
    painter.drawRoundedRect(track, _BAR_PX / 2, _BAR_PX / 2)
    if look.share >= _LEAST_SHARE:
        _draw_filled(painter, track, look)
    painter.restore()


def draw_line(
    painter: QPainter, row: QRectF, words: str, percentage: str, *, is_hovered: bool, has_focus: bool
) -> None:
    """Draw the last line, which folds the rest in or out."""
    colours = current_colours()
    painter.save()
    look = BarLook(
        name=words, percentage=percentage, share=0.0, name_px=0.0,
        is_answer=False, is_chosen=False, is_hovered=is_hovered, has_focus=has_focus,
    )  # fmt: skip
    _draw_ground(painter, row, look)
    inner = row.adjusted(SIDE_PX, 0, -SIDE_PX, 0)
    painter.setPen(QColor(colours.accent))
    painter.drawText(inner, _LEFT, words)
    painter.setPen(QColor(colours.quiet))
    painter.drawText(inner, _RIGHT, percentage)
    painter.restore()


def _draw_ground(painter: QPainter, row: QRectF, look: BarLook) -> None:
    """Draw what shows that a row is asked about, below the mouse, or where the keys go."""
    colours = current_colours()
    plate = row.adjusted(0.75, 0.75, -0.75, -0.75)
    if look.is_chosen or look.is_hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.soft if look.is_chosen else colours.hover))
        painter.drawRoundedRect(plate, 6, 6)
    if look.has_focus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.accent), 1.5))
        painter.drawRoundedRect(plate, 6, 6)


def _draw_filled(painter: QPainter, track: QRectF, look: BarLook) -> None:
    colours = current_colours()
    filled = QRectF(track)
    filled.setWidth(max(track.width() * min(look.share, 1.0), _LEAST_BAR_PX))
    painter.setBrush(QColor(colours.accent if look.is_answer else colours.edge))
    radius = min(_BAR_PX / 2, filled.width() / 2)
    painter.drawRoundedRect(filled, radius, radius)


def _strong(font: QFont) -> QFont:
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong
