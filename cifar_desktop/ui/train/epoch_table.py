"""A table with a row for each finished epoch."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from cifar_desktop.training.events import EpochFinished

_COLUMNS = ("Epoch", "Train loss", "Train accuracy", "Valid. loss", "Valid. accuracy", "Time")
_ROWS_WITHOUT_SCROLLING = 8


class EpochTable(QTableWidget):
    """Shows the epochs of a training, the newest at the bottom; the best one so far is bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_COLUMNS), parent)
        self.setHorizontalHeaderLabels(_COLUMNS)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setAccessibleName("Finished epochs")

    def clear_epochs(self) -> None:
        """Show no epoch."""
        self.setRowCount(0)

    def add_epoch(self, event: EpochFinished) -> None:
        """Show a further epoch."""
        texts = (
            str(event.epoch),
            f"{event.train_loss:.3f}",
            f"{event.train_accuracy:.1%}",
            "–" if event.validation_loss is None else f"{event.validation_loss:.3f}",
            "–" if event.validation_accuracy is None else f"{event.validation_accuracy:.1%}",
            f"{event.seconds:.0f} s",
        )
        row = self.rowCount()
        self.insertRow(row)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            self.setItem(row, column, item)
        if event.is_best:
            self._make_bold(row)
        self._grow()
        self.scrollToBottom()

    def _grow(self) -> None:
        """Be as tall as the rows, up to a limit from which on the table scrolls."""
        rows = min(self.rowCount(), _ROWS_WITHOUT_SCROLLING)
        self.setFixedHeight(self.horizontalHeader().height() + rows * self.rowHeight(0) + 4)

    def _make_bold(self, best: int) -> None:
        """Let one row stand out."""
        for row in range(self.rowCount()):
            for column in range(self.columnCount()):
                item = self.item(row, column)
                if item is not None:
                    font = item.font()
                    font.setBold(row == best)
                    item.setFont(font)
