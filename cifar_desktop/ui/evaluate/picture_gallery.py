"""Pictures with what was said of each below it, painted as they come into view."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cifar_desktop.evaluation.examination import ExaminedPicture
from cifar_desktop.ui.evaluate.gallery_model import GalleryModel, PictureAt
from cifar_desktop.ui.theme import current_colours

_SIDE_PX = 96
_EDGE_PX = 8  # around picture and words
_WORDS_GAP_PX = 5
_WORDS_RIGHT_PX = 3  # words may come nearer to the next picture than pictures do
_LEAST_WIDTH_PX, _MOST_WIDTH_PX = 134, 170  # of what names of classes may ask for
_USUAL_SURENESS = " · 99 %"
_SMALL = 0.87
_ROUNDING_PX = 2


class PictureGallery(QListView):
    """Pictures beside and below each other; arrow keys, Home, End and Page keys walk through them.

    Attributes:
        pictures: the model.
        cell_px: the width that each of them has with its words: together they fill a row.
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
        self.setAccessibleName("Pictures")
        self._least_px = self.cell_px = _LEAST_WIDTH_PX
        self._make_room(())

    def show_pictures(
        self, said: Sequence[ExaminedPicture], class_names: tuple[str, ...], picture_at: PictureAt
    ) -> None:
        """Show these pictures from the first one on."""
        self._make_room(class_names)
        self.pictures.show(said, class_names, picture_at)
        self.scrollToTop()
        if said:
            self.setCurrentIndex(self.pictures.index(0))
            self.clearSelection()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        self._share_width()
        super().resizeEvent(event)

    def letters(self) -> QFont:
        """Return the font of the words."""
        letters = QFont(self.font())
        letters.setPixelSize(max(12, round(QFontInfo(letters).pixelSize() * _SMALL)))
        return letters

    def _make_room(self, class_names: Sequence[str]) -> None:
        """Let each cell be as wide as the longest name asks for, within reason."""
        strong = self.letters()
        strong.setWeight(QFont.Weight.DemiBold)
        advance = QFontMetrics(strong).horizontalAdvance
        widest = max((advance(name + _USUAL_SURENESS) for name in class_names), default=0)
        self._least_px = min(max(widest + _EDGE_PX + _WORDS_RIGHT_PX, _LEAST_WIDTH_PX), _MOST_WIDTH_PX)
        self.setMinimumWidth(2 * self._least_px + _ROUNDING_PX + self._scroll_bar_px())
        self._share_width()
        self.scheduleDelayedItemsLayout()

    def _scroll_bar_px(self) -> int:
        """Return the width that Qt leaves to a scroll bar, whether there is one now or not."""
        return self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)

    def _share_width(self) -> None:
        room = self.maximumViewportSize().width() - self._scroll_bar_px() - _ROUNDING_PX
        self.cell_px = max(self._least_px, room // max(1, room // self._least_px))


class _PictureDelegate(QStyledItemDelegate):
    """Draws a picture in sharp squares, the answer below it, and below that the truth."""

    def __init__(self, pictures: GalleryModel, gallery: PictureGallery) -> None:
        super().__init__(gallery)
        self._pictures, self._gallery = pictures, gallery

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        """Return the same size for all."""
        lines = QFontMetrics(self._gallery.letters()).height() * 2
        return QSize(self._gallery.cell_px, _EDGE_PX + _SIDE_PX + _WORDS_GAP_PX + lines + _EDGE_PX)

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
        words = QRect(cell.left() + _EDGE_PX, 0, cell.width() - _EDGE_PX - _WORDS_RIGHT_PX, 0)
        top = cell.top() + _EDGE_PX + _SIDE_PX + _WORDS_GAP_PX
        said = self._pictures.said(row)
        letters = self._gallery.letters()
        for (name, rest), colour, weight in (
            (self._pictures.answer_parts(row), colours.text, QFont.Weight.DemiBold),
            (
                (self._pictures.truth_words(row), ""),
                colours.quiet if said.is_right else colours.failed,
                QFont.Weight.Normal,
            ),
        ):
            letters.setWeight(weight)
            metrics = QFontMetrics(letters)
            painter.setFont(letters)
            painter.setPen(QColor(colour))
            room = words.width() - metrics.horizontalAdvance(rest)
            line = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room) + rest
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
