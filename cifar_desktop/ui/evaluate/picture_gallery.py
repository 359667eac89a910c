"""Pictures with what was said of each below it, painted as they come into view."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cifar_desktop.evaluation.examination import ExaminedPicture
from cifar_desktop.ui.evaluate.gallery_model import GalleryModel, PictureAt
from cifar_desktop.ui.theme import current_colours

_SIDE_PX = 96
_EDGE_PX = 8  # around picture and words
_WORDS_GAP_PX = 5
_WIDTH_PX = 134
_SMALL = 0.87


class PictureGallery(QListView):
    """Pictures beside and below each other; arrow keys, Home, End and Page keys walk through them.

    Attributes:
        pictures: the model.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures = GalleryModel(self)
        self.setModel(self.pictures)
        self.setItemDelegate(_PictureDelegate(self.pictures, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; }")  # it lies on the page
        self.setMouseTracking(True)
        self.setMinimumWidth(2 * _WIDTH_PX + 16)
        self.setAccessibleName("Pictures")

    def show_pictures(
        self, said: Sequence[ExaminedPicture], class_names: tuple[str, ...], picture_at: PictureAt
    ) -> None:
        """Show these pictures from the first one on."""
        self.pictures.show(said, class_names, picture_at)
        self.scrollToTop()
        if said:
            self.setCurrentIndex(self.pictures.index(0))
            self.clearSelection()


class _PictureDelegate(QStyledItemDelegate):
    """Draws a picture in sharp squares, the answer below it, and below that the truth."""

    def __init__(self, pictures: GalleryModel, gallery: QListView) -> None:
        super().__init__(gallery)
        self._pictures, self._gallery = pictures, gallery

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        """Return the same size for all."""
        lines = QFontMetrics(self._letters()).height() * 2
        return QSize(_WIDTH_PX, _EDGE_PX + _SIDE_PX + _WORDS_GAP_PX + lines + _EDGE_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one picture."""
        colours, row, cell = current_colours(), index.row(), option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus) and self._gallery.hasFocus()
        if is_chosen or has_focus or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(colours.soft if is_chosen else colours.hover))
            painter.setPen(QPen(QColor(colours.accent), 2) if has_focus else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(cell).adjusted(2, 2, -2, -2), 8, 8)
        self._draw_picture(painter, cell, row)
        words = QRect(cell.left() + _EDGE_PX, 0, cell.width() - 2 * _EDGE_PX, 0)
        top = cell.top() + _EDGE_PX + _SIDE_PX + _WORDS_GAP_PX
        said = self._pictures.said(row)
        letters = self._letters()
        for words_of_line, colour, weight in (
            (self._pictures.answer_words(row), colours.text, QFont.Weight.DemiBold),
            (self._pictures.truth_words(row), colours.quiet if said.is_right else colours.failed, QFont.Weight.Normal),
        ):
            letters.setWeight(weight)
            metrics = QFontMetrics(letters)
            painter.setFont(letters)
            painter.setPen(QColor(colour))
            line = metrics.elidedText(words_of_line, Qt.TextElideMode.ElideMiddle, words.width())
            painter.drawText(words.left(), top + metrics.ascent(), line)
            top += metrics.height()
        painter.restore()

    def _draw_picture(self, painter: QPainter, cell: QRect, row: int) -> None:
        image = self._pictures.image(row)
        if image.isNull():
            return
        largest = max(image.width(), image.height())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, largest > _SIDE_PX)
        scale = _SIDE_PX / largest
        place = QRectF(cell.left() + _EDGE_PX, cell.top() + _EDGE_PX, image.width() * scale, image.height() * scale)
        painter.drawImage(place, image)

    def _letters(self) -> QFont:
        letters = QFont(self._gallery.font())
        letters.setPixelSize(max(12, round(QFontInfo(letters).pixelSize() * _SMALL)))
        return letters
