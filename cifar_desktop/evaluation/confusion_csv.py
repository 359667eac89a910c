"""The confusion matrix as a table (CSV): a row for each true class, a column for each predicted one."""

import csv
import io

from cifar_desktop.evaluation.metrics import Metrics

CONFUSION_ENDINGS = (".csv",)


def confusion_csv(metrics: Metrics) -> str:
    """Return the numbers of pictures with the class names beside and above them."""
    names = [one.name for one in metrics.per_class]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["true \\ predicted", *names])
    writer.writerows([name, *row] for name, row in zip(names, metrics.confusion, strict=True))
    return text.getvalue()
