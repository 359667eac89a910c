"""The table of the classes: figures, and thin bars by which they are read more quickly."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from cifar_desktop.evaluation.metrics import Metrics
from cifar_desktop.ui.evaluate.class_table_model import ClassTableModel, Column
from cifar_desktop.ui.theme import current_colours

_BAR_PX = 3
_EDGE_PX = 12
_MORE_AIR_PX = 14  # where there is room for it
_AIR_PX = 6  # above and below what stands in a row
_WIDEST_NAME_PX = 220
_SHARES = {Column.PRECISION, Column.RECALL, Column.F1}


class ClassTable(QTableView):
    """One row a class; a click on a header sorts.

    Attributes:
        figures: the model.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = ClassTableModel(self)
        self.setModel(self.figures)
        self.setItemDelegate(_FigureDelegate(self.figures, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Precision, recall and F1 of each class")
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorClearable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Fixed)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def show_metrics(self, metrics: Metrics) -> None:
        """Show these figures."""
        self.figures.show(metrics)
        self._share_height()
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        names = [self.figures.text(row, Column.NAME) for row in range(self.figures.rowCount())]
        widest = max(QFontMetrics(strong).horizontalAdvance(name) for name in names)
        self.horizontalHeader().resizeSection(Column.NAME, min(widest + 2 * _EDGE_PX + 2, _WIDEST_NAME_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the rows air where there is room."""
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        least, rows = row_height(self.font()), max(1, self.figures.rowCount())
        wanted = max(self.viewport().height() // rows, least)
        self.verticalHeader().setDefaultSectionSize(min(wanted, least + _MORE_AIR_PX))


class _FigureDelegate(QStyledItemDelegate):
    """Draws figures at the right, and a bar below each share."""

    def __init__(self, figures: ClassTableModel, table: QTableView) -> None:
        super().__init__(table)
        self._figures = figures

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a figure with its bar."""
        return QSize(super().sizeHint(option, index).width(), row_height(option.font))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a cell."""
        colours, row, column = current_colours(), self._figures.row(index.row()), index.column()
        cell: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(cell, QColor(colours.soft))
        painter.setPen(QColor(colours.edge if self._begins_averages(index.row()) else colours.line))
        painter.drawLine(cell.topLeft(), cell.topRight())
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold if row.is_average else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        room = cell.adjusted(_EDGE_PX, 1, -_EDGE_PX, -1)
        metrics, text = QFontMetrics(font), self._figures.text(index.row(), column)
        across = Qt.AlignmentFlag.AlignLeft if column == Column.NAME else Qt.AlignmentFlag.AlignRight
        words = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
        value = row.values[column]
        if column not in _SHARES or value is None:
            painter.drawText(room, across | Qt.AlignmentFlag.AlignVCenter, words)
        else:
            top = room.top() + (room.height() - metrics.height() - _BAR_PX - 2) // 2
            painter.drawText(QRect(room.left(), top, room.width(), metrics.height()), across, words)
            _draw_bar(painter, QRectF(room.left(), top + metrics.height() + 2, room.width(), _BAR_PX), value)
        painter.restore()

    def _begins_averages(self, row: int) -> bool:
        return self._figures.row(row).is_average and (row == 0 or not self._figures.row(row - 1).is_average)


def row_height(font: QFont) -> int:
    """Return the height of a row in these letters."""
    return QFontMetrics(font).height() + _BAR_PX + 2 + _AIR_PX


def _draw_bar(painter: QPainter, place: QRectF, value: float) -> None:
    colours = current_colours()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.line))
    painter.drawRoundedRect(place, _BAR_PX / 2, _BAR_PX / 2)
    if value > 0:
        place.setWidth(max(float(_BAR_PX), place.width() * value))
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(place, _BAR_PX / 2, _BAR_PX / 2)
