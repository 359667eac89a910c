"""Saves the table as CSV: asks where to, and writes on a thread. A file is whole or not there."""

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from cifar_desktop import atomic_files
from cifar_desktop.errors import UserError
from cifar_desktop.tasks import Event, Report
from cifar_desktop.ui.task_thread import TaskFailed, TaskSucceeded, TaskThread

if TYPE_CHECKING:
    from cifar_desktop.inference.label_many import PhotoLabel

FILE_NAME = "photo-labels.csv"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExportedTable:
    """What is written.

    Attributes:
        labels: in the order of the rows.
        class_names: of the network that answered.
        threshold: what looks less familiar is written as not sure; None where nothing is.
    """

    labels: Sequence["PhotoLabel"]
    class_names: tuple[str, ...]
    threshold: float | None


class TableExport(QObject):
    """Writes one table at a time.

    Attributes:
        dialog: the question where to; None while it is not asked.
        is_busy: whether it is asked, or a table is being written.

    Signals:
        saved: the path of a table that is written.
        failed: a TaskFailed: it could not be written.
        ended: another table may be written; also where the person thought better of it.
    """

    saved = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dialog: QFileDialog | None = None
        self._table: ExportedTable | None = None
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self.ended)

    @property
    def is_busy(self) -> bool:
        """Tell whether it is asked where to, or a table is being written."""
        return self.dialog is not None or self._thread.is_running

    def ask(self, window: QWidget, title: str, folder: Path, table: ExportedTable) -> None:
        """Ask where to save a table; returns at once."""
        if self.is_busy:
            return
        self._table = table
        self.dialog = QFileDialog(window, title, str(folder), "Tables (*.csv)")
        self.dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.dialog.setDefaultSuffix("csv")
        self.dialog.selectFile(str(folder / FILE_NAME))
        self.dialog.fileSelected.connect(self._on_file_selected)
        self.dialog.finished.connect(self._on_dialog_finished)
        self.dialog.open()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is being written; tell whether that is so."""
        return self._thread.wait(timeout_ms)

    @Slot(str)
    def _on_file_selected(self, path: str) -> None:
        if self._table is not None and not self._thread.is_running:
            self._thread.start(partial(_write, Path(path), self._table))

    @Slot(int)
    def _on_dialog_finished(self, _answer: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
        self._table = None
        if not self._thread.is_running:
            self.ended.emit()

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, TaskSucceeded):
            self.saved.emit(event.result)
        elif isinstance(event, TaskFailed):
            self.failed.emit(event)


def _write(path: Path, table: ExportedTable, _report: Report) -> Path:
    """Write a table, on the thread, and return where it is."""
    from cifar_desktop.inference.label_table import labels_csv

    text = labels_csv(table.labels, table.class_names, table.threshold)
    try:
        # A file name that is no text in its own system still has its place in the table.
        atomic_files.write_bytes(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else str(error.strerror or error)
        kept = "The file that was there is as it was." if path.exists() else ""
        raise UserError(
            f"“{path}” could not be written: {reason}.", kept=kept, remedy="Choose another folder or name."
        ) from error
    return path
