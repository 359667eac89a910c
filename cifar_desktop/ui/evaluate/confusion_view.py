"""The confusion matrix to be looked at, pointed at and walked through with the arrow keys."""

import math
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cifar_desktop.ui.evaluate.confusion_paint import ConfusionMarks, draw_confusion
from cifar_desktop.ui.evaluate.confusion_place import SLANT, ConfusionPlace, place_in
from cifar_desktop.ui.evaluate.confusion_values import Cell, ConfusionValues, Unit
from cifar_desktop.ui.theme import current_colours

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_ENTERS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
_SMALL = 0.88  # of the window's letters
_PICTURE_PX, _PICTURE_MARGIN_PX = 900, 28
_PICTURE_SCALE = 2
_WIDE_PX = 2_000
READING = "Rows: what it really is. Columns: what it was taken for."


class ConfusionView(QWidget):
    """Draws the matrix, and tells what is pointed at and what is chosen.

    Attributes:
        values: what it shows; None before there is anything.
        pointed, chosen: the cells under mouse or keyboard, and whose pictures are shown.

    Signals:
        cell_pointed: another Cell, or None.
        cell_chosen: the Cell whose pictures are wanted.
    """

    cell_pointed = Signal(object)
    cell_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values: ConfusionValues | None = None
        self.pointed: Cell | None = None
        self.chosen: Cell | None = None
        self._is_on_keyboard = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Confusion matrix: arrow keys move from cell to cell, Enter shows the pictures in it")

    # What it shows

    def show_confusion(self, values: ConfusionValues) -> None:
        """Show this matrix, with nothing chosen."""
        self.values = values
        self.chosen = None
        self._point_at(None)
        self.update()

    def set_unit(self, unit: Unit) -> None:
        """Count pictures, or give shares of a row."""
        if self.values:
            self.values = replace(self.values, unit=unit)
            self.update()

    @Slot(bool)
    def set_log(self, is_log: bool) -> None:
        """Let colours tell apart small values, or large ones."""
        if self.values:
            self.values = replace(self.values, is_log=is_log)
            self.update()

    def choose(self, cell: Cell | None) -> None:
        """Mark the cell whose pictures are shown."""
        self.chosen = cell
        self.update()

    @property
    def place(self) -> ConfusionPlace:
        """Return where the cells lie now."""
        return self._place_in(QSizeF(self.size()), self._letters())

    def widest_use(self, height: int) -> int:
        """Return the width beyond which the matrix would not grow in this height."""
        place = self._place_in(QSizeF(_WIDE_PX, height), self._letters())
        beyond = place.label_room * math.cos(SLANT) if place.is_slanted else 0.0
        return math.ceil(place.left + place.side + beyond) + 2

    def picture(self) -> QImage:
        """Return the matrix as a picture for a page: always of the same size, and sharp."""
        letters = self._letters()
        inner = QSizeF(_PICTURE_PX, _PICTURE_PX)
        place = self._place_in(inner, letters)
        beyond = place.label_room * 0.75 if place.is_slanted else 0.0
        wide = round(place.left + place.side + beyond) + 2 * _PICTURE_MARGIN_PX
        line_px = QFontMetricsF(letters).height()
        high = round(place.top + place.side + 40 + line_px) + 2 * _PICTURE_MARGIN_PX
        image = QImage(wide * _PICTURE_SCALE, high * _PICTURE_SCALE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_PICTURE_SCALE)
        image.fill(QColor(current_colours().window))
        painter = QPainter(image)
        painter.translate(_PICTURE_MARGIN_PX, _PICTURE_MARGIN_PX)
        painter.setFont(letters)
        if self.values:
            draw_confusion(painter, place, self.values, current_colours(), ConfusionMarks())
            painter.drawText(QPointF(place.left, place.top + place.side + 40 + line_px), READING)
        painter.end()
        return image

    def _place_in(self, room: QSizeF, letters: QFont) -> ConfusionPlace:
        metrics = QFontMetricsF(letters)
        names = self.values.class_names if self.values else ()
        return place_in(room, [metrics.horizontalAdvance(name) for name in names], metrics.height())

    def _letters(self) -> QFont:
        letters = QFont(self.font())
        letters.setPixelSize(max(11, round(self.fontInfo().pixelSize() * _SMALL)))
        return letters

    # How Qt asks for its size and its looks

    def sizeHint(self) -> QSize:
        """Return a size in which ten classes are easily read."""
        return QSize(520, 500)

    def minimumSizeHint(self) -> QSize:
        """Return a size in which ten classes can be read."""
        return QSize(360, 320)

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the new look."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the matrix."""
        if self.values is None:
            return
        painter = QPainter(self)
        painter.setFont(self._letters())
        marks = ConfusionMarks(
            pointed=self.pointed, chosen=self.chosen, has_focus=self.hasFocus() and self._is_on_keyboard
        )
        draw_confusion(painter, self.place, self.values, current_colours(), marks)
        painter.end()

    # Mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse."""
        self._is_on_keyboard = False
        self._point_at(self._cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing any more."""
        super().leaveEvent(event)
        if not self._is_on_keyboard:
            self._point_at(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked."""
        cell = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self.cell_chosen.emit(cell)

    def _cell_at(self, point: QPointF) -> Cell | None:
        return self.place.cell_at(point) if self.values else None

    # Keyboard

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Point at a cell, so that one sees where the keyboard is."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._is_on_keyboard = True
            self._point_at(self.pointed or self.chosen or (0, 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing any more."""
        super().focusOutEvent(event)
        self._is_on_keyboard = False
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows and Home and End; Enter chooses."""
        key = Qt.Key(event.key())
        if self.values is None or not (key in _STEPS or key in _ENTERS or key in (Qt.Key.Key_Home, Qt.Key.Key_End)):
            super().keyPressEvent(event)
            return
        self._is_on_keyboard = True
        cell = self.pointed or self.chosen or (0, 0)
        if key in _ENTERS:
            self._point_at(cell)
            self.cell_chosen.emit(cell)
            return
        last = self.values.size - 1
        if key in _STEPS:
            down, across = _STEPS[key]
            cell = (min(max(cell[0] + down, 0), last), min(max(cell[1] + across, 0), last))
        else:
            cell = (cell[0], 0 if key == Qt.Key.Key_Home else last)
        self._point_at(cell)

    def _point_at(self, cell: Cell | None) -> None:
        if cell == self.pointed:
            return
        self.pointed = cell
        self.setCursor(Qt.CursorShape.PointingHandCursor if cell else Qt.CursorShape.ArrowCursor)
        self.setAccessibleDescription(self.values.sentence(cell) if cell and self.values else "")
        self.cell_pointed.emit(cell)
        self.update()
