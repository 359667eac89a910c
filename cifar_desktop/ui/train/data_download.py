"""The download of CIFAR-10: one button, then how far it is and how to stop it."""

import os
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cifar_desktop import paths
from cifar_desktop.tasks import CancelToken, Report
from cifar_desktop.ui.train.data_words import Paragraph
from cifar_desktop.ui.train.download_progress import DownloadProgress, megabytes

# As the core has them; asking it for them would import the network's modules before the window is up.
ARCHIVE_NAME = "cifar-10-python.tar.gz"
ARCHIVE_BYTES = 170_498_071
USUAL_HOST = "www.cs.toronto.edu"


class DownloadBox(QWidget):
    """Says where 170 MB will come from and where they will lie; one click on the button then gets them.

    Attributes:
        is_running: whether a download is under way.
        button, words: what is offered.
        progress: the download under way.

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
        self.progress = DownloadProgress()
        self.progress.finished.connect(self._on_finished)
        self.progress.failed.connect(self.failed)
        self.progress.stopped.connect(self.stopped)
        self.progress.idle.connect(self._on_idle)
        self._build()
        self._show_state()

    @property
    def is_running(self) -> bool:
        """Tell whether a download is under way."""
        return self.progress.is_running

    @Slot()
    def start(self) -> None:
        """Download, or go on where an earlier download broke off."""
        if self.is_running:
            return
        self.progress.start("Downloading CIFAR-10", partial(_downloaded, self._folder))
        self._show_state()
        self.started.emit()

    def shut_down(self) -> bool:
        """Stop for good; tell whether the thread has ended."""
        return self.progress.shut_down()

    def set_locked(self, locked: bool, reason: str) -> None:
        """Let no download begin; one that is under way goes on, and can be stopped."""
        self.button.setEnabled(not locked)
        self.button.setToolTip(reason if locked else "")

    def _build(self) -> None:
        self.button = QPushButton()
        self.button.clicked.connect(self.start)
        self.words = Paragraph()
        self._idle = QWidget()
        idle = QVBoxLayout(self._idle)
        idle.addWidget(self.button)
        idle.addWidget(self.words)
        layout = QVBoxLayout(self)
        layout.addWidget(self._idle)
        layout.addWidget(self.progress)
        for each in (idle, layout):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(6)

    @Slot(object)
    def _on_finished(self, archive: object) -> None:
        self.finished.emit(str(archive))

    @Slot()
    def _on_idle(self) -> None:
        self._show_state()
        self.idle.emit()

    def _show_state(self) -> None:
        """Show the button, or how far it is."""
        self._idle.setVisible(not self.is_running)
        here = num_bytes(self._folder / f"{ARCHIVE_NAME}.partial")
        size = megabytes(ARCHIVE_BYTES)
        self.button.setText("Continue the &download" if here else f"&Download CIFAR-10 ({size})")
        source = urlsplit(os.environ.get("CIFAR10_URL") or "").hostname or USUAL_HOST
        had = f"{megabytes(here)} of {size} are here already; the rest comes" if here else "60,000 photos"
        self.words.setText(f"{had} from {source}, into {self._folder}.")


def num_bytes(file: Path) -> int:
    """Return a file's size, 0 where there is none."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _downloaded(folder: Path, cancel: CancelToken, report: Report) -> str:
    """Return the path of the archive; runs on the thread."""
    from cifar_desktop.data.download import download_cifar10

    return str(download_cifar10(folder, report=report, cancel=cancel))
