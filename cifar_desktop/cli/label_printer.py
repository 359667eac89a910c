"""Prints labels as they are made: as text, as lines of JSON or as a table."""

import argparse
import json
from collections.abc import Sequence

from cifar_desktop.cli.terminal import write_error, write_out
from cifar_desktop.inference.label_many import LabelsMade, PhotoLabel
from cifar_desktop.inference.label_table import NOT_SURE, csv_header, csv_line
from cifar_desktop.percentages import in_percent
from cifar_desktop.tasks import Event


class LabelPrinter:
    """Prints labels as they are made, in the form that was asked for.

    Attributes:
        num_bad: how many photos could not be read.
    """

    def __init__(self, args: argparse.Namespace, class_names: Sequence[str], threshold: float | None) -> None:
        self.num_bad = 0
        self._args = args
        self._class_names = class_names
        self._threshold = threshold

    def begin(self) -> None:
        """Print what comes before the first label."""
        if self._args.csv:
            write_out(csv_header(self._class_names))

    def show(self, event: Event) -> None:
        """Print the labels that were made."""
        if not isinstance(event, LabelsMade):
            return
        for label in event.labels:
            if label.reason:
                self.num_bad += 1
                write_error(f"{label.path}: {label.reason}\n")
            write_out(self._printed(label))

    def _printed(self, label: PhotoLabel) -> str:
        """Return what is printed of a photo."""
        if self._args.json:
            return json.dumps(self._document(label)) + "\n"  # all ASCII: it is right in every encoding
        if self._args.csv:
            return csv_line(label, self._class_names, self._threshold)
        return "" if label.reason else self._text(label)

    def _text(self, label: PhotoLabel) -> str:
        """Return what a person reads: a line, and below it the likeliest classes where more than one is wanted."""
        first = f"{label.label}, {in_percent(label.confidence)}"
        said = first if label.is_sure(self._threshold) else f"{NOT_SURE} (likeliest: {first})"
        lines = [f"{label.path}: {said}"]
        if self._args.top > 1:
            width = max(map(len, self._class_names))
            lines += [
                f"    {name:<{width}}  {in_percent(share):>7}" for name, share in self._ranked(label)[: self._args.top]
            ]
        return "\n".join(lines) + "\n"

    def _document(self, label: PhotoLabel) -> dict[str, object]:
        """Return what a line of JSON holds."""
        if label.reason:
            return {"path": str(label.path), "label": None, "reason": label.reason}
        is_sure = label.is_sure(self._threshold)
        shares = zip(self._class_names, (round(share, 6) for share in label.probabilities), strict=True)
        return {
            "path": str(label.path),
            "label": label.label if is_sure else None,
            "not_sure": not is_sure,
            "confidence": round(label.confidence, 6),
            "familiarity": label.familiarity,
            "top": [[name, round(share, 6)] for name, share in self._ranked(label)[: self._args.top]],
            "probabilities": dict(shares),
        }

    def _ranked(self, label: PhotoLabel) -> list[tuple[str, float]]:
        """Return the classes with their probabilities, the likeliest first."""
        return sorted(zip(self._class_names, label.probabilities, strict=True), key=lambda pair: -pair[1])
