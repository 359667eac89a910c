"""Which bars there are, and in which order: all classes, or the likeliest and one line for the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_ROWS = 3  # that are shown before the line for the rest, however low the room is


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Classes by how likely they are.

    Attributes:
        names, probabilities: in the order of the network's outputs.
        order: indices of the classes, the likeliest first; equals stay in their order.
    """

    names: tuple[str, ...]
    probabilities: tuple[float, ...]
    order: tuple[int, ...]

    @classmethod
    def of(cls, names: Sequence[str], probabilities: Sequence[float]) -> "Ranking":
        """Rank the classes."""
        order = sorted(range(len(names)), key=lambda index: -probabilities[index])
        return cls(names=tuple(names), probabilities=tuple(probabilities), order=tuple(order))

    def num_rows(self, num_fitting: int, *, is_open: bool) -> int:
        """Return how many classes get a row of their own, where so many rows fit; a line for the rest takes one."""
        number = len(self.order)
        if is_open or number <= max(num_fitting, FEWEST_ROWS + 1):
            return number
        return max(num_fitting - 1, FEWEST_ROWS)

    def rest(self, num_rows: int) -> float:
        """Return how likely it is that it is one of the classes without a row."""
        return sum(self.probabilities[index] for index in self.order[num_rows:])


EMPTY = Ranking(names=(), probabilities=(), order=())
