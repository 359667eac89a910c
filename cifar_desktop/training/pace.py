"""How quick a training is, and how long it will still take."""

import statistics
from collections import deque

RECENT_STEPS = 100
RECENT_SECONDS = 5.0
TRIMMED_SHARE = 0.1  # of the recent steps, at either end: a machine that was busy for a moment does not count
ENOUGH_STEPS = 3
ASLEEP_S = 10.0  # that a stretch of work must take at least, before anybody thinks of sleep
ASLEEP_TIMES = 20  # as long as usual


class Pace:
    """Learns how long steps and epoch ends take; whoever waits in a pause does not tell it.

    Attributes:
        seconds: of work, over all sessions of the run.
    """

    def __init__(self, images_per_step: int, seconds_before: float = 0.0) -> None:
        self.seconds = seconds_before
        self._images_per_step = images_per_step
        self._recent: deque[float] = deque(maxlen=RECENT_STEPS)  # seconds a step
        self._recent_by_work: deque[float] = deque(maxlen=RECENT_STEPS)  # the same, had they all been of usual size
        self._epoch_ends: list[float] = []
        self._steps_watch, self._ends_watch = _SleepWatch(), _SleepWatch()

    def steps_took(self, number: int, seconds: float, work: float | None = None) -> None:
        """Take note of some training steps and what they took; `work` is how many usual ones they amount to."""
        usual = statistics.median(self._recent) * number if len(self._recent) >= ENOUGH_STEPS else None
        seconds = self._steps_watch.awake(seconds, usual)
        self.seconds += seconds
        self._recent.extend([seconds / number] * number)
        self._recent_by_work.extend([seconds / (work or number)] * number)

    def epoch_end_took(self, seconds: float) -> None:
        """Take note of what comes between two epochs: validation and checkpoint."""
        # The first one is compared with all work before it: it should not have taken many times as long.
        usual = statistics.median(self._epoch_ends) if self._epoch_ends else self.seconds or None
        seconds = self._ends_watch.awake(seconds, usual)
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

    def seconds_left(self, work_left: float, epoch_ends_left: int) -> float | None:
        """Return how long so many usual steps take at the recent pace; None before there is one."""
        if len(self._recent) < ENOUGH_STEPS:
            return None
        left = trimmed_mean(self._recent_by_work) * work_left
        if self._epoch_ends:
            left += statistics.median(self._epoch_ends) * epoch_ends_left
        return left


class _SleepWatch:
    """Notices that the computer slept, or that the process was stopped, in the midst of a stretch of work.

    No clock of Python's stands still for both on every system, so a stretch that took many times as long as usual is
    taken for that. Two in a row are no sleep any more: the work has become slower.
    """

    def __init__(self) -> None:
        self._seemed_asleep = False

    def awake(self, seconds: float, usual: float | None) -> float:
        """Return how long the work took, without the sleep."""
        seems_asleep = usual is not None and seconds > max(ASLEEP_S, ASLEEP_TIMES * usual)
        is_slower, self._seemed_asleep = self._seemed_asleep and seems_asleep, seems_asleep
        return usual if usual is not None and seems_asleep and not is_slower else seconds


def trimmed_mean(values: "deque[float] | list[float]") -> float:
    """Return the mean without the smallest and largest tenth."""
    ordered = sorted(values)
    cut = int(len(ordered) * TRIMMED_SHARE)
    return statistics.fmean(ordered[cut : len(ordered) - cut])
