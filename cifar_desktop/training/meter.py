"""Collects the measurements of training steps and reports them at a bearable rate."""

import time
from collections.abc import Callable

import torch
from torch import Tensor

from cifar_desktop.tasks import Report
from cifar_desktop.training.events import StepProgressed
from cifar_desktop.training.history import History
from cifar_desktop.training.pace import Pace

REPORT_INTERVAL_S = 0.1
STEPS_PER_READ_ON_GPU = 16  # reading makes the host wait for the GPU: once in a while, not at every step


class Meter:
    """Takes each step's measurements as tensors, reads several at once, and reports at most ten times a second.

    Attributes:
        history: gets every step, in order.
        pace: learns how long the steps took.
    """

    def __init__(
        self,
        history: History,
        pace: Pace,
        report: Report,
        *,
        steps_per_read: int,
        num_processes: int,
        work_until: Callable[[int], float],
    ) -> None:
        """Take `work_until` from the batches: what the steps before one take, counted in usual steps."""
        self.history = history
        self.pace = pace
        self._report = report
        self._steps_per_read = steps_per_read
        self._num_processes = num_processes
        self._work_until = work_until
        self._unread: list[tuple[Tensor, float]] = []
        self._read_at = time.perf_counter()
        self._reported_at = 0.0
        self._reported_steps = len(history.losses)

    def is_due(self, step: int) -> bool:
        """Tell whether to read after this step: every so many, and alone also every tenth of a second."""
        if (step + 1) % self._steps_per_read == 0:
            return True
        return self._num_processes == 1 and time.perf_counter() - self._read_at >= REPORT_INTERVAL_S

    def start_clock(self) -> None:
        """Leave out the time since the last step: a pause, a validation."""
        self._read_at = time.perf_counter()

    def add(self, totals: Tensor, learning_rate: float) -> None:
        """Take a step's loss and accuracy, added up over the processes, without waiting for them."""
        self._unread.append((totals, learning_rate))

    def read(self) -> tuple[float, ...] | None:
        """Move what was taken into the history; return the last step's totals, None where nothing waited.

        Raises FloatingPointError with the first loss that is no number; the steps before it are in the history.
        """
        if not self._unread:
            return None
        rows = torch.stack([totals for totals, _ in self._unread]).tolist()
        rates = [rate for _, rate in self._unread]
        self._unread.clear()
        for row, rate in zip(rows, rates, strict=True):
            loss = row[0] / self._num_processes
            if loss - loss != 0:  # true of infinities and of what is no number, false of every number
                raise FloatingPointError(loss)
            self.history.add_step(loss, row[1] / self._num_processes, rate)
        now, step = time.perf_counter(), len(self.history.losses)
        self.pace.steps_took(len(rows), now - self._read_at, self._work_between(step - len(rows), step))
        self._read_at = now
        return tuple(rows[-1])

    def _work_between(self, first: int, end: int) -> float:
        """Return what the steps from `first` to before `end` take, counted in usual steps."""
        return self._work_until(end) - self._work_until(first)

    def report_progress(self, *, epoch: int, num_steps: int, epoch_ends_left: int, at_once: bool = False) -> None:
        """Report the steps since the last time, unless that was only just now."""
        now = time.monotonic()
        step = len(self.history.losses)
        if step == self._reported_steps or (not at_once and now - self._reported_at < REPORT_INTERVAL_S):
            return
        self._report(
            StepProgressed(
                epoch=epoch,
                step=step,
                num_steps=num_steps,
                losses=tuple(self.history.losses[self._reported_steps :]),
                accuracies=tuple(self.history.accuracies[self._reported_steps :]),
                learning_rate=self.history.learning_rates[-1],
                images_per_second=self.pace.images_per_second(),
                seconds_elapsed=self.pace.seconds,
                seconds_left=self.pace.seconds_left(self._work_between(step, num_steps), epoch_ends_left),
            )
        )
        self._reported_at, self._reported_steps = now, step
