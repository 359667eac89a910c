"""The list of runs: sorted by a click on a title, renamed in place, one or several of them chosen."""

from collections.abc import Collection, Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cifar_desktop.training.run_history import RunSummary
from cifar_desktop.training.run_label import LONGEST_NAME
from cifar_desktop.ui.runs.run_columns import LEFT_OUT_FIRST, TITLES, Column
from cifar_desktop.ui.runs.run_table_model import DOWN, RunTableModel
from cifar_desktop.ui.theme import Colours
from cifar_desktop.ui.widgets.row_table import RowTable

_EDGE_PX, _QTS_OWN_PX = 9, 3  # at either side of a cell, of which a style adds some by itself
_NARROWEST_NAME_PX, _WIDEST_PX = 170, 190
_ROW_AIR_PX = 14
_STYLE = """
QTableView {{ border: none; border-radius: 11px; }}
QTableView::item {{ padding: 0 {inner}px; border-bottom: 1px solid {line}; }}
QTableView::item:hover {{ background: {hover}; }}
QTableView::item:selected {{ background: {soft}; }}
QTableView QLineEdit {{ border-radius: 0; padding: 0 {inner}px; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{ padding: 7px {edge}px; background: {surface}; border-bottom: 1px solid {line}; }}
QHeaderView::section:hover {{ color: {text}; background: {hover}; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ image: none; width: 0; height: 0; }}
"""


class RunTable(RowTable):
    """Shows a RunTableModel.

    Signals:
        chosen_changed: other runs are chosen, or what is known of the chosen ones has changed.
        removal_wanted: the chosen ones are to go (Delete).
        menu_wanted: where a menu is wanted, on the screen.
    """

    chosen_changed = Signal()
    removal_wanted = Signal()
    menu_wanted = Signal(object)

    def __init__(self, model: RunTableModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._runs = model
        self._is_filling = False
        self.setItemDelegate(_NameDelegate(self))
        self.setAccessibleName("Runs")
        self.setAccessibleDescription(
            "Arrow keys go from run to run; with Shift they choose several. F2 renames, Delete removes."
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setMouseTracking(True)
        self.setMinimumHeight(96)
        self.horizontalHeader().setSortIndicator(Column.BEGUN, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.wear()

    # What is chosen

    @property
    def chosen(self) -> tuple[RunSummary, ...]:
        """Return the chosen runs, from the top down."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self._runs.runs[row] for row in rows)

    def show_runs(self, runs: Sequence[RunSummary], *, choose: Collection[Path] = ()) -> None:
        """Show these; choose some, or else those that were chosen, or else the one in their place."""
        current, has_focus = self.currentIndex().row(), self.hasFocus()
        wanted = set(choose) or {run.path for run in self.chosen}
        self._is_filling = True
        self._runs.show_runs(runs)
        rows = [row for row, run in enumerate(self._runs.runs) if run.path in wanted]
        if not rows and runs:
            rows = [min(max(current, 0), len(runs) - 1)]
        self._choose(rows)
        self._is_filling = False
        self._fit_columns()
        if has_focus:
            self.setFocus()
        self.chosen_changed.emit()

    def _choose(self, rows: Sequence[int]) -> None:
        flags = QItemSelectionModel.SelectionFlag
        model = self.selectionModel()
        model.clear()
        for row in rows:
            model.select(self._runs.index(row, 0), flags.Select | flags.Rows)
        if rows:
            model.setCurrentIndex(self._runs.index(rows[0], Column.NAME), flags.NoUpdate)
            self.scrollTo(self._runs.index(rows[0], Column.NAME))

    @Slot()
    def rename_current(self) -> None:
        """Let the name of the current run be typed."""
        index = self._runs.index(self.currentIndex().row(), Column.NAME)
        if index.isValid():
            self.setFocus()
            self.scrollTo(index)
            if self.state() != QAbstractItemView.State.EditingState:  # in a window behind others, the field stays open
                self.edit(index)

    @Slot()
    def _on_selection_changed(self) -> None:
        if not self._is_filling:
            self.chosen_changed.emit()

    # What the person does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rename with F2, remove with Delete."""
        match event.key():
            case Qt.Key.Key_F2:
                self.rename_current()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if self.chosen:
                self.removal_wanted.emit()
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the chosen runs."""
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        if self.chosen:
            self.menu_wanted.emit(place)

    # How it looks

    def _style_in(self, colours: Colours) -> str:
        names = {name: getattr(colours, name) for name in ("line", "surface", "text", "hover", "soft")}
        return _STYLE.format(**names, edge=_EDGE_PX, inner=_EDGE_PX - _QTS_OWN_PX)

    def _row_px(self) -> int:
        return QFontMetrics(self.font()).height() + _ROW_AIR_PX

    def _fit_columns(self) -> None:
        """Give each column what it needs and the names the rest; leave out what the details say too."""
        advance = QFontMetrics(self.font()).horizontalAdvance
        wanted: dict[Column, int] = {}
        for column in Column:
            texts = {self._runs.text(run, column) for run in self._runs.runs} | {f"{TITLES[column]} {DOWN}"}
            wanted[column] = min(max(map(advance, texts)) + 2 * _EDGE_PX + 6, _WIDEST_PX)
        wanted[Column.NAME] = _NARROWEST_NAME_PX
        shown = set(Column)
        for column in LEFT_OUT_FIRST:
            if sum(wanted[each] for each in shown) <= self.viewport().width():
                break
            shown.discard(column)
        rest = self.viewport().width() - sum(wanted[each] for each in shown)
        wanted[Column.NAME] = max(_NARROWEST_NAME_PX, _NARROWEST_NAME_PX + rest)
        for column in Column:
            self.setColumnHidden(column, column not in shown)
            self.setColumnWidth(column, wanted[column])


class _NameDelegate(QStyledItemDelegate):
    """Takes no longer names than can be kept."""

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002 - as Qt calls it
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QWidget:
        """Return a field for a name."""
        field = QLineEdit(parent)
        field.setMaxLength(LONGEST_NAME)
        field.setAccessibleName("Name of the run")
        return field
