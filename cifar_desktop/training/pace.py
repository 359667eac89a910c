"""How quick a training is, and how long it will still take."""

import statistics
from collections import deque

RECENT_STEPS = 100
RECENT_SECONDS = 5.0
TRIMMED_SHARE = 0.1  # of the recent steps, at either end: a machine that was busy for a moment does not count
ENOUGH_STEPS = 3


class Pace:
    """Learns how long steps and epoch ends take; whoever waits in a pause does not tell it.

    Attributes:
        seconds: of work, over all sessions of the run.
    """

    def __init__(self, images_per_step: int, seconds_before: float = 0.0) -> None:
        self.seconds = seconds_before
        self._images_per_step = images_per_step
        self._recent: deque[float] = deque(maxlen=RECENT_STEPS)
        self._epoch_ends: list[float] = []

    def steps_took(self, number: int, seconds: float) -> None:
        """Take note of some training steps and what they took together."""
        self.seconds += seconds
        self._recent.extend([seconds / number] * number)

    def epoch_end_took(self, seconds: float) -> None:
        """Take note of what comes between two epochs: validation and checkpoint."""
        self.seconds += seconds
        self._epoch_ends.append(seconds)

    def images_per_second(self) -> float:
        """Return the pace of the last seconds of training."""
        total, number = 0.0, 0
        for seconds in reversed(self._recent):
            total, number = total + seconds, number + 1
            if total >= RECENT_SECONDS:
                break
        return number * self._images_per_step / total if total else 0.0

    def seconds_left(self, steps_left: int, epoch_ends_left: int) -> float | None:
        """Return how long the rest takes at the recent pace; None before there is one."""
        if len(self._recent) < ENOUGH_STEPS:
            return None
        left = trimmed_mean(self._recent) * steps_left
        if self._epoch_ends:
            left += statistics.median(self._epoch_ends) * epoch_ends_left
        return left


def trimmed_mean(values: "deque[float] | list[float]") -> float:
    """Return the mean without the smallest and largest tenth."""
    ordered = sorted(values)
    cut = int(len(ordered) * TRIMMED_SHARE)
    return statistics.fmean(ordered[cut : len(ordered) - cut])
