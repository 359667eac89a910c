"""The table comes back as it was written."""

import csv
import io

from cifar_desktop.evaluation.confusion_csv import confusion_csv
from cifar_desktop.evaluation.metrics import metrics_from_confusion


def test_counts_and_names_come_back() -> None:
    names = ['a, "b"', "c;d", "犬"]
    confusion = ((5, 0, 2), (1_234, 7, 0), (0, 0, 0))
    text = confusion_csv(metrics_from_confusion(confusion, names, loss=0.5))
    head, *rows = csv.reader(io.StringIO(text))
    assert head == ["true \\ predicted", *names]
    assert [row[0] for row in rows] == names
    assert tuple(tuple(map(int, row[1:])) for row in rows) == confusion
