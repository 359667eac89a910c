"""A row of numbers that grows cheaply."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]

_GROWTH = 1.25  # twice would leave a third of the memory empty on the average


class GrowingArray:
    """Numbers to which others are appended: memory that is full grows by a share, so that appending stays cheap."""

    def __init__(self, dtype: type[np.floating[Any]] = np.float64) -> None:
        """Take how exactly each number is kept; float32 is what networks measure in, and half as large."""
        self._memory: Numbers = np.empty(1024, dtype)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> Numbers:
        """Return the numbers, as a view that is good until the next change."""
        return self._memory[: self._length]

    def extend(self, values: Numbers) -> None:
        """Append numbers."""
        needed = self._length + len(values)
        if needed > len(self._memory):
            larger: Numbers = np.empty(max(needed, int(_GROWTH * len(self._memory))), self._memory.dtype)
            larger[: self._length] = self.values
            self._memory = larger
        self._memory[self._length : needed] = values
        self._length = needed

    def truncate(self, length: int) -> None:
        """Forget all but the first `length` numbers."""
        self._length = min(self._length, length)
