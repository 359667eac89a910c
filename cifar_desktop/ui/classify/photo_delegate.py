"""Draws the rows of the table: thumbnail and name, the answer, and how sure it is."""

import bisect

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from cifar_desktop.ui.classify.photo_groups import BAD, NOT_SURE, WAITING
from cifar_desktop.ui.classify.photo_model import PhotoModel
from cifar_desktop.ui.classify.photo_order import Column
from cifar_desktop.ui.classify.photo_thumbnails import Thumbnails
from cifar_desktop.ui.classify.photo_words import answer_words, class_words, confidence_words
from cifar_desktop.ui.theme import Colours, current_colours

THUMBNAIL_PX = 40
EDGE_PX = 8  # beside what is in a cell
NAME_LEFT_PX = EDGE_PX + THUMBNAIL_PX + 10  # where names begin
_AIR_PX = 6  # above and below
_BAR_PX = 4
_MARK_PX = 3  # the line at the left of the row that the keyboard is in
_SMALL = 0.87  # of the text's height
_BREAKS = " _-.,"


class PhotoDelegate(QStyledItemDelegate):
    """Draws one row of a PhotoModel, cell by cell.

    Attributes:
        is_narrow: whether there is no room for a name beside its answer; it then stands above it.
        thumbnails: those that are decoded.
    """

    def __init__(self, model: PhotoModel, table: QTableView) -> None:
        super().__init__(table)
        self._model = model
        self._table = table
        self.is_narrow = False
        self.thumbnails = Thumbnails()

    def row_height(self) -> int:
        """Return what a thumbnail needs, or two lines of text."""
        return max(THUMBNAIL_PX, 2 * QFontMetrics(self._table.font()).height()) + 2 * _AIR_PX

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        """Return the one height that every row has."""
        return QSize(THUMBNAIL_PX, self.row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a cell; the words about a bad file go through all cells of its row, each drawing its own part."""
        cell, colours = QRect(option.rect), current_colours()
        group = self._model.group_at(index.row())
        painter.save()
        painter.setClipRect(cell)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(self._table.font())
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        self._draw_ground(painter, cell, colours, is_chosen=is_chosen, is_first=index.column() == Column.PHOTO)
        if index.column() == Column.PHOTO:
            self._draw_thumbnail(painter, cell, index.row(), colours)
        if group == BAD:
            self._draw_problem(painter, cell, index.row(), colours)
        elif self.is_narrow:
            self._draw_both(painter, cell, index, colours)
        elif index.column() == Column.PHOTO:
            self._draw_name(painter, cell.adjusted(NAME_LEFT_PX, 0, -EDGE_PX, 0), index.row(), colours)
        elif index.column() == Column.ANSWER:
            self._draw_answer(painter, cell, index.row(), colours)
        elif group != WAITING:
            self._draw_confidence(painter, cell, index.row(), colours)
        painter.restore()

    def _draw_ground(
        self, painter: QPainter, cell: QRect, colours: Colours, *, is_chosen: bool, is_first: bool
    ) -> None:
        if is_chosen:
            painter.fillRect(cell, QColor(colours.soft))
            if is_first and self._table.hasFocus():
                painter.fillRect(QRect(cell.left(), cell.top(), _MARK_PX, cell.height()), QColor(colours.accent))
        painter.fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), QColor(colours.line))

    def _draw_thumbnail(self, painter: QPainter, cell: QRect, row: int, colours: Colours) -> None:
        content = self._model.label_at(row).thumbnail
        square = QRect(cell.left() + EDGE_PX, 0, THUMBNAIL_PX, THUMBNAIL_PX)
        square.moveTop(cell.top() + (cell.height() - THUMBNAIL_PX) // 2)
        ratio = self._table.devicePixelRatioF()
        picture = self.thumbnails.picture(content, THUMBNAIL_PX, ratio) if content else None
        if picture is None or picture.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(square, 5, 5)
            painter.setPen(QColor(colours.failed))
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, "!")
            return
        size = picture.deviceIndependentSize()
        left = square.left() + round((square.width() - size.width()) / 2 * ratio) / ratio
        top = square.top() + round((square.height() - size.height()) / 2 * ratio) / ratio
        painter.drawPixmap(QPointF(left, top), picture)

    def _draw_name(self, painter: QPainter, room: QRect, row: int, colours: Colours) -> None:
        painter.setPen(QColor(colours.text))
        letters = QFontMetrics(painter.font())
        lines = two_lines(self._model.label_at(row).source_name, letters, room.width())
        top = room.top() + (room.height() - len(lines) * letters.height()) // 2
        for line in lines:
            painter.drawText(room.left(), top + letters.ascent(), line)
            top += letters.height()

    def _draw_problem(self, painter: QPainter, cell: QRect, row: int, colours: Colours) -> None:
        """Draw name and reason across the whole row."""
        label = self._model.label_at(row)
        _draw_two(
            painter,
            self._room_across(cell),
            (label.source_name, colours.text, Qt.TextElideMode.ElideMiddle),
            (label.reason, colours.failed, Qt.TextElideMode.ElideRight),
        )

    def _draw_both(
        self, painter: QPainter, cell: QRect, index: QModelIndex | QPersistentModelIndex, colours: Colours
    ) -> None:
        """Draw the name across the row, and below it the answer and how sure it is."""
        label, group = self._model.label_at(index.row()), self._model.group_at(index.row())
        across, letters = self._room_across(cell), QFontMetrics(painter.font())
        top = cell.top() + (cell.height() - 2 * letters.height()) // 2
        name = letters.elidedText(label.source_name, Qt.TextElideMode.ElideMiddle, across.width())
        painter.setPen(QColor(colours.text))
        if index.column() != Column.PHOTO:
            painter.drawText(across.left(), top + letters.ascent(), name)
        painter.setPen(QColor(colours.quiet if group in (NOT_SURE, WAITING) else colours.text))
        below = QRect(cell.left() + EDGE_PX, top + letters.height(), cell.width() - 2 * EDGE_PX, letters.height())
        if index.column() == Column.ANSWER:
            words = letters.elidedText(answer_words(label, group), Qt.TextElideMode.ElideRight, below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, words)
        elif index.column() == Column.CONFIDENCE:
            painter.drawText(below, Qt.AlignmentFlag.AlignRight, confidence_words(label, group))

    def _room_across(self, cell: QRect) -> QRect:
        """Return the room for words that do not keep to their column."""
        table = self._table
        begin = table.columnViewportPosition(Column.ANSWER) + EDGE_PX if self.is_narrow else NAME_LEFT_PX
        return QRect(begin, cell.top(), table.horizontalHeader().length() - begin - EDGE_PX, cell.height())

    def _draw_answer(self, painter: QPainter, cell: QRect, row: int, colours: Colours) -> None:
        label, group = self._model.label_at(row), self._model.group_at(row)
        room = cell.adjusted(EDGE_PX, 0, -EDGE_PX, 0)
        first = (answer_words(label, group), colours.text, Qt.TextElideMode.ElideRight)
        if group == NOT_SURE:
            second = (f"{class_words(label.label)}?", colours.quiet, Qt.TextElideMode.ElideRight)
            _draw_two(painter, room, (first[0], colours.quiet, first[2]), second)
            return
        painter.setPen(QColor(colours.quiet if group == WAITING else colours.text))
        words = QFontMetrics(painter.font()).elidedText(first[0], first[2], room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _draw_confidence(self, painter: QPainter, cell: QRect, row: int, colours: Colours) -> None:
        """Draw the figure, and below it a bar, by which a long list is read more quickly."""
        label, group = self._model.label_at(row), self._model.group_at(row)
        is_unsure = group == NOT_SURE
        room = cell.adjusted(EDGE_PX, 0, -EDGE_PX, 0)
        height = QFontMetrics(painter.font()).height()
        top = room.top() + (room.height() - height - _BAR_PX - 3) // 2
        painter.setPen(QColor(colours.quiet if is_unsure else colours.text))
        figure = QRect(room.left(), top, room.width(), height)
        painter.drawText(
            figure, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, confidence_words(label, group)
        )
        bar = QRectF(room.left(), top + height + 3, room.width(), _BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        bar.setWidth(max(_BAR_PX, bar.width() * max(label.probabilities)))
        painter.setBrush(QColor(colours.edge if is_unsure else colours.accent))
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)


def small(font: QFont) -> QFont:
    """Return the font of second lines."""
    smaller = QFont(font)
    smaller.setPixelSize(max(12, round(QFontInfo(font).pixelSize() * _SMALL)))
    return smaller


def two_lines(name: str, letters: QFontMetrics, width: int) -> list[str]:
    """Return a name in a line or in two; where even they are too short, the second one loses its middle."""
    if letters.horizontalAdvance(name) <= width:
        return [name]
    fitting = bisect.bisect_right(range(1, len(name) + 1), width, key=lambda num: letters.horizontalAdvance(name[:num]))
    after_sign = max(name.rfind(sign, fitting // 2, fitting) for sign in _BREAKS) + 1
    first = max(1, after_sign or fitting)
    return [name[:first].rstrip(), letters.elidedText(name[first:], Qt.TextElideMode.ElideMiddle, width)]


_Line = tuple[str, str, Qt.TextElideMode]


def _draw_two(painter: QPainter, room: QRect, first: _Line, second: _Line) -> None:
    """Draw a line and a small one below it, in the middle of the room's height."""
    usual, smaller = painter.font(), small(painter.font())
    height = QFontMetrics(usual).height() + QFontMetrics(smaller).height()
    top = room.top() + (room.height() - height) // 2
    for font, (words, colour, elided) in ((usual, first), (smaller, second)):
        letters = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(room.left(), top + letters.ascent(), letters.elidedText(words, elided, room.width()))
        top += letters.height()
