"""Notices what must not happen in a window: an exception, a warning of Qt's, an event loop that stands still."""

import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QTimer, QtMsgType, Slot, qInstallMessageHandler

from benchmarks.soak._driver import tell

LONGEST_GAP_MS = 250.0
_TICK_MS = 10
_LOOK_S, _FRAMES = 0.05, 4
_WORST = 5
# What the offscreen platform and a computer without video drivers say, and what the monkey's own clumsiness leads to.
_BESIDE_THE_POINT = (
    "propagateSizeHints",
    "No RHI backend",
    "Mouse event",
    "qt.multimedia",
    "This plugin does not support",
)


class MonkeyWatch(QObject):
    """Tells of each trouble with the deed that came before it, and of the gaps at the end.

    Attributes:
        deed: what was done last.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.deed = "nothing yet"
        self._gaps: list[tuple[float, float, str, str]] = []
        self._place, self._is_over = "", threading.Event()
        self._last, self._last_computed, self._last_deed = time.perf_counter(), time.thread_time(), ""
        self._timer = QTimer(self, interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        sys.excepthook = self._on_exception
        qInstallMessageHandler(self._on_message)

    def begin(self) -> None:
        """Look for gaps from now on."""
        self._last, self._last_computed = time.perf_counter(), time.thread_time()
        self._timer.start()
        threading.Thread(target=self._look_on, args=(threading.get_ident(),), daemon=True).start()

    def end(self) -> None:
        """Tell of the gaps: how long, how much of it this thread computed, and after which deed."""
        self._timer.stop()
        self._is_over.set()
        gaps = sorted(self._gaps, reverse=True)
        worst = [
            {"ms": round(ms), "computed_ms": round(own), "deed": f"{deed}; {place}"}
            for ms, own, deed, place in gaps[:_WORST]
        ]
        computed = sorted((own, deed) for _, own, deed, _ in gaps)[-_WORST:]
        tell("Gaps", number=len(gaps), worst=worst, computed=[[round(own), deed] for own, deed in reversed(computed)])

    @Slot()
    def _on_tick(self) -> None:
        now, computed = time.perf_counter(), time.thread_time()
        gap_ms, own_ms = 1000 * (now - self._last), 1000 * (computed - self._last_computed)
        self._gaps.append((gap_ms, own_ms, " ... ".join(dict.fromkeys((self._last_deed, self.deed))), self._place))
        self._last, self._last_computed, self._last_deed, self._place = now, computed, self.deed, ""

    def _look_on(self, thread: int) -> None:
        """See, from another thread, where the window's own one is while it stands still."""
        while not self._is_over.wait(_LOOK_S):
            if 1000 * (time.perf_counter() - self._last) > LONGEST_GAP_MS / 2:
                frames = traceback.extract_stack(sys._current_frames()[thread])[-_FRAMES:]
                self._place = " > ".join(f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in frames)

    def _on_exception(self, kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        tell("Trouble", what="".join(traceback.format_exception(kind, error, where)), after=self.deed)

    def _on_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        is_bad = kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
        if is_bad and not any(words in f"{context.category}: {message}" for words in _BESIDE_THE_POINT):
            tell("Trouble", what=f"Qt warned: {message}", after=self.deed)
