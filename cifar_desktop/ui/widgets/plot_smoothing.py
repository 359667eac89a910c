"""Smooths a noisy curve as it grows: a debiased exponential moving average."""

import math

import numpy as np

from cifar_desktop.ui.widgets.plot_array import GrowingArray, Numbers

_LARGEST_POWER = 1e100  # of 1/weight within a block; keeps the sums far from the end of the numbers


class SmoothedCurve:
    """The smoothed values of a growing curve.

    Each is a mean of all values up to it, in which a value counts `weight` times as much as the one after it. It is
    divided by the sum of these shares, so that the first values are not pulled towards 0.

    Attributes:
        span: how many values it looks back over, about; 1 is off. The weight is 1 - 1/span.
    """

    def __init__(self, span: int) -> None:
        self.span = span
        self._smoothed = GrowingArray(np.float32)
        self._mean = 0.0

    @property
    def weight(self) -> float:
        """Return how much a value counts beside the one after it."""
        return 1 - 1 / self.span

    def restart(self, span: int) -> None:
        """Forget everything, and smooth over `span` values from now on."""
        self.span = span
        self._smoothed.truncate(0)
        self._mean = 0.0

    def follow(self, values: Numbers) -> Numbers:
        """Smooth what was appended to `values` since the last time; return all smoothed values."""
        if self.span <= 1:
            return values
        weight, done = self.weight, len(self._smoothed)
        block = max(1, int(math.log(_LARGEST_POWER) / -math.log(weight)))
        for start in range(done, len(values), block):
            self._add(values[start : start + block], weight)
        return self._smoothed.values

    def _add(self, values: Numbers, weight: float) -> None:
        """Smooth one block at once: mean[j] = weight^j * (mean[0] + (1 - weight) * sum of value[i] / weight^i)."""
        count = np.arange(1, len(values) + 1)
        powers = weight**count
        means = powers * (self._mean + (1 - weight) * np.cumsum(values / powers))
        self._mean = float(means[-1])
        self._smoothed.extend(means / (1 - weight ** (len(self._smoothed) + count)))
