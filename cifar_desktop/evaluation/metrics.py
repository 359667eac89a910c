"""What is counted from a confusion matrix: accuracy, and precision, recall and F1 of each class.

Wherever a share has nothing to be a share of (a class that was never predicted has no precision, one without
pictures no recall), it is 0.0, and it enters the averages as such: scikit-learn's `zero_division=0`.
"""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cifar_desktop.evaluation.text_table import aligned

Confusion = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassMetrics:
    """How well one class is told from the others, or an average over the classes.

    Attributes:
        name: of the class.
        precision: share of the pictures predicted as this class that are of it.
        recall: share of the pictures of this class that were predicted as it.
        f1: harmonic mean of the two.
        support: number of pictures of this class.
    """

    name: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """What a network did on a set of labelled pictures.

    Attributes:
        loss: mean cross entropy, in nats.
        accuracy: share of the pictures whose most likely class is the right one.
        per_class: in the order of the class names.
        macro: every class counts the same.
        weighted: every picture counts the same.
        confusion: number of pictures, rows true classes, columns predicted ones.
    """

    loss: float
    accuracy: float
    per_class: tuple[ClassMetrics, ...]
    macro: ClassMetrics
    weighted: ClassMetrics
    confusion: Confusion

    @property
    def num_images(self) -> int:
        """Return the number of pictures that were predicted."""
        return sum(map(sum, self.confusion))

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it; a loss that is not a finite number becomes None."""
        document = dataclasses.asdict(self)
        document["loss"] = self.loss if math.isfinite(self.loss) else None
        document["num_images"] = self.num_images
        return document


def metrics_from_confusion(confusion: Sequence[Sequence[int]], class_names: Sequence[str], *, loss: float) -> Metrics:
    """Return the metrics of a confusion matrix, rows true classes, columns predicted ones."""
    rows = tuple(tuple(int(count) for count in row) for row in confusion)
    if len(rows) != len(class_names) or any(len(row) != len(rows) for row in rows):
        raise ValueError(f"a confusion matrix of {len(class_names)} classes must be square and of that size")
    num_predicted = [sum(column) for column in zip(*rows, strict=True)]
    per_class = tuple(
        _class_metrics(name, num_right=rows[i][i], num_predicted=num_predicted[i], support=sum(rows[i]))
        for i, name in enumerate(class_names)
    )
    num_right = sum(row[i] for i, row in enumerate(rows))
    return Metrics(
        loss=loss,
        accuracy=_share(num_right, sum(num_predicted)),
        per_class=per_class,
        macro=_average("macro average", per_class, [1] * len(per_class)),
        weighted=_average("weighted average", per_class, [one.support for one in per_class]),
        confusion=rows,
    )


def metrics_table(metrics: Metrics) -> str:
    """Return precision, recall, F1 and support as lines of text: each class, then both averages."""
    header = ["", "precision", "recall", "F1", "pictures"]
    lines = [_line(one) for one in metrics.per_class]
    averages = [_line(metrics.macro), _line(metrics.weighted)]
    return "\n".join(aligned([header, *lines, [""] * len(header), *averages]))


def confusion_table(metrics: Metrics) -> str:
    """Return the confusion matrix as lines of text, rows true classes, columns predicted ones."""
    names = [one.name for one in metrics.per_class]
    rows = [[name, *map(str, row)] for name, row in zip(names, metrics.confusion, strict=True)]
    return "\n".join(aligned([["true \\ predicted", *names], *rows]))


def _class_metrics(name: str, *, num_right: int, num_predicted: int, support: int) -> ClassMetrics:
    """Return the metrics of one class from its three counts."""
    return ClassMetrics(
        name=name,
        precision=_share(num_right, num_predicted),
        recall=_share(num_right, support),
        f1=_share(2 * num_right, num_predicted + support),  # 2PR / (P + R), without dividing twice
        support=support,
    )


def _average(name: str, per_class: Sequence[ClassMetrics], shares: Sequence[int]) -> ClassMetrics:
    """Return the mean of the classes, each counted as its share says."""

    def mean(values: Sequence[float]) -> float:
        return _share(math.fsum(value * share for value, share in zip(values, shares, strict=True)), sum(shares))

    return ClassMetrics(
        name=name,
        precision=mean([one.precision for one in per_class]),
        recall=mean([one.recall for one in per_class]),
        f1=mean([one.f1 for one in per_class]),
        support=sum(one.support for one in per_class),
    )


def _share(part: float, whole: float) -> float:
    """Return part / whole, or 0.0 of nothing."""
    return part / whole if whole else 0.0


def _line(one: ClassMetrics) -> list[str]:
    """Return one line of the table, cell by cell."""
    return [one.name, f"{one.precision:.4f}", f"{one.recall:.4f}", f"{one.f1:.4f}", str(one.support)]
