"""Saves a result: the report, and the matrix as a table or a picture."""

from functools import partial
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from cifar_desktop.evaluation.confusion_csv import confusion_csv
from cifar_desktop.exported_files import refuse_ending, write_export
from cifar_desktop.ui.evaluate.evaluation_task import Evaluated
from cifar_desktop.ui.exported_picture import write_picture
from cifar_desktop.ui.file_export import FileExport

_REPORTS = ["A page for the browser (*.html)", "Markdown (*.md)"]


class ResultExport(FileExport):
    """Writes one file at a time."""

    def ask_for_report(self, window: QWidget, folder: Path, evaluated: Evaluated) -> None:
        """Ask where to save the report."""
        write = partial(write_result, evaluated)
        self.ask_where(window, "Save the report", folder / "evaluation.html", _REPORTS, write)

    def ask_for_table(self, window: QWidget, folder: Path, evaluated: Evaluated) -> None:
        """Ask where to save the matrix as a table."""
        write = partial(_write_table, evaluated)
        self.ask_where(window, "Save the matrix as a table", folder / "confusion.csv", ["Tables (*.csv)"], write)

    def ask_for_picture(self, window: QWidget, folder: Path, picture: QImage) -> None:
        """Ask where to save the matrix as a picture."""
        write = partial(write_picture, picture=picture)
        self.ask_where(window, "Save the matrix as a picture", folder / "confusion.png", ["Pictures (*.png)"], write)


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


def _write_table(evaluated: Evaluated, destination: Path) -> None:
    write_export(destination, confusion_csv(evaluated.examination.metrics))
