"""Saves a result: asks where to, and writes on a thread. A file is whole or not there."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from cifar_desktop import atomic_files
from cifar_desktop.errors import UserError
from cifar_desktop.evaluation.confusion_csv import confusion_csv
from cifar_desktop.evaluation.written_export import refuse_ending, write_export
from cifar_desktop.tasks import Event, Report
from cifar_desktop.ui.evaluate.evaluation_task import Evaluated
from cifar_desktop.ui.task_thread import TaskFailed, TaskSucceeded, TaskThread

Write = Callable[[Path], None]

_REPORTS = ["A page for the browser (*.html)", "Markdown (*.md)"]


class ResultExport(QObject):
    """Writes one file at a time.

    Attributes:
        dialog: the question where to; None while it is not asked.

    Signals:
        saved: the path of a file that is written.
        failed: a TaskFailed: it could not be written.
        ended: another file may be written.
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

    def ask_for_report(self, window: QWidget, folder: Path, evaluated: Evaluated) -> None:
        """Ask where to save the report."""
        self._ask(window, "Save the report", folder / "evaluation.html", _REPORTS, partial(write_result, evaluated))

    def ask_for_table(self, window: QWidget, folder: Path, evaluated: Evaluated) -> None:
        """Ask where to save the matrix as a table."""
        write = partial(_write_table, evaluated)
        self._ask(window, "Save the matrix as a table", folder / "confusion.csv", ["Tables (*.csv)"], write)

    def ask_for_picture(self, window: QWidget, folder: Path, picture: QImage) -> None:
        """Ask where to save the matrix as a picture."""
        write = partial(_write_picture, picture)
        self._ask(window, "Save the matrix as a picture", folder / "confusion.png", ["Pictures (*.png)"], write)

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is being written; tell whether that came about."""
        return self._thread.wait(timeout_ms)

    def _ask(self, window: QWidget, title: str, place: Path, kinds: list[str], write: Write) -> None:
        if self.is_busy:
            return
        self._write = write
        self.dialog = QFileDialog(window, title, str(place.parent))
        self.dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.dialog.setNameFilters(kinds)
        self.dialog.setDefaultSuffix(place.suffix[1:])
        self.dialog.selectFile(str(place))
        self.dialog.filterSelected.connect(self._on_filter_selected)
        self.dialog.fileSelected.connect(self._on_file_selected)
        self.dialog.finished.connect(self._on_dialog_finished)
        self.dialog.open()

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


def write_result(evaluated: Evaluated, destination: Path) -> None:
    """Write the report as HTML or Markdown, as the ending says."""
    from cifar_desktop.evaluation.report import REPORT_ENDINGS, make_report, write_report

    refuse_ending(destination, REPORT_ENDINGS)
    examination = evaluated.examination
    facts = {
        "weights": str(evaluated.request.weights),
        "network": evaluated.network,
        "data": f"{evaluated.data_name}, its {len(examination):,} test pictures",
        "each answer": "from one look",
        "temperature": f"{examination.temperature:.3f}",
        "computed": evaluated.computed,
    }
    content = make_report(
        examination, evaluated.picture_at, title=evaluated.request.weights.name, facts=facts, notes=evaluated.notes
    )
    write_report(destination, content)


def _written(destination: Path, write: Write, _report: Report) -> Path:
    """Write, on the thread, and return where it is."""
    write(destination)
    return destination


def _write_table(evaluated: Evaluated, destination: Path) -> None:
    write_export(destination, confusion_csv(evaluated.examination.metrics))


def _write_picture(picture: QImage, destination: Path) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    try:
        atomic_files.write_bytes(destination, bytes(buffer.data().data()))
    except OSError as error:
        raise UserError(
            f"“{destination}” could not be written: {error.strerror or error}.",
            kept="A file that was there before is as it was." if destination.exists() else "",
            remedy="Choose another folder or name.",
        ) from error
