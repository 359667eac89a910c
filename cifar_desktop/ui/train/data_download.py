"""The download of CIFAR-10: one button, then how far it is and how to stop it."""

import os
import time
from collections import deque
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cifar_desktop import paths
from cifar_desktop.tasks import CancelToken, Event, Report, StageProgressed
from cifar_desktop.ui.task_thread import TaskCancelled, TaskFailed, TaskSucceeded, TaskThread
from cifar_desktop.ui.train.data_words import Paragraph

# As the core has them; asking it for them would import the network's modules before the window is up.
ARCHIVE_NAME = "cifar-10-python.tar.gz"
ARCHIVE_BYTES = 170_498_071
USUAL_HOST = "www.cs.toronto.edu"
SHUT_DOWN_MS = 10_000

_MB = 1_000_000  # as everywhere in the program; the 163 MB that CIFAR-10's authors speak of are the same archive
_RATE_WINDOW_S = 5.0
_BAR_STEPS = 1000


class DownloadBox(QWidget):
    """Says where 170 MB will come from and where they will lie; one click on the button then gets them.

    Attributes:
        is_running: whether a download is under way.

    Signals:
        started: a download has begun.
        finished: the path of the whole, verified archive.
        failed: the TaskFailed that says why.
        stopped: it was cancelled; what arrived is kept.
        idle: no download is under way any more.
    """

    started = Signal()
    finished = Signal(str)
    failed = Signal(object)
    stopped = Signal()
    idle = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = paths.default_downloads()
        self._cancel = CancelToken()
        self._rate = TransferRate()
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self._on_ended)
        self._build()
        self._show_state()

    @property
    def is_running(self) -> bool:
        """Tell whether a download is under way."""
        return self._thread.is_running

    @Slot()
    def start(self) -> None:
        """Download, or go on where an earlier download broke off."""
        if self._thread.is_running:
            return
        self._cancel, self._rate = CancelToken(), TransferRate()
        self.bar.setRange(0, 0)
        self.progress_words.setText("Asking the server…")
        self.cancel_button.setEnabled(True)
        self._thread.start(partial(_downloaded, self._folder, self._cancel))
        self._show_state()
        self.started.emit()

    @Slot()
    def cancel(self) -> None:
        """Stop; what arrived is kept for the next time."""
        self.cancel_button.setEnabled(False)
        self.progress_words.setText("Stopping…")
        self._cancel.cancel()

    def shut_down(self) -> bool:
        """Stop for good; tell whether the thread has ended."""
        self._cancel.cancel()
        return self._thread.wait(SHUT_DOWN_MS)

    def set_locked(self, locked: bool, reason: str) -> None:
        """Let no download begin; one that is under way goes on, and can be stopped."""
        self.button.setEnabled(not locked)
        self.button.setToolTip(reason if locked else "")

    def _build(self) -> None:
        self.button = QPushButton()
        self.button.clicked.connect(self.start)
        self.words = Paragraph()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the download")
        self.progress_words = Paragraph()
        self.cancel_button = QPushButton("Cance&l")
        self.cancel_button.setAccessibleName("Cancel the download")
        self.cancel_button.setToolTip("Stops the download; what has arrived is kept, and it can go on later")
        self.cancel_button.clicked.connect(self.cancel)
        self._idle, self._running = QWidget(), QWidget()
        idle = QVBoxLayout(self._idle)
        idle.addWidget(self.button)
        idle.addWidget(self.words)
        row = QHBoxLayout()
        row.addWidget(QLabel("Downloading CIFAR-10"), 1)
        row.addWidget(self.cancel_button)
        running = QVBoxLayout(self._running)
        running.addLayout(row)
        running.addWidget(self.bar)
        running.addWidget(self.progress_words)
        layout = QVBoxLayout(self)
        layout.addWidget(self._idle)
        layout.addWidget(self._running)
        for each in (idle, running, layout):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(6)

    @Slot()
    def _on_ended(self) -> None:
        self._show_state()
        self.idle.emit()

    def _show_state(self) -> None:
        """Show the button, or how far it is."""
        self._idle.setVisible(not self.is_running)
        self._running.setVisible(self.is_running)
        here = _num_bytes(self._folder / f"{ARCHIVE_NAME}.partial")
        size = f"{ARCHIVE_BYTES / _MB:.0f} MB"
        self.button.setText("Continue the &download" if here else f"&Download CIFAR-10 ({size})")
        source = urlsplit(os.environ.get("CIFAR10_URL") or "").hostname or USUAL_HOST
        had = f"{_megabytes(here)} of {size} are here already; the rest comes" if here else "60,000 photos"
        self.words.setText(f"{had} from {source}, into {self._folder}.")

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case StageProgressed():
                self._show_progress(event)
            case TaskSucceeded(result=str(archive)):
                self.finished.emit(archive)
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
            self.progress_words.setText(progress_in_words(event.done, event.total, rate))


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
    parts = [f"{done / _MB:.0f} of {_megabytes(total)}" if total else _megabytes(done)]
    if bytes_per_second > 0:
        parts.append(f"{bytes_per_second / _MB:.1f} MB/s")
        if total > done:
            minutes, seconds = divmod(round((total - done) / bytes_per_second), 60)
            hours, minutes = divmod(minutes, 60)
            parts.append(f"{hours}:{minutes:02}:{seconds:02} left" if hours else f"{minutes}:{seconds:02} left")
    return " · ".join(parts)


def _megabytes(count: int) -> str:
    return f"{count / _MB:.0f} MB"


def _num_bytes(file: Path) -> int:
    """Return a file's size, 0 where there is none."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _downloaded(folder: Path, cancel: CancelToken, report: Report) -> str:
    """Return the path of the archive; runs on the thread."""
    from cifar_desktop.data.download import download_cifar10

    return str(download_cifar10(folder, report=report, cancel=cancel))
