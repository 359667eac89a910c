"""The photo with a square that mouse and keyboard draw, move, resize and take away."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from cifar_desktop.inference.views import Box
from cifar_desktop.ui.classify.fitted_photo import FittedPhoto
from cifar_desktop.ui.classify.photo_view import PhotoView
from cifar_desktop.ui.classify.square import centred, grown, moved, nearest, pushed_inside
from cifar_desktop.ui.classify.square_drag import NEW, WHOLE, Grip, SquareDrag, grip_at

LEAST_PX = 28  # of a square's side on the screen: below it nobody could hold it any more
LEAST_PHOTO_PX = 4  # and in the photo: below it there is nothing to see
_REACH_PX = 14  # of a corner
_FIRST_SHARE = 0.6  # of the photo's shorter side, when the keyboard asks for a square
_KEY_SHARE = 0.02  # of it, with each press of an arrow key
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_CREATING = {*_ARROWS, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_DIAGONALS = {
    (0, 0): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, 0): Qt.CursorShape.SizeBDiagCursor,
    (0, 1): Qt.CursorShape.SizeBDiagCursor,
}


class PhotoCanvas(PhotoView):
    """Lets a person say by a square which part of the photo is meant.

    Attributes:
        is_editable: whether a square can be drawn; not while another photo is on its way.

    Signals:
        box_changed: the person has changed the square; at most once a turn of the event loop.
    """

    box_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_editable = False
        self._drag: SquareDrag | None = None
        self._pressed_at: QPointF | None = None  # until the pointer has left this place, nothing is dragged
        self._announced: Box | None = None
        self._announcer = QTimer(self)
        self._announcer.setSingleShot(True)
        self._announcer.setInterval(0)
        self._announcer.timeout.connect(self._on_announcement_due)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_photo(self, rgb: NDArray[np.uint8] | None) -> None:
        """Show another photo, to draw a square on, or none."""
        self._let_go()
        self.set_editable(rgb is not None)
        self._announcer.stop()
        self._announced = None
        super().show_photo(rgb)

    def set_editable(self, is_editable: bool) -> None:
        """Let a square be drawn and changed, or let go of it."""
        self.is_editable = is_editable
        if not is_editable:
            self._let_go()
            self.unsetCursor()

    def set_box(self, box: Box | None) -> None:
        """Show this square without announcing it; while the person drags one, theirs counts."""
        if self.photo is not None and self._drag is None:
            self._announcer.stop()
            self._announced = pushed_inside(box, self.photo.size) if box else None
            self._show_box(self._announced)

    def clear_box(self) -> None:
        """Take the square away as the person does it."""
        self._let_go()
        self._change_box(None)

    def _change_box(self, box: Box | None) -> None:
        """Show a square that the person made, and announce it as soon as there is nothing else to do."""
        if box != self.box:
            self._show_box(box)
            self._announcer.start()

    @Slot()
    def _on_announcement_due(self) -> None:
        if self.box != self._announced:
            self._announced = self.box
            self.box_changed.emit(self.box)

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the square, or of the place where one may begin."""
        photo = self._usable_photo()
        if photo is None or event.button() != Qt.MouseButton.LeftButton or not self._is_near(photo, event.position()):
            event.ignore()
            return
        self._pressed_at = event.position()
        self._drag = SquareDrag(
            grip=self._grip_at(photo, event.position()),
            start=nearest(photo.in_photo(event.position()), photo.size),
            box=self.box,
            size=photo.size,
            least=_least(photo),
        )
        self._show_cursor(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw, move or resize; without a press only the cursor says what would happen."""
        if self._drag is None or self.photo is None:
            self._show_cursor(event.position())
            return
        if self._pressed_at is not None:
            way = (event.position() - self._pressed_at).manhattanLength()
            if self._drag.grip == NEW and way < QApplication.startDragDistance():
                return  # a click that trembles is no square
            self._pressed_at = None
        self._change_box(self._drag.box_at(nearest(self.photo.in_photo(event.position()), self.photo.size)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._let_go()
            self._show_cursor(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the square away."""
        if event.button() == Qt.MouseButton.LeftButton and self._usable_photo():
            self.clear_box()
            self._show_cursor(event.position())

    def _let_go(self) -> None:
        self._drag = self._pressed_at = None

    def _usable_photo(self) -> FittedPhoto | None:
        return self.photo if self.is_editable else None

    def _is_near(self, photo: FittedPhoto, point: QPointF) -> bool:
        """Tell whether a point is on the photo, or so near that its edge may be meant."""
        return photo.place.adjusted(-_REACH_PX, -_REACH_PX, _REACH_PX, _REACH_PX).contains(point)

    def _grip_at(self, photo: FittedPhoto, point: QPointF) -> Grip:
        reach = _REACH_PX / photo.scale
        if self.box:  # a small square has to keep a middle to be moved by
            reach = min(reach, (self.box[2] - self.box[0]) / 3)
        return grip_at(self.box, photo.in_photo(point), reach)

    def _show_cursor(self, point: QPointF) -> None:
        """Say by the cursor what a press would do, or does."""
        photo = self._usable_photo()
        if photo is None or not (self._drag or self._is_near(photo, point)):
            self.unsetCursor()
            return
        grip = self._drag.grip if self._drag else self._grip_at(photo, point)
        if isinstance(grip, tuple):
            self.setCursor(_DIAGONALS[grip])
        elif grip == WHOLE:
            self.setCursor(Qt.CursorShape.ClosedHandCursor if self._drag else Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the square with the arrows, resize it with Shift and the arrows, take it away with Escape."""
        photo, key = self._usable_photo(), Qt.Key(event.key())
        if photo is None:
            event.ignore()
        elif self.box is None and self._drag is None and key in _CREATING:
            self._change_box(centred(photo.size, _FIRST_SHARE, _least(photo)))
        elif self.box is not None and self._drag is None and key in _ARROWS:
            self._on_arrow(photo, self.box, _ARROWS[key], event.modifiers())
        elif key == Qt.Key.Key_Escape and self._drag is not None:
            before = self._drag.box
            self._let_go()
            self._change_box(before)
        elif key == Qt.Key.Key_Escape and self.box is not None:
            self.clear_box()
        else:
            event.ignore()

    def _on_arrow(self, photo: FittedPhoto, box: Box, way: tuple[int, int], modifiers: Qt.KeyboardModifier) -> None:
        """Move or resize; with Control by single pixels of the photo."""
        is_fine = modifiers & Qt.KeyboardModifier.ControlModifier
        step = 1.0 if is_fine else max(1.0, min(photo.size) * _KEY_SHARE)
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            longer = way[0] - way[1]  # to the right and upwards it grows
            self._change_box(grown(box, 2 * step * longer, photo.size, _least(photo)))
        else:
            self._change_box(moved(box, way[0] * step, way[1] * step, photo.size))


def _least(photo: FittedPhoto) -> float:
    """Return the shortest side of a square, in pixels of the photo."""
    return max(LEAST_PX / photo.scale, LEAST_PHOTO_PX)
