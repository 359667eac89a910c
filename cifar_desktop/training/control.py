"""How a person steers a training that is under way."""

import threading

from cifar_desktop.tasks import CancelToken


class TrainControl(CancelToken):
    """A cancel token that can also pause a training and end it early; safe to use from any thread.

    `cancel` leaves the run as it is, to be resumed later. `stop_and_keep_best` ends it for good with the best
    weights so far.
    """

    def __init__(self) -> None:
        super().__init__()
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
        """Ask the training to wait before its next batch."""
        self._running.clear()

    def resume(self) -> None:
        """Let a paused training go on."""
        self._running.set()

    def wait_while_paused(self) -> None:
        """Return once the training may go on, or is to end."""
        self._running.wait()
