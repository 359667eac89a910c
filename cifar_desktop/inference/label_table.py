"""Labels as a table (CSV): a line for each photo, with all probabilities."""

import csv
import io
from collections.abc import Iterable, Sequence

from cifar_desktop.inference.label_many import PhotoLabel

NOT_SURE = "not sure"


def labels_csv(labels: Iterable[PhotoLabel], class_names: Sequence[str], threshold: float | None) -> str:
    """Return the whole table; below the threshold of familiarity a label is "not sure"."""
    return csv_header(class_names) + "".join(csv_line(label, class_names, threshold) for label in labels)


def csv_header(class_names: Sequence[str]) -> str:
    """Return the first line of the table."""
    return _written(["path", "label", "confidence", *class_names, "reason"])


def csv_line(label: PhotoLabel, class_names: Sequence[str], threshold: float | None) -> str:
    """Return the line of a photo; one that is no file has its name in place of the path."""
    place = str(label.path) if label.path is not None else label.source_name
    if not label.probabilities:
        return _written([place, *[""] * (len(class_names) + 2), label.reason])
    said = label.label if label.is_sure(threshold) else NOT_SURE
    return _written([place, said, *(f"{share:.6f}" for share in (label.confidence, *label.probabilities)), ""])


def _written(cells: Sequence[str]) -> str:
    """Return cells as one line of CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
