"""What a data set looks like: counts and a few pictures, as plain values; no torch, so that a window can show it."""

import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cifar_desktop.data.counts import DataCounts
from cifar_desktop.data.sample_preview import sample_preview
from cifar_desktop.errors import DataError
from cifar_desktop.paths import resources

Pictures = npt.NDArray[np.uint8]  # (number, height, width, 3)

PICTURES_PER_CLASS = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DataOverview(DataCounts):
    """A fifth of a megabyte that says what is in a data set, so that nobody has to keep all of it for a glance.

    Attributes:
        pictures: a few of each class.
        examples: training pictures of all classes in turn, for trying out what happens to them; there are none
            where the training set has not been read yet.
        mean, std: of the training pictures' channels, as shares of 255.
    """

    pictures: tuple[Pictures, ...]
    examples: Pictures
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    @property
    def has_examples(self) -> bool:
        """Tell whether there are training pictures to try things out on."""
        return len(self.examples) > 0


def sample_overview() -> DataOverview:
    """Return what is in the bundled sample, without examples: its training pictures are left unread.

    Raises:
        DataError: where one of its files is missing or damaged.
    """
    folder = resources() / "sample"
    try:
        index = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
        side = int(index["tile_pixels"])
        preview = sample_preview(PICTURES_PER_CLASS)
        return DataOverview(
            name="CIFAR-10 sample",
            class_names=tuple(preview),
            train_counts=tuple(len(positions) for positions in index["train"]["positions"]),
            test_counts=tuple(len(positions) for positions in index["test"]["positions"]),
            pictures=tuple(np.stack([np.asarray(picture) for picture in some]) for some in preview.values()),
            examples=np.empty((0, side, side, 3), np.uint8),
            mean=tuple(index["mean"]),
            std=tuple(index["std"]),
        )
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise DataError(
            f"The bundled sample in {folder} cannot be read: {error}.",
            remedy="Install the program again, or choose the full CIFAR-10.",
        ) from error
