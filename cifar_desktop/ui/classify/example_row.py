"""Small pictures to click on, enlarged so that every pixel stays a sharp square."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.ui.theme import current_colours

_SIDES = (128, 96, 64)  # of a picture, in pixels of the layout; the largest for which there is room
_RING = 4  # around a picture, for the line that marks it
_GAP = 2


class ExampleRow(QWidget):
    """Pictures beside each other; what they show is for the network to say.

    Attributes:
        buttons: one for each picture, each reached by Tab and by the arrow keys.

    Signals:
        chosen: the PhotoSource that was clicked.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: list[ExampleButton] = []
        self.setAccessibleName("Example pictures")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addStretch(1)
        layout.addStretch(1)

    def show_examples(self, examples: Sequence[PhotoSource]) -> None:
        """Show these, once."""
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)  # noqa: S101 - as made above
        for example in examples:
            button = ExampleButton(example)
            button.clicked.connect(self._on_clicked)
            self.buttons.append(button)
            layout.insertWidget(len(self.buttons), button)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return what the pictures need at their smaller size."""
        return QSize(self._width_of(_SIDES[-1]), _SIDES[-1] + 2 * _RING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the pictures be large where there is room."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        side = next((side for side in _SIDES if self._width_of(side) <= self.width()), _SIDES[-1])
        for button in self.buttons:
            button.setFixedSize(side + 2 * _RING, side + 2 * _RING)

    def _width_of(self, side: int) -> int:
        return len(self.buttons) * (side + 2 * _RING + _GAP)

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ExampleButton):
            self.chosen.emit(button.example)


class ExampleButton(QAbstractButton):
    """One picture.

    Attributes:
        example: what it stands for.
    """

    def __init__(self, example: PhotoSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.example = example
        self._image = QImage.fromData(example.content or b"")
        self.setAccessibleName(example.name)
        self.setToolTip("Lets the network say what this is.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with Enter as with Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the new look."""
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange}:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the picture, and a ring around it where mouse or keyboard are."""
        painter = QPainter(self)
        painter.drawImage(self._place(), self._image)  # not smoothed: that is what the network gets
        if self.hasFocus() or self.underMouse():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(current_colours().accent), 2 if self.hasFocus() or self.isDown() else 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _place(self) -> QRectF:
        """Return the largest square inside the ring at which a pixel is a whole number of the screen's."""
        ratio, pixels = self.devicePixelRatioF(), max(1, self._image.width())
        room = self.width() - 2 * _RING
        side = pixels * max(1, int(room * ratio / pixels)) / ratio
        margin = round((self.width() - side) / 2 * ratio) / ratio
        return QRectF(margin, margin, side, side)
