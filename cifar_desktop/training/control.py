"""How a person steers a training that is under way."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from cifar_desktop.tasks import CancelToken


class TrainControl(CancelToken):
    """A cancel token that can also pause a training and end it early; safe to use from any thread.

    `cancel` leaves the run as it is, to be resumed later. `stop_and_keep_best` ends it for good with the best
    weights so far.

    Attributes:
        seconds_paused: how long it has waited in pauses.
    """

    def __init__(self) -> None:
        super().__init__()
        self._when_paused: Callable[[], None] = _nothing
        self._when_continued: Callable[[], None] = _nothing
        self.seconds_paused = 0.0
        self._stopping = threading.Event()
        self._running = threading.Event()
        self._running.set()

    @property
    def stopping(self) -> bool:
        """Tell whether the training was asked to end and keep its best weights."""
        return self._stopping.is_set()

    @property
    def paused(self) -> bool:
        """Tell whether the training was asked to pause."""
        return not self._running.is_set()

    def cancel(self) -> None:
        """Ask the training to stop after this batch; a paused one wakes up for it."""
        super().cancel()
        self._running.set()

    def stop_and_keep_best(self) -> None:
        """Ask the training to end after this batch with the best weights so far."""
        self._stopping.set()
        self._running.set()

    def pause(self) -> None:
        """Ask the training to wait before its next batch; one that is about to end is not held up."""
        if not (self.cancelled or self.stopping):
            self._running.clear()

    def resume(self) -> None:
        """Let a paused training go on."""
        self._running.set()

    def wait_while_paused(self) -> None:
        """Return once the training may go on, or is to end."""
        if not self.paused:
            return
        self._when_paused()
        began = time.perf_counter()
        self._running.wait()
        self.seconds_paused += time.perf_counter() - began
        self._when_continued()

    @contextlib.contextmanager
    def telling(self, when_paused: Callable[[], None], when_continued: Callable[[], None]) -> Iterator[None]:
        """Call these around each pause, on the training's own thread, for as long as the context lasts.

        Not for longer: whoever holds the control would otherwise hold the training with all its memory.
        """
        self._when_paused, self._when_continued = when_paused, when_continued
        try:
            yield
        finally:
            self._when_paused = self._when_continued = _nothing

    def raise_if_cancelled(self) -> None:
        """Wait while paused, then raise `Cancelled` where the training was asked to stop.

        Reading data and evaluating ask this between two pieces of work, so they can be paused as well.
        """
        self.wait_while_paused()
        super().raise_if_cancelled()


def _nothing() -> None:
    """Stand in where nobody listens."""
