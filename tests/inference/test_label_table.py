"""Labels as CSV: what a spreadsheet and a script read back."""

import csv
import io
from dataclasses import replace
from pathlib import Path

from cifar_desktop.inference.label_many import PhotoLabel
from cifar_desktop.inference.label_table import NOT_SURE, csv_header, csv_line, labels_csv

CLASS_NAMES = ("cup", 'a "large" spoon, silver', "plate")
GOOD = PhotoLabel(
    index=0, source_name="one.png", path=Path("folder, with commas") / "one.png", label="cup",
    probabilities=(0.5, 0.3, 0.2), familiarity=1.5, reason="", thumbnail=b"", width=3, height=2,
)  # fmt: skip
BAD = replace(
    GOOD, index=1, label="", probabilities=(), familiarity=None, reason='It is damaged, "quite".\nReally.', width=0
)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_column_reads_back_as_it_was() -> None:
    good, bad = rows(labels_csv([GOOD, BAD], CLASS_NAMES, threshold=1.0))
    assert list(good) == ["path", "label", "confidence", *CLASS_NAMES, "reason"]
    assert good["path"] == str(GOOD.path)
    assert (good["label"], good["confidence"], good["reason"]) == ("cup", "0.500000", "")
    assert [float(good[name]) for name in CLASS_NAMES] == [0.5, 0.3, 0.2]
    assert bad["reason"] == BAD.reason
    assert {bad[name] for name in ("label", "confidence", *CLASS_NAMES)} == {""}


def test_below_the_threshold_it_is_not_sure_and_the_numbers_stay() -> None:
    (row,) = rows(labels_csv([GOOD], CLASS_NAMES, threshold=1.6))
    assert row["label"] == NOT_SURE
    assert row["confidence"] == "0.500000"


def test_without_a_rule_every_label_counts() -> None:
    (row,) = rows(labels_csv([GOOD], CLASS_NAMES, threshold=None))
    assert row["label"] == "cup"


def test_what_is_no_file_has_its_name() -> None:
    (row,) = rows(labels_csv([replace(GOOD, path=None, source_name="Pasted picture 2")], CLASS_NAMES, threshold=None))
    assert row["path"] == "Pasted picture 2"


def test_lines_make_up_the_table() -> None:
    lines = csv_header(CLASS_NAMES) + csv_line(GOOD, CLASS_NAMES, 1.0) + csv_line(BAD, CLASS_NAMES, 1.0)
    assert lines == labels_csv(iter([GOOD, BAD]), CLASS_NAMES, 1.0)
    assert labels_csv([], CLASS_NAMES, None) == csv_header(CLASS_NAMES)
