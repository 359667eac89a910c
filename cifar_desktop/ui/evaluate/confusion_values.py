"""What the cells of a confusion matrix say, and how strong their colour is. Knows nothing of drawing."""

import math
from dataclasses import dataclass, field
from typing import Literal

from cifar_desktop.evaluation.metrics import Confusion
from cifar_desktop.percentages import in_percent

Unit = Literal["count", "share"]
Cell = tuple[int, int]  # the true class, and the predicted one


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfusionValues:
    """A matrix as it is looked at.

    The diagonal and what lies beside it have scales of their own: beside 900 right answers, 20 wrong ones would have
    no colour at all.

    Attributes:
        confusion: number of pictures, rows true classes, columns predicted ones.
        class_names: in the order of the positions.
        unit: whether pictures are counted, or shares of a row given.
        is_log: whether colours tell apart small values rather than large ones.
        supports: how many pictures of each class there are.
        most_right, most_wrong: the largest values on the diagonal and beside it.
    """

    confusion: Confusion
    class_names: tuple[str, ...]
    unit: Unit = "count"
    is_log: bool = False
    supports: tuple[int, ...] = field(init=False, default=())
    most_right: float = field(init=False, default=0.0)
    most_wrong: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "supports", tuple(map(sum, self.confusion)))
        cells = [(row, column) for row in range(self.size) for column in range(self.size)]
        right = max((self.value(cell) for cell in cells if is_right(cell)), default=0.0)
        wrong = max((self.value(cell) for cell in cells if not is_right(cell)), default=0.0)
        object.__setattr__(self, "most_right", right)
        object.__setattr__(self, "most_wrong", wrong)

    @property
    def size(self) -> int:
        """Return the number of classes."""
        return len(self.class_names)

    def count(self, cell: Cell) -> int:
        """Return how many pictures are in a cell."""
        return self.confusion[cell[0]][cell[1]]

    def share(self, cell: Cell) -> float:
        """Return a cell as a share of its row; 0 of nothing."""
        support = self.supports[cell[0]]
        return self.count(cell) / support if support else 0.0

    def value(self, cell: Cell) -> float:
        """Return a cell in the unit that is looked at."""
        return self.share(cell) if self.unit == "share" else float(self.count(cell))

    def strength(self, cell: Cell) -> float:
        """Return how strong the colour of a cell is, from 0 to 1."""
        most = self.most_right if is_right(cell) else self.most_wrong
        value = self.value(cell)
        if not most or not value:
            return 0.0
        if not self.is_log:
            return value / most
        finest = 1.0 if self.unit == "count" else 1 / max(self.supports)
        return math.log1p(value / finest) / math.log1p(most / finest)

    def text(self, cell: Cell) -> str:
        """Return what stands in a cell; nothing where there are no pictures."""
        if not self.count(cell):
            return ""
        return self.words(self.value(cell))

    def words(self, value: float) -> str:
        """Return a value in its unit, without the unit's name."""
        if self.unit == "count":
            return f"{value:,.0f}"
        percent = 100 * value
        return f"{percent:.1f}" if 0 < percent < 9.95 else f"{percent:.0f}"

    def sentence(self, cell: Cell) -> str:
        """Return what a cell says, in words."""
        true, predicted = (f"“{self.class_names[position]}”" for position in cell)
        support = self.supports[cell[0]]
        if not support:
            return f"There are no pictures of {true}."
        what = f"{true} named right" if is_right(cell) else f"{true} taken for {predicted}"
        pictures = "picture" if support == 1 else "pictures"
        return f"{what}: {self.count(cell):,} of {support:,} {pictures} ({in_percent(self.share(cell))})"


def is_right(cell: Cell) -> bool:
    """Tell whether a cell holds pictures that were named right."""
    return cell[0] == cell[1]
