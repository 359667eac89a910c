"""The table of runs as Qt asks for it."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from cifar_desktop.training.run_history import RunSummary
from cifar_desktop.ui.runs.run_columns import NUMBERS, TIPS, TITLES, Column, cell_text, ordered
from cifar_desktop.ui.runs.run_words import NOTHING, begun_in_full, state_sentence
from cifar_desktop.ui.theme import current_colours

UP, DOWN = "↑", "↓"  # beside the title of the column that is sorted by
_ROOT = QModelIndex()
_ParentIndex = QModelIndex | QPersistentModelIndex
_NONE = Qt.ItemFlag.NoItemFlags


class RunTableModel(QAbstractTableModel):
    """Holds the runs in the order of a column.

    Attributes:
        runs: in the order in which they are shown.
        under_way: the folder of the run that is being trained in this window; None where none is.

    Signals:
        rename_wanted: the folder of a run, and the name that a person typed.
    """

    rename_wanted = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runs: list[RunSummary] = []
        self.under_way: Path | None = None
        self._column, self._is_descending = Column.BEGUN, True

    # What is in it

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Show these runs."""
        self.beginResetModel()
        self.runs = ordered(runs, self._column, is_descending=self._is_descending)
        self.endResetModel()

    def set_under_way(self, folder: Path | None) -> None:
        """Mark the run that is being trained."""
        self.under_way = folder
        if self.runs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.runs) - 1, len(Column) - 1))

    def is_under_way(self, run: RunSummary) -> bool:
        """Tell whether a run is being trained in this window."""
        other = self.under_way
        if other is None or other.name != run.path.name:
            return False
        return other == run.path or other.resolve() == run.path.resolve()

    def is_being_trained(self, run: RunSummary) -> bool:
        """Tell whether a run is being trained, here or elsewhere."""
        return run.state == "running" or self.is_under_way(run)

    def row_of(self, folder: Path) -> int | None:
        """Return the row of a run; None where it is not there."""
        return next((row for row, run in enumerate(self.runs) if run.path == folder), None)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column."""
        if not 0 <= column < len(Column):
            return
        self.layoutAboutToBeChanged.emit()
        before = {id(run): row for row, run in enumerate(self.runs)}
        self._column, self._is_descending = Column(column), order == Qt.SortOrder.DescendingOrder
        self.runs = ordered(self.runs, self._column, is_descending=self._is_descending)
        after = {before[id(run)]: row for row, run in enumerate(self.runs)}
        old = self.persistentIndexList()
        self.changePersistentIndexList(old, [self.index(after[each.row()], each.column()) for each in old])
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    # How Qt asks

    def rowCount(self, parent: _ParentIndex = _ROOT) -> int:
        """Return how many runs there are."""
        return 0 if parent.isValid() else len(self.runs)

    def columnCount(self, parent: _ParentIndex = _ROOT) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: _ParentIndex) -> Qt.ItemFlag:
        """Let the name be edited."""
        if not index.isValid():
            return _NONE
        usual = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() == Column.NAME else usual

    def setData(self, index: _ParentIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a name that was typed; it is shown once it is written."""
        if role != Qt.ItemDataRole.EditRole or index.column() != Column.NAME:
            return False
        run = self.runs[index.row()]
        name = str(value).strip()
        if name == run.name:
            return False
        self.rename_wanted.emit(run.path, name)
        return True

    def data(self, index: _ParentIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's words, where they stand and in what colour."""
        if not index.isValid() or index.row() >= len(self.runs):
            return None
        run, column = self.runs[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.text(run, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole:
                return self._colour(run, column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(run, column)
            case _:
                return None

    def text(self, run: RunSummary, column: Column) -> str:
        """Return what stands in a cell."""
        now = datetime.datetime.now().astimezone()
        return cell_text(run, column, now, is_under_way=self.is_under_way(run))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title of a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        column = Column(section)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                arrow = f" {DOWN if self._is_descending else UP}" if column == self._column else ""
                return TITLES[column] + arrow
            case Qt.ItemDataRole.ToolTipRole:
                return f"{TIPS[column]} A click sorts by it."
            case Qt.ItemDataRole.AccessibleTextRole:
                words = (
                    f", sorted {'downwards' if self._is_descending else 'upwards'}" if column == self._column else ""
                )
                return TITLES[column] + words
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case _:
                return None

    def _colour(self, run: RunSummary, column: Column) -> QColor | None:
        """Return the colour of a cell's text; None for the usual one."""
        colours = current_colours()
        if column == Column.STATE:
            if run.state == "broken":
                return QColor(colours.failed)
            return QColor(colours.accent) if self.is_being_trained(run) else QColor(colours.quiet)
        is_second = column not in (Column.NAME, Column.VALIDATION, Column.TEST)
        return QColor(colours.quiet) if is_second or self.text(run, column) == NOTHING else None

    def _tip(self, run: RunSummary, column: Column) -> str:
        if column == Column.STATE:
            return state_sentence(run, is_under_way=self.is_under_way(run))
        if column == Column.BEGUN:
            return begun_in_full(run.created)
        return f"{run.name}\n{run.path}" if column == Column.NAME else self.text(run, column)


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
