"""What the sub-commands share at the terminal: a line that is drawn anew, JSON lines, Ctrl-C in good order."""

import contextlib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from types import FrameType
from typing import TextIO

from cifar_desktop.tasks import Event, StageProgressed


class StatusLine:
    """One line that is drawn over itself, on a terminal; elsewhere it shows nothing.

    Attributes:
        in_place: whether there is a terminal to draw on; a windowed Windows program has no stream at all.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.in_place = stream is not None and stream.isatty()
        self._length = 0

    @property
    def width(self) -> int:
        """Return how many characters fit: one less than the terminal has, lest the line breaks."""
        try:
            return (os.get_terminal_size(self._stream.fileno()).columns or 80) - 1 if self._stream else 79
        except (OSError, ValueError):
            return 79

    def show(self, text: str) -> None:
        """Put `text` in the place of what the line showed, cut to the terminal's width."""
        if self._stream is None or not self.in_place:
            return
        text = text[: self.width]
        self._stream.write("\r" + text.ljust(self._length))
        self._stream.flush()
        self._length = len(text)

    def clear(self) -> None:
        """Empty the line, for what is printed next."""
        if self._stream is not None and self._length:
            self._stream.write("\r" + " " * self._length + "\r")
            self._stream.flush()
            self._length = 0

    def leave(self) -> None:
        """Let the line stand; what is printed next begins a new one."""
        if self._stream is not None and self._length:
            self._stream.write("\n")
            self._stream.flush()
            self._length = 0


def print_json(event: Event) -> None:
    """Print an event as one line, for a program that reads along."""
    write_out(json.dumps({"event": type(event).__name__} | asdict(event), default=str) + "\n")


def write_out(text: str) -> None:
    """Write to the standard output, where there is one, and at once."""
    if sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()


def write_error(text: str) -> None:
    """Write to the error stream, where there is one."""
    if sys.stderr is not None:
        sys.stderr.write(text)
        sys.stderr.flush()


def clock(seconds: float) -> str:
    """Return a span of time as 0:07, 12:34 or 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def stage_in_words(event: StageProgressed) -> str:
    """Return how far a stage is, such as "Validating: 1,500 of 2,500 images"."""
    total = f" of {event.total:,}" if event.total else ""
    return f"{event.stage}: {event.done:,}{total} {event.unit}"


@contextlib.contextmanager
def first_interrupt(ask: Callable[[], None]) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM call `ask`, which ends the work in order; the second one acts as ever."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals belong to somebody else
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    ours = {number: handler for number, handler in before.items() if handler is not None}

    def on_interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what Python calls it with
        restore()
        ask()

    def restore() -> None:
        for number, handler in ours.items():
            signal.signal(number, handler)

    for number in ours:
        signal.signal(number, on_interrupt)
    try:
        yield
    finally:
        restore()
