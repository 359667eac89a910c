"""Drawing a photo as large as fits, and what lies on it: a heat map, a square, word of the next photo."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cifar_desktop.inference.views import Box
from cifar_desktop.ui.classify.fitted_photo import FittedPhoto
from cifar_desktop.ui.classify.heat_colours import heat_picture
from cifar_desktop.ui.classify.square_overlay import draw_square
from cifar_desktop.ui.classify.waiting_veil import draw_waiting
from cifar_desktop.ui.theme import current_colours

MARGIN_PX = 6  # around the photo: room for the ring of the keyboard's focus
_KEYBOARD = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}


class PhotoView(QWidget):
    """Draws what it is given.

    Attributes:
        photo: the photo and where it lies; None without one.
        box: the square in pixels of the photo, (left, top, right, bottom); None while all of the photo is meant.
        waiting_words: what is waited for; empty where nothing is.
        is_keyboard_here: whether the keyboard has come here, so that its keys are worth a word.

    Signals:
        changed: anything that is worth other words beside the photo.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.photo: FittedPhoto | None = None
        self.box: Box | None = None
        self.waiting_words = ""
        self.is_keyboard_here = False
        self._heat: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)

    def sizeHint(self) -> QSize:
        """Return a size in which a photo can be looked at."""
        return QSize(560, 420)

    @property
    def has_heat(self) -> bool:
        """Tell whether a heat map lies on the photo."""
        return self._heat is not None

    def show_photo(self, rgb: NDArray[np.uint8] | None) -> None:
        """Show another photo, without a square and heat, or none."""
        self.photo = FittedPhoto(rgb) if rgb is not None else None
        self.box = self._heat = None
        self.waiting_words = ""
        self._fit()
        self.update()
        self.changed.emit()

    def show_heat(self, heat: NDArray[np.float32] | None) -> None:
        """Lay a heat map over the square, or over all of the photo without one; None takes it away."""
        self._heat = None
        if heat is not None and self.photo is not None:
            picture = heat_picture(heat)
            height, width = picture.shape[:2]
            self._heat = QImage(picture.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
        self.update()
        self.changed.emit()

    def say_waiting(self, words: str) -> None:
        """Say over the photo what is waited for."""
        self.waiting_words = words
        self.update()

    def _show_box(self, box: Box | None) -> None:
        """Show another square, or none; the heat goes with the part that it was about."""
        if box != self.box:
            self.box = box
            self._heat = None
            self.update()
            self.changed.emit()

    # What Qt tells

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the photo into the new room."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Wear the new look."""
        super().changeEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a ring where the keyboard has come here; the mouse needs none."""
        super().focusInEvent(event)
        self._note_keyboard(is_here=event.reason() in _KEYBOARD)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._note_keyboard(is_here=False)

    def _note_keyboard(self, *, is_here: bool) -> None:
        self.is_keyboard_here = is_here
        self.update()
        self.changed.emit()

    def _fit(self) -> None:
        if self.photo is not None:
            margin = MARGIN_PX
            self.photo.fit(QRectF(self.rect()).adjusted(margin, margin, -margin, -margin), self.devicePixelRatioF())

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the photo, what lies on it, and the ring."""
        self._fit()  # the window may have gone to a screen of another density
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        photo = self.photo
        if photo is not None:
            painter.drawPixmap(photo.place.topLeft(), photo.pixmap())
            self._draw_heat(painter, photo)
            if self.box is not None:
                draw_square(painter, photo.outline(), photo.on_screen(self.box))
            if self.is_keyboard_here:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(current_colours().accent), 2))
                painter.drawRoundedRect(photo.place.adjusted(-4, -4, 4, 4), 9, 9)
        if self.waiting_words:
            draw_waiting(painter, QRectF(self.rect()), self.waiting_words, photo.outline() if photo else None)
        painter.end()

    def _draw_heat(self, painter: QPainter, photo: FittedPhoto) -> None:
        if self._heat is None:
            return
        painter.save()
        painter.setClipPath(photo.outline())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(photo.on_screen(self.box) if self.box else photo.place, self._heat)
        painter.restore()
