"""Ends a program whose window does not answer any more: nothing inside the window could."""

import sys
import threading
import time
import traceback
from collections.abc import Callable

LIMIT_S = 180.0


class Watchdog:
    """Wants to be petted by the window's thread now and then, and bites where that does not happen."""

    def __init__(self, bite: Callable[[str], None], limit_s: float = LIMIT_S) -> None:
        """`bite` is called, on a thread of its own, with what the window's thread was doing."""
        self._bite, self._limit_s = bite, limit_s
        self._window_thread = threading.get_ident()
        self._petted = time.monotonic()
        self._is_gone = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True, name="watchdog")
        self._thread.start()

    def pet(self) -> None:
        """Tell that the window answers."""
        self._petted = time.monotonic()

    def leave(self) -> None:
        """Watch no longer."""
        self._is_gone.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_gone.wait(min(1.0, self._limit_s / 4)):
            silent_s = time.monotonic() - self._petted
            if silent_s > self._limit_s:
                frame = sys._current_frames().get(self._window_thread)
                doing = "".join(traceback.format_stack(frame)) if frame else ""
                self._bite(f"{doing}The window has not answered for {silent_s:.0f} s.")
                return
