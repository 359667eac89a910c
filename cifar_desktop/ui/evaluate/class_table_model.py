"""Precision, recall and F1 of each class as a table that can be sorted; the averages stay at its end."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cifar_desktop.evaluation.metrics import ClassMetrics, Metrics
from cifar_desktop.percentages import in_percent

Index = QModelIndex | QPersistentModelIndex

_NOWHERE = QModelIndex()


class Column(IntEnum):
    """What stands beside each other."""

    NAME = 0
    PRECISION = 1
    RECALL = 2
    F1 = 3
    SUPPORT = 4


_HEADERS = {
    Column.NAME: ("Class", "What is really on the picture."),
    Column.PRECISION: ("Precision", "Of the pictures that were given this name, how many are really that."),
    Column.RECALL: ("Recall", "Of the pictures that really are that, how many were given this name."),
    Column.F1: ("F1", "Precision and recall in one figure: their harmonic mean."),
    Column.SUPPORT: ("Pictures", "How many pictures of this class were looked at."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """A row of the table.

    Attributes:
        metrics: its figures.
        is_average: whether it is over all classes.
        values: by column; None where there is nothing to be a share of.
    """

    metrics: ClassMetrics
    is_average: bool
    values: tuple[float | None, ...]


class ClassTableModel(QAbstractTableModel):
    """Rows of classes, then both averages."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._classes: list[ClassRow] = []
        self._unsorted: list[ClassRow] = []
        self._averages: list[ClassRow] = []
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None

    def show(self, metrics: Metrics) -> None:
        """Hold these figures, in the order in which those before were sorted."""
        self.beginResetModel()
        predicted = [sum(column) for column in zip(*metrics.confusion, strict=True)]
        self._classes = [
            _row(one, num_predicted) for one, num_predicted in zip(metrics.per_class, predicted, strict=True)
        ]
        self._averages = [
            ClassRow(metrics=one, is_average=True, values=(None, one.precision, one.recall, one.f1, one.support))
            for one in (metrics.macro, metrics.weighted)
        ]
        self._unsorted = list(self._classes)
        self._sort()
        self.endResetModel()

    def row(self, position: int) -> ClassRow:
        """Return a row as it is shown."""
        return [*self._classes, *self._averages][position]

    def text(self, position: int, column: int) -> str:
        """Return what stands in a cell."""
        row = self.row(position)
        if column == Column.NAME:
            return _AVERAGES.get(row.metrics.name, row.metrics.name) if row.is_average else row.metrics.name
        value = row.values[column]
        if value is None:
            return "–"
        return f"{value:,.0f}" if column == Column.SUPPORT else in_percent(value)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of classes, and two."""
        return 0 if parent.isValid() else len(self._classes) + len(self._averages)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands in a cell, or what it means."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            row = self.row(index.row())
            if row.is_average and index.column() == Column.NAME:
                return _AVERAGE_TIPS.get(row.metrics.name)
            if not row.is_average and row.values[index.column()] is None and index.column() != Column.NAME:
                return "There is nothing to be a share of."
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the names of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[Column(section)][0]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _HEADERS[Column(section)][1]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignLeft if section == Column.NAME else Qt.AlignmentFlag.AlignRight
            return int(across | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the classes; a negative column brings back their own order."""
        self._sorted_by = (column, order) if column >= 0 else None
        self.layoutAboutToBeChanged.emit()
        self._sort()
        self.layoutChanged.emit()

    def _sort(self) -> None:
        self._classes = list(self._unsorted)
        if self._sorted_by is None:
            return
        column, order = self._sorted_by
        is_descending = order == Qt.SortOrder.DescendingOrder
        if column == Column.NAME:
            self._classes.sort(key=lambda row: row.metrics.name.casefold(), reverse=is_descending)
        else:  # what has no figure stands below all that have, whichever way it goes
            sign = -1 if is_descending else 1
            self._classes.sort(key=lambda row: _key(row.values[column], sign))


_AVERAGES = {"macro average": "Mean of the classes", "weighted average": "Mean of the pictures"}
_AVERAGE_TIPS = {
    "macro average": "Every class counts the same (macro average).",
    "weighted average": "Every picture counts the same (weighted average).",
}


def _row(one: ClassMetrics, num_predicted: int) -> ClassRow:
    precision = one.precision if num_predicted else None
    recall = one.recall if one.support else None
    f1 = one.f1 if num_predicted or one.support else None
    return ClassRow(metrics=one, is_average=False, values=(None, precision, recall, f1, one.support))


def _key(value: float | None, sign: int) -> tuple[bool, float]:
    return (value is None, sign * value if value is not None else 0.0)
