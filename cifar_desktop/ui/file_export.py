"""Saves a file: asks where to, and writes on a thread. It is whole or not there."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from cifar_desktop.tasks import Event, Report
from cifar_desktop.ui.task_thread import TaskFailed, TaskSucceeded, TaskThread

Write = Callable[[Path], None]


class FileExport(QObject):
    """Writes one file at a time; what is written is for those to say who derive from it.

    Attributes:
        dialog: the question where to; None while it is not asked.
        is_busy: whether it is asked, or a file is being written.

    Signals:
        saved: the path of a file that is written.
        failed: a TaskFailed: it could not be written.
        ended: another file may be written; also where the person thought better of it.
    """

    saved = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dialog: QFileDialog | None = None
        self._write: Write | None = None
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self.ended)

    @property
    def is_busy(self) -> bool:
        """Tell whether it is asked where to, or a file is being written."""
        return self.dialog is not None or self._thread.is_running

    def ask_where(self, window: QWidget, title: str, place: Path, kinds: Sequence[str], write: Write) -> None:
        """Ask where to save a file, for a start at `place`, and let `write` do it on a thread; returns at once.

        The `kinds` are offered as in "Tables (*.csv)"; a name without an ending gets that of the chosen one.
        """
        if self.is_busy:
            return
        self._write = write
        self.dialog = QFileDialog(window, title, str(place.parent))
        self.dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.dialog.setNameFilters(list(kinds))
        self.dialog.setDefaultSuffix(place.suffix[1:])
        self.dialog.selectFile(str(place))
        self.dialog.filterSelected.connect(self._on_filter_selected)
        self.dialog.fileSelected.connect(self._on_file_selected)
        self.dialog.finished.connect(self._on_dialog_finished)
        self.dialog.open()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is being written; tell whether that came about."""
        return self._thread.wait(timeout_ms)

    @Slot(str)
    def _on_filter_selected(self, kind: str) -> None:
        if self.dialog:
            self.dialog.setDefaultSuffix(kind.rpartition("*.")[2].rstrip(")"))

    @Slot(str)
    def _on_file_selected(self, path: str) -> None:
        if self._write is not None and not self._thread.is_running:
            self._thread.start(partial(_written, Path(path), self._write))

    @Slot(int)
    def _on_dialog_finished(self, _answer: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = self._write = None
        if not self._thread.is_running:
            self.ended.emit()

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, TaskSucceeded):
            self.saved.emit(event.result)
        elif isinstance(event, TaskFailed):
            self.failed.emit(event)


def _written(destination: Path, write: Write, _report: Report) -> Path:
    """Write, on the thread, and return where it is."""
    write(destination)
    return destination
