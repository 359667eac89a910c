"""Which classes are taken for which, in words. Importing this module imports no torch."""

from collections.abc import Sequence
from dataclasses import dataclass

from cifar_desktop.evaluation.metrics import Confusion


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfusedPair:
    """Pictures of one class that were taken for another.

    Attributes:
        true, predicted: positions of the classes.
        true_name, predicted_name: their names.
        number: how many pictures.
        support: how many pictures of the true class there are.
    """

    true: int
    predicted: int
    true_name: str
    predicted_name: str
    number: int
    support: int

    @property
    def share(self) -> float:
        """Return the share of the true class's pictures."""
        return self.number / self.support

    @property
    def sentence(self) -> str:
        """Return it in words; names stand in quotes, for not every name has a plural."""
        true, predicted = f"“{self.true_name}”", f"“{self.predicted_name}”"
        if self.support == 1:
            return f"The only picture of {true} was taken for {predicted}."
        if self.number == self.support:
            return f"All {self.support:,} pictures of {true} were taken for {predicted}."
        were = "was" if self.number == 1 else "were"
        return f"Of {self.support:,} pictures of {true}, {self.number:,} {were} taken for {predicted}."


def most_confused(confusion: Confusion, class_names: Sequence[str], number: int) -> tuple[ConfusedPair, ...]:
    """Return the `number` commonest mistakes, the commonest first; of two as common, that of the rarer class."""
    pairs = [
        ConfusedPair(
            true=true,
            predicted=predicted,
            true_name=class_names[true],
            predicted_name=class_names[predicted],
            number=count,
            support=sum(row),
        )
        for true, row in enumerate(confusion)
        for predicted, count in enumerate(row)
        if count and true != predicted
    ]
    return tuple(sorted(pairs, key=lambda pair: (-pair.number, -pair.share))[:number])


def largest_confusion(confusion: Confusion) -> float:
    """Return the largest share of a class's pictures that was taken for one other class; 0.0 without mistakes."""
    return max(
        (
            count / sum(row)
            for true, row in enumerate(confusion)
            for predicted, count in enumerate(row)
            if count and true != predicted
        ),
        default=0.0,
    )
