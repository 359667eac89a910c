"""What every long task is given: a way to report and a token that tells it to stop.

A task is `Callable[[Report, CancelToken], Result]`. It calls `report` with facts as they happen and
asks its token between two pieces of work. It knows neither Qt nor the terminal: the window passes a
report that emits a signal, the command line one that prints.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from cifar_desktop.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; subclasses are named in the past tense and hold plain Python values."""


@dataclass(frozen=True, slots=True)
class StageProgressed(Event):
    """A piece of a named stage was done.

    Attributes:
        stage: what is being done, in words a person reads, such as "Reading CIFAR-10".
        done, total: how far it is, in `unit`; a total of 0 means that it is not known.
        unit: what is counted: "images", "bytes", "files".
    """

    stage: str
    done: int
    total: int
    unit: str


Report = Callable[[Event], None]


def report_nothing(event: Event) -> None:
    """Stand in for a report where nobody listens."""


class CancelToken:
    """Carries the wish to stop into a task; safe to use from any thread.

    The flag is a `threading.Event`, not a signal: a slot queued to a busy thread would run only after
    the work it was meant to interrupt.
    """

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Tell whether somebody asked the task to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the task to stop at its next check."""
        self._cancelled.set()

    def raise_if_cancelled(self) -> None:
        """Raise `Cancelled` where the task was asked to stop."""
        if self._cancelled.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Sleep, but wake and raise `Cancelled` as soon as the task is asked to stop."""
        if self._cancelled.wait(seconds):
            raise Cancelled
