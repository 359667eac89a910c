"""Draws a confusion matrix: what was right in one hue, what was wrong in another, and names around it."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPen

from cifar_desktop.ui.evaluate.confusion_place import LABEL_GAP_PX, SLANT, ConfusionPlace
from cifar_desktop.ui.evaluate.confusion_values import Cell, ConfusionValues, is_right
from cifar_desktop.ui.theme import Colours

_STRONGEST, _STRONGEST_IN_THE_DARK = 0.6, 0.5  # of a hue over the surface: seen without shouting, and text is readable
_FAINTEST = 0.10  # of a cell that is not empty
_ENOUGH_CONTRAST = 4.5
_SMALLEST_LETTERS_PX = 9
_LEGEND_BAR_PX = QRectF(0, 0, 74, 8)
_LEGEND_GAP_PX = 26  # between the two scales


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What all cells are drawn with."""

    painter: QPainter
    place: ConfusionPlace
    values: ConfusionValues
    colours: Colours
    letters: QFont


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfusionMarks:
    """What is pointed at.

    Attributes:
        pointed: under the mouse, or where the keyboard is.
        chosen: whose pictures are shown.
        has_focus: whether keys arrive here.
    """

    pointed: Cell | None = None
    chosen: Cell | None = None
    has_focus: bool = False


def draw_confusion(
    painter: QPainter, place: ConfusionPlace, values: ConfusionValues, colours: Colours, marks: ConfusionMarks
) -> None:
    """Draw all of it with the painter's font."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = painter.font()
    if place.has_labels:
        _draw_names(painter, place, values, colours, marks.pointed or marks.chosen)
    sheet = _Sheet(painter, place, values, colours, _letters_for(font, place.pitch))
    for row in range(place.size):
        for column in range(place.size):
            _draw_cell(sheet, (row, column))
    _draw_marks(painter, place, colours, marks)
    painter.setFont(font)
    _draw_legend(painter, place, values, colours)


def heat(colours: Colours, *, strength: float, right: bool) -> QColor:
    """Return the colour of a cell."""
    if not strength:
        return QColor(colours.surface)
    hue, ground = QColor(colours.train_curve if right else colours.validation_curve), QColor(colours.surface)
    strongest = _STRONGEST if ground.lightness() > 128 else _STRONGEST_IN_THE_DARK
    share = _FAINTEST + (strongest - _FAINTEST) * strength
    pairs = ((hue.red(), ground.red()), (hue.green(), ground.green()), (hue.blue(), ground.blue()))
    return QColor(*(round(share * over + (1 - share) * under) for over, under in pairs))


def ink_on(ground: QColor, colours: Colours) -> QColor:
    """Return a colour that can be read on another one."""
    inks = [QColor(name) for name in (colours.text, colours.on_accent, "#000000", "#ffffff")]
    return next((ink for ink in inks if contrast(ink, ground) >= _ENOUGH_CONTRAST), inks[-1])


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours as the WCAG has it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: QColor) -> float:
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _letters_for(font: QFont, pitch: float) -> QFont:
    letters = QFont(font)
    letters.setPixelSize(max(_SMALLEST_LETTERS_PX, min(font.pixelSize(), round(pitch * 0.34))))
    return letters


def _draw_cell(sheet: _Sheet, cell: Cell) -> None:
    painter, values, colours = sheet.painter, sheet.values, sheet.colours
    room, right = sheet.place.rect(cell), is_right(cell)
    ground = heat(colours, strength=values.strength(cell), right=right)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    radius = min(5.0, sheet.place.pitch / 8)
    painter.drawRoundedRect(room, radius, radius)
    text = values.text(cell)
    if not text:
        return
    font = QFont(sheet.letters)
    font.setWeight(QFont.Weight.DemiBold if right else QFont.Weight.Normal)
    metrics = QFontMetricsF(font)
    if metrics.horizontalAdvance(text) > room.width() - 2 or metrics.height() > room.height() + 4:
        return  # the read-out says it
    painter.setFont(font)
    painter.setPen(ink_on(ground, colours))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)


def _draw_names(
    painter: QPainter, place: ConfusionPlace, values: ConfusionValues, colours: Colours, pointed: Cell | None
) -> None:
    usual, strong = QFont(painter.font()), QFont(painter.font())
    strong.setWeight(QFont.Weight.DemiBold)
    for position, name in enumerate(values.class_names):
        is_row = pointed is not None and pointed[0] == position
        _wear(painter, strong if is_row else usual, colours.text if is_row else colours.quiet)
        first = place.rect((position, 0))
        room = QRectF(0, first.top(), place.label_room, first.height())
        words = _elided(painter, name, place.label_room)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        is_column = pointed is not None and pointed[1] == position
        _wear(painter, strong if is_column else usual, colours.text if is_column else colours.quiet)
        _draw_column_name(painter, place, position, name)


def _draw_column_name(painter: QPainter, place: ConfusionPlace, position: int, name: str) -> None:
    first = place.rect((0, position))
    metrics = QFontMetricsF(painter.font())
    if not place.is_slanted:
        words = _elided(painter, name, place.pitch)
        room = QRectF(first.left(), first.top() - LABEL_GAP_PX - metrics.height(), first.width(), metrics.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, words)
        return
    painter.save()
    painter.translate(first.center().x(), first.top() - LABEL_GAP_PX / 2)
    painter.rotate(-math.degrees(SLANT))
    painter.drawText(QPointF(2, metrics.ascent() / 2 - 2), _elided(painter, name, place.label_room))
    painter.restore()


def _draw_marks(painter: QPainter, place: ConfusionPlace, colours: Colours, marks: ConfusionMarks) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = min(6.0, place.pitch / 7)
    for cell, colour, width in (
        (marks.pointed, colours.accent if marks.has_focus else colours.edge, 2.0),
        (marks.chosen, colours.text, 2.5),
    ):
        if cell is not None:
            painter.setPen(QPen(QColor(colour), width))
            painter.drawRoundedRect(place.rect(cell).adjusted(-0.5, -0.5, 0.5, 0.5), radius, radius)


def _draw_legend(painter: QPainter, place: ConfusionPlace, values: ConfusionValues, colours: Colours) -> None:
    """Draw the two scales, as far as there is room for both."""
    metrics = QFontMetricsF(painter.font())
    middle = place.top + place.side + 21
    unit = " %" if values.unit == "share" else ""
    unit_px = metrics.horizontalAdvance(unit)
    ends_px = sum(map(metrics.horizontalAdvance, map(values.words, (values.most_right, values.most_wrong))))
    names_px = metrics.horizontalAdvance("right  0wrong  0")
    wanted = names_px + ends_px + 2 * (unit_px + _LEGEND_BAR_PX.width() + 14) + _LEGEND_GAP_PX
    left = max(1.0, min(place.left, place.width - wanted - 2))
    for words, most, right in (("right", values.most_right, True), ("wrong", values.most_wrong, False)):
        ends = (f"{words}  0", values.words(most) + unit)
        _wear(painter, painter.font(), colours.quiet)
        painter.drawText(QPointF(left, middle + metrics.ascent() / 2 - 1), ends[0])
        left += metrics.horizontalAdvance(ends[0]) + 7
        bar = _LEGEND_BAR_PX.translated(left, middle - _LEGEND_BAR_PX.height() / 2)
        shades = QLinearGradient(bar.topLeft(), bar.topRight())
        shades.setColorAt(0, heat(colours, strength=1e-6, right=right))
        shades.setColorAt(1, heat(colours, strength=1.0, right=right))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shades)
        painter.drawRoundedRect(bar, 4, 4)
        left = bar.right() + 7
        painter.setPen(QColor(colours.quiet))
        painter.drawText(QPointF(left, middle + metrics.ascent() / 2 - 1), ends[1])
        left += metrics.horizontalAdvance(ends[1]) + _LEGEND_GAP_PX


def _wear(painter: QPainter, font: QFont, colour: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))


def _elided(painter: QPainter, words: str, width: float) -> str:
    return QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, width)
