"""The table of photos as Qt asks for it; stays quick while thousands arrive sorted and filtered."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from cifar_desktop.ui.classify.photo_filter import PhotoFilter
from cifar_desktop.ui.classify.photo_groups import ALL, BAD, WAITING
from cifar_desktop.ui.classify.photo_order import Column, PhotoOrder
from cifar_desktop.ui.classify.photo_rows import PhotoRows
from cifar_desktop.ui.classify.photo_words import answer_words, confidence_words, tooltip

if TYPE_CHECKING:
    from cifar_desktop.inference.label_many import PhotoLabel

TITLES = {Column.PHOTO: "Photo", Column.ANSWER: "Answer", Column.CONFIDENCE: "Sure"}
_TIPS = {
    Column.PHOTO: "The photo and its name. A click sorts by name.",
    Column.ANSWER: "What the network says. A click sorts by it.",
    Column.CONFIDENCE: "Confidence: how probable the network thinks its answer is. A click sorts by it.",
}
UP, DOWN = "↑", "↓"  # beside the title of the column that is sorted by
_MOST_ONE_BY_ONE = 200  # rows that change their place; beyond, the whole list is made anew
_ROOT = QModelIndex()
_ParentIndex = QModelIndex | QPersistentModelIndex


class PhotoModel(QAbstractTableModel):
    """Lists the photos that a filter accepts, in an order; each portion that arrives is put where it belongs.

    Attributes:
        class_names: what the answers can be.
        rows: all photos, listed or not.
        order: those that are listed.
        photo_filter: what is listed.

    Signals:
        counts_changed: there are more photos, fewer, or other answers.
    """

    counts_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.class_names: tuple[str, ...] = ()
        self.rows = PhotoRows()
        self.order = PhotoOrder()
        self.photo_filter = PhotoFilter()

    # What is in it

    def label_at(self, row: int) -> "PhotoLabel":
        """Return the photo in a row."""
        return self.rows[self.order.index_at(row)]

    def group_at(self, row: int) -> str:
        """Return what became of the photo in a row."""
        return self.rows.group(self.order.index_at(row))

    def row_of(self, index: int) -> int | None:
        """Return the row of a photo; None where it is not listed."""
        return self.order.row_of(index)

    def first_answered_row(self) -> int | None:
        """Return the first row whose photo has an answer; None while only bad files are listed, or nothing is."""
        if self.rows.counts[BAD] == len(self.rows):
            return None
        return next((row for row in range(len(self.order)) if self.group_at(row) not in (BAD, WAITING)), None)

    def exported(self) -> list["PhotoLabel"]:
        """Return what is listed, from the first row to the last."""
        return [self.rows.exported(index) for index in self.order.indices()]

    # What changes it

    def set_class_names(self, class_names: Sequence[str]) -> None:
        """Take the names of the network that answers from now on; answers in other names are void."""
        if tuple(class_names) != self.class_names:
            self.class_names = tuple(class_names)
            self.make_stale()

    def put(self, labels: Sequence["PhotoLabel"]) -> None:
        """Add photos, or give those that are there already other answers."""
        latest = {label.index: label for label in labels}
        arriving = [label for label in latest.values() if label.index not in self.order]
        known = [index for index in latest if index in self.order]
        for label in latest.values():
            self.rows.put(label)
        for index in known:
            self._put_in_place(index)
        self._add(arriving)
        if labels:
            self.counts_changed.emit()

    def set_threshold(self, threshold: float | None) -> None:
        """Judge all photos anew."""
        changed = self.rows.set_threshold(threshold)
        if not changed:
            return
        stays_in_place = self.photo_filter.group == ALL and self.order.column != Column.ANSWER
        if stays_in_place and len(self.order):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.order) - 1, len(Column) - 1))
        elif len(changed) > _MOST_ONE_BY_ONE:
            self._list_anew()
        else:
            for index in changed:
                self._put_in_place(index)
        self.counts_changed.emit()

    def set_filter(self, photo_filter: PhotoFilter) -> None:
        """List the photos that this filter accepts."""
        if photo_filter != self.photo_filter:
            self.photo_filter = photo_filter
            self._list_anew()
            self.counts_changed.emit()

    def make_stale(self) -> None:
        """Take all answers back: another network will give them."""
        if len(self.rows):
            self.rows.make_stale()
            self._list_anew()
            self.counts_changed.emit()

    def drop_stale(self) -> None:
        """Forget the photos that still wait for an answer."""
        if self.rows.counts[WAITING]:
            self.rows.drop_stale()
            self._list_anew()
            self.counts_changed.emit()

    def clear(self) -> None:
        """Forget all photos."""
        self.beginResetModel()
        self.rows.clear()
        self.order.fill([])
        self.endResetModel()
        self.counts_changed.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 is the order of the sources."""
        wanted = Column(column) if column >= 0 else None
        is_descending = wanted is not None and order == Qt.SortOrder.DescendingOrder
        if (wanted, is_descending) != (self.order.column, self.order.is_descending):
            self.beginResetModel()
            self.order = PhotoOrder(wanted, is_descending=is_descending)
            self._fill()
            self.endResetModel()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    # How each photo finds its place

    def _add(self, labels: Sequence["PhotoLabel"]) -> None:
        """List those that the filter accepts; neighbours in one go, as nearly all are while nothing is sorted."""
        accepted = [label for label in labels if self._accepts(label.index)]
        start = 0
        while start < len(accepted):
            row = self.order.row_for(accepted[start], self.rows.group(accepted[start].index))
            stop = start + 1 if self.order.column is not None else self._end_of_run(accepted, start, row)
            self.beginInsertRows(_ROOT, row, row + stop - start - 1)
            for label in accepted[start:stop]:
                self.order.add(label, self.rows.group(label.index))
            self.endInsertRows()
            start = stop

    def _end_of_run(self, labels: Sequence["PhotoLabel"], start: int, row: int) -> int:
        """Return where the photos end that belong before the same row, one after the other."""
        stop = start + 1
        while stop < len(labels) and labels[stop].index > labels[stop - 1].index:
            if self.order.row_for(labels[stop], self.rows.group(labels[stop].index)) != row:
                break
            stop += 1
        return stop

    def _put_in_place(self, index: int) -> None:
        """Add, remove or move a photo after its answer has changed."""
        row, is_accepted = self.order.row_of(index), self._accepts(index)
        if row is None:
            self._add([self.rows[index]])
        elif not is_accepted:
            self.beginRemoveRows(_ROOT, row, row)
            self.order.remove(index)
            self.endRemoveRows()
        else:
            self._move(index, row)

    def _move(self, index: int, row: int) -> None:
        label, group = self.rows[index], self.rows.group(index)
        target = self.order.row_for(label, group)
        # Qt refuses to move something before itself or before its neighbour: there it is already.
        is_moving = target not in (row, row + 1) and self.beginMoveRows(_ROOT, row, row, _ROOT, target)
        self.order.remove(index)
        self.order.add(label, group)
        if is_moving:
            self.endMoveRows()
        now = self.order.row_of(index)
        assert now is not None  # noqa: S101 - it was added above
        self.dataChanged.emit(self.index(now, 0), self.index(now, len(Column) - 1))

    def _list_anew(self) -> None:
        self.beginResetModel()
        self._fill()
        self.endResetModel()

    def _fill(self) -> None:
        self.order.fill((self.rows[index], self.rows.group(index)) for index in self.rows if self._accepts(index))

    def _accepts(self, index: int) -> bool:
        return self.photo_filter.accepts(self.rows[index], self.rows.group(index))

    # How Qt asks

    def rowCount(self, parent: _ParentIndex = _ROOT) -> int:
        """Return how many photos are listed."""
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: _ParentIndex = _ROOT) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _ParentIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's words; what is drawn beside them is the delegate's."""
        if not index.isValid() or index.row() >= len(self.order):
            return None
        label, group = self.label_at(index.row()), self.group_at(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            match index.column():
                case Column.PHOTO:
                    return label.source_name
                case Column.ANSWER:
                    return answer_words(label, group)
                case _:
                    return confidence_words(label, group)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return label.reason
        return tooltip(label, group) if role == Qt.ItemDataRole.ToolTipRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title of a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        column = Column(section)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._title(column)
            case Qt.ItemDataRole.ToolTipRole:
                return _TIPS[column]
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken_title(column)
            case Qt.ItemDataRole.TextAlignmentRole:
                is_number = column == Column.CONFIDENCE
                side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def _title(self, column: Column) -> str:
        if column != self.order.column:
            return TITLES[column]
        return f"{TITLES[column]} {DOWN if self.order.is_descending else UP}"

    def _spoken_title(self, column: Column) -> str:
        title = "Confidence" if column == Column.CONFIDENCE else TITLES[column]
        if column != self.order.column:
            return title
        return f"{title}, sorted {'downwards' if self.order.is_descending else 'upwards'}"
