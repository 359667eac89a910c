"""Saves the table of photos as CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cifar_desktop.exported_files import write_export
from cifar_desktop.ui.file_export import FileExport

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


class TableExport(FileExport):
    """Writes one table at a time."""

    def ask(self, window: QWidget, title: str, folder: Path, table: ExportedTable) -> None:
        """Ask where to save a table; returns at once."""
        self.ask_where(window, title, folder / FILE_NAME, ["Tables (*.csv)"], partial(_write_table, table))


def _write_table(table: ExportedTable, destination: Path) -> None:
    from cifar_desktop.inference.label_table import labels_csv

    text = labels_csv(table.labels, table.class_names, table.threshold)
    # A file name that is no text in its own system still has its place in the table.
    write_export(destination, text.encode("utf-8", "backslashreplace"))
