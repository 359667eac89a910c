"""How many photos a data set has: all that a window says about it before it has loaded anything to read photos with."""

import json
from dataclasses import dataclass

from cifar_desktop.errors import DataError
from cifar_desktop.paths import resources


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DataCounts:
    """What there is, in words and numbers.

    Attributes:
        name: what a person calls it.
        class_names: in the order of the labels.
        train_counts, test_counts: how many pictures each class has.
    """

    name: str
    class_names: tuple[str, ...]
    train_counts: tuple[int, ...]
    test_counts: tuple[int, ...]

    @property
    def num_train(self) -> int:
        """Return how many training pictures there are, those for validation among them."""
        return sum(self.train_counts)

    @property
    def num_test(self) -> int:
        """Return how many test pictures there are."""
        return sum(self.test_counts)

    @property
    def has_examples(self) -> bool:
        """Tell whether there are training pictures to try things out on."""
        return False


def sample_counts() -> DataCounts:
    """Return how many photos the bundled sample has.

    Raises:
        DataError: where what says so is missing or damaged.
    """
    folder = resources() / "sample"
    try:
        index = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
        return DataCounts(
            name="CIFAR-10 sample",
            class_names=tuple(index["class_names"]),
            train_counts=tuple(len(positions) for positions in index["train"]["positions"]),
            test_counts=tuple(len(positions) for positions in index["test"]["positions"]),
        )
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise DataError(
            f"The bundled sample in {folder} cannot be read: {error}.",
            remedy="Install the program again, or choose the full CIFAR-10.",
        ) from error
