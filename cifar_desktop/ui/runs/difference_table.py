"""In what runs differ: their figures, and the settings that are not the same."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cifar_desktop.errors import RunError
from cifar_desktop.training.config_help import title_of
from cifar_desktop.training.run_difference import SettingDifference, setting_differences
from cifar_desktop.training.run_history import RunSummary
from cifar_desktop.ui.runs.run_marks import mark_icon
from cifar_desktop.ui.runs.run_titles import shortened
from cifar_desktop.ui.runs.run_words import duration, percent
from cifar_desktop.ui.runs.setting_words import setting_in_words
from cifar_desktop.ui.theme import current_colours

_NARROWEST_PX, _WIDEST_PX = 92, 170
_CELL_AIR_PX, _MARK_ROOM_PX = 20, 40
_ROW_AIR_PX = 9
_STYLE = """
QTableView::item {{ padding: 0 6px; }}
QHeaderView {{ background: {surface}; border: none; }}
QHeaderView::section:horizontal {{ padding: 4px 6px; color: {text}; border-bottom: 1px solid {line}; }}
QHeaderView::section:vertical {{ padding: 0 10px 0 0; color: {quiet}; }}
"""


class DifferenceTable(QWidget):
    """A column for each run.

    Attributes:
        remark: what is to be known beside it, such as that all settings are the same.
        table: what differs.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[RunSummary, ...] = ()
        self._needed: list[int] = []
        self.remark = QLabel()
        self.remark.setProperty("role", "quiet")
        self.remark.setWordWrap(True)
        self.table = QTableWidget()
        self.table.setAccessibleName("What differs between the runs")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        scroll = QAbstractItemView.ScrollMode.ScrollPerPixel
        self.table.setVerticalScrollMode(scroll)
        self.table.setHorizontalScrollMode(scroll)
        self.table.setCornerButtonEnabled(False)
        self.table.viewport().installEventFilter(self)
        self.table.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.verticalHeader().setHighlightSections(False)
        self.table.verticalHeader().setSectionsClickable(False)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.remark)
        layout.addWidget(self.table, 1)
        self._wear()

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Show in what these differ."""
        if tuple(runs) != self._runs:
            self._runs = tuple(runs)
            self._fill()

    def _fill(self) -> None:
        self._needed = []  # the viewport's size may change before the columns are known
        differences, remark = _differences(self._runs)
        self.remark.setText(remark)
        rows = [
            ("Test accuracy", [percent(run.test_accuracy) for run in self._runs]),
            ("Best validation", [percent(run.best_validation_accuracy) for run in self._runs]),
            ("Time", [duration(run.seconds) for run in self._runs]),
            *((title_of(one.name), [setting_in_words(one.name, value) for value in one.values]) for one in differences),
        ]
        table = self.table
        table.clear()
        table.setRowCount(len(rows))
        table.setColumnCount(len(self._runs))
        table.setVerticalHeaderLabels([name for name, _ in rows])
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + _ROW_AIR_PX)
        for row, (name, values) in enumerate(rows):
            for column, value in enumerate(values):
                item = QTableWidgetItem(value)
                item.setToolTip(f"{name} of {self._runs[column].name}: {value}")
                table.setItem(row, column, item)
        advance = self.fontMetrics().horizontalAdvance
        wanted = [
            max(map(advance, texts)) + _CELL_AIR_PX for texts in zip(*(values for _, values in rows), strict=True)
        ]
        self._needed = [min(max(width, _NARROWEST_PX), _WIDEST_PX) for width in wanted]
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Give each column what its values need, and, as far as there is room, what its title needs."""
        spare = max(0, self.table.viewport().width() - sum(self._needed))
        advance = self.fontMetrics().horizontalAdvance
        lacks = [
            max(0, advance(run.name) + _MARK_ROOM_PX - needed)
            for run, needed in zip(self._runs, self._needed, strict=True)
        ]
        in_order = sorted(range(len(lacks)), key=lacks.__getitem__)  # what short titles leave goes to the long ones
        for place, number in enumerate(in_order):
            more = min(lacks[number], spare // (len(lacks) - place))
            spare -= more
            self.table.setColumnWidth(number, self._needed[number] + more)
        self._title_columns()

    def _title_columns(self) -> None:
        metrics = QFontMetricsF(self.font())
        for number, run in enumerate(self._runs):
            name = shortened(run, metrics, self.table.columnWidth(number) - _MARK_ROOM_PX)
            title = QTableWidgetItem(mark_icon(number, self.devicePixelRatioF()), name)
            title.setToolTip(run.name)
            title.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self.table.setHorizontalHeaderItem(number, title)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share the width of the table anew, once it is known."""
        if event.type() == QEvent.Type.Resize and self._needed:
            self._fit_columns()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange) and hasattr(self, "table"):
            self._wear()

    def _wear(self) -> None:
        colours = current_colours()
        style = _STYLE.format(text=colours.text, line=colours.line, quiet=colours.quiet, surface=colours.surface)
        if style != self.table.styleSheet():
            self.table.setStyleSheet(style)
            self._fill()  # with the marks in their new colours


def _differences(runs: Sequence[RunSummary]) -> tuple[tuple[SettingDifference, ...], str]:
    """Return the settings that differ, and what is to be said about them."""
    if not runs:
        return (), ""
    try:
        differences = setting_differences(runs)
    except RunError as error:
        return (), str(error)
    if not differences:
        return (), "Their settings are the same."
    return differences, f"{len(differences)} settings differ." if len(differences) > 1 else "One setting differs."
