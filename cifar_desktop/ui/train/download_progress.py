"""How far a download is, how fast it comes, and how to stop it."""

import time
from collections import deque
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cifar_desktop.tasks import CancelToken, Event, Report, StageProgressed
from cifar_desktop.ui.task_thread import TaskCancelled, TaskFailed, TaskSucceeded, TaskThread
from cifar_desktop.ui.train.data_words import Paragraph

SHUT_DOWN_MS = 10_000

_MB = 1_000_000  # as everywhere in the program; the 163 MB that CIFAR-10's authors speak of are the same archive
_RATE_WINDOW_S = 5.0
_BAR_STEPS = 1000

Fetch = Callable[[CancelToken, Report], object]


class DownloadProgress(QWidget):
    """One download at a time, with its bar; hidden while there is none.

    Attributes:
        is_running: whether a download is under way.
        title: what is being downloaded.
        bar, words, cancel_button: how far it is, and what stops it.

    Signals:
        finished: what the download returned.
        failed: the TaskFailed that says why it could not be finished.
        stopped: it was cancelled; what arrived is kept.
        idle: no download is under way any more.
    """

    finished = Signal(object)
    failed = Signal(object)
    stopped = Signal()
    idle = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cancel = CancelToken()
        self._rate = TransferRate()
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self._on_ended)
        self._build()
        self.hide()

    @property
    def is_running(self) -> bool:
        """Tell whether a download is under way."""
        return self._thread.is_running

    def start(self, title: str, fetch: Fetch) -> None:
        """Download with `fetch`, which is called on a thread, unless a download is under way."""
        if self.is_running:
            return
        self._cancel, self._rate = CancelToken(), TransferRate()
        self.title.setText(title)
        self.bar.setRange(0, 0)
        self.words.setText("Asking the server…")
        self.cancel_button.setEnabled(True)
        self._thread.start(partial(fetch, self._cancel))
        self.show()

    @Slot()
    def cancel(self) -> None:
        """Stop; what arrived is kept for the next time."""
        self.cancel_button.setEnabled(False)
        self.words.setText("Stopping…")
        self._cancel.cancel()

    def shut_down(self) -> bool:
        """Stop for good; tell whether the thread has ended."""
        self._cancel.cancel()
        return self._thread.wait(SHUT_DOWN_MS)

    def _build(self) -> None:
        self.title = QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the download")
        self.words = Paragraph()
        self.cancel_button = QPushButton("Cance&l")
        self.cancel_button.setAccessibleName("Cancel the download")
        self.cancel_button.setToolTip("Stops the download; what has arrived is kept, and it can go on later")
        self.cancel_button.clicked.connect(self.cancel)
        row = QHBoxLayout()
        row.addWidget(self.title, 1)
        row.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self.bar)
        layout.addWidget(self.words)

    @Slot()
    def _on_ended(self) -> None:
        self.hide()
        self.idle.emit()

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case StageProgressed():
                self._show_progress(event)
            case TaskSucceeded(result=result):
                self.finished.emit(result)
            case TaskCancelled():
                self.stopped.emit()
            case TaskFailed():
                self.failed.emit(event)

    def _show_progress(self, event: StageProgressed) -> None:
        rate = self._rate.after(event.done, time.monotonic())
        self.bar.setRange(0, _BAR_STEPS if event.total else 0)
        if event.total:
            self.bar.setValue(event.done * _BAR_STEPS // event.total)
        if not self._cancel.cancelled:
            self.words.setText(progress_in_words(event.done, event.total, rate))


class TransferRate:
    """How fast bytes arrive, over the last seconds: what is left then follows a network that changes."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, int]] = deque()

    def after(self, done: int, now_s: float) -> float:
        """Note how many bytes are there now, and return bytes a second; 0 where that cannot be said yet."""
        if self._recent and done < self._recent[-1][1]:  # the server made it start anew
            self._recent.clear()
        self._recent.append((now_s, done))
        while now_s - self._recent[0][0] > _RATE_WINDOW_S and len(self._recent) > 2:
            self._recent.popleft()
        since_s, before = self._recent[0]
        return (done - before) / (now_s - since_s) if now_s > since_s else 0.0


def progress_in_words(done: int, total: int, bytes_per_second: float) -> str:
    """Say how far it is, such as "55 of 170 MB · 5.2 MB/s · 0:22 left"."""
    parts = [f"{done / _MB:.0f} of {megabytes(total)}" if total else megabytes(done)]
    if bytes_per_second > 0:
        parts.append(f"{bytes_per_second / _MB:.1f} MB/s")
        if total > done:
            minutes, seconds = divmod(round((total - done) / bytes_per_second), 60)
            hours, minutes = divmod(minutes, 60)
            parts.append(f"{hours}:{minutes:02}:{seconds:02} left" if hours else f"{minutes}:{seconds:02} left")
    return " · ".join(parts)


def megabytes(count: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{count / _MB:.0f} MB"
