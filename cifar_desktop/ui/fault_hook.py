"""Catches exceptions that nobody caught, so that a fault in a slot is seen instead of vanishing."""

import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Signal


class FaultHook(QObject):
    """Stands in for Python's own hooks while the window is open.

    Whichever thread a fault is on, it is told on this one, and once: one in the middle of painting would come back each
    time that the dialog about it is closed.

    Signals:
        met: a fault, as its traceback.
    """

    met = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: set[tuple[str, str, int]] = set()
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Take over."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def remove(self) -> None:
        """Give back what was there before."""
        sys.excepthook, threading.excepthook = self._before

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_exception(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _on_exception(self, kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        text = "".join(traceback.format_exception(kind, error, where))
        if sys.stderr is not None:  # None in a program without a console
            sys.stderr.write(text)
        frames = traceback.extract_tb(where)
        place = (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)
        if isinstance(error, Exception) and (kind.__name__, *place) not in self._told:
            self._told.add((kind.__name__, *place))
            self.met.emit(text)
