"""What a training says while it runs, said less often: each word to the window takes time from it."""

import time
from collections.abc import Callable
from dataclasses import replace

from cifar_desktop.tasks import Event, Report, StageProgressed
from cifar_desktop.training.events import StepProgressed

INTERVAL_S = 0.45  # between two words about progress; the figures in the window change twice a second


class TrainingReport:
    """Passes events on, in order and all of them; of steps and stages, several as one.

    It is called on the training's thread, and `flush` as well: what was said last is passed on with the next event
    or once the training has ended.
    """

    def __init__(self, report: Report, clock: Callable[[], float] = time.monotonic) -> None:
        self._report, self._clock = report, clock
        self._waiting: StepProgressed | StageProgressed | None = None
        self._passed_on_at = float("-inf")

    def __call__(self, event: Event) -> None:
        """Pass on an event, now or a little later."""
        joined = _joined(self._waiting, event)
        if joined is None:
            self.flush()
        if not isinstance(event, StepProgressed | StageProgressed):
            self._report(event)
            return
        self._waiting = joined or event
        if self._clock() - self._passed_on_at >= INTERVAL_S:
            self.flush()

    def flush(self) -> None:
        """Pass on what waits."""
        if self._waiting is not None:
            event, self._waiting = self._waiting, None
            self._passed_on_at = self._clock()
            self._report(event)


def _joined(before: Event | None, event: Event) -> StepProgressed | StageProgressed | None:
    """Return both as one, None where they cannot be."""
    match before, event:
        case StepProgressed(), StepProgressed():
            return replace(event, losses=before.losses + event.losses, accuracies=before.accuracies + event.accuracies)
        case StageProgressed(), StageProgressed(stage=stage) if before.stage == stage:
            return event
    return None
