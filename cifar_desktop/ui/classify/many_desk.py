"""Labels a list of photos that grows, on a thread of its own."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop.heap import give_back
from cifar_desktop.inference.label_many import LabelsMade, label_many
from cifar_desktop.inference.photo_source import PhotoSource, sources_of
from cifar_desktop.tasks import CancelToken, Event, Report
from cifar_desktop.ui.classify.photo_feed import PhotoFeed
from cifar_desktop.ui.task_thread import TaskFailed, TaskThread

if TYPE_CHECKING:
    from cifar_desktop.inference.classifier import Classifier


class ManyDesk(QObject):
    """Labels each photo of a list with one and the same network; a label's index is the photo's place in the list.

    Attributes:
        is_busy: whether photos are being labelled, or are about to be.
        num_labelled: how many were labelled with the present network.

    Signals:
        labelled: a LabelsMade.
        ended: whether it was cut short; no photo is being labelled any more.
        failed: a TaskFailed: a folder that cannot be listed, or a fault of ours; `ended` follows.
    """

    labelled = Signal(object)
    ended = Signal(bool)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.num_labelled = 0
        self._classifier: Classifier | None = None
        self._feed = PhotoFeed()
        self._cancel, self._listing = CancelToken(), CancelToken()
        self._is_void = False  # what the thread still does is not wanted any more
        self._is_shut_down = False
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self._on_ended)

    @property
    def is_busy(self) -> bool:
        """Tell whether photos are being labelled, or wait for it."""
        return not self._is_shut_down and ((self._thread.is_running and not self._is_void) or self._has_work)

    @property
    def _has_work(self) -> bool:
        return self._feed.has_more or self.num_labelled < len(self._feed.given)

    # What it is asked

    def source(self, index: int) -> PhotoSource:
        """Return the photo at a place in the list."""
        return self._feed.given[index]

    def add(self, sources: Iterable[PhotoSource]) -> None:
        """Let these come last; they are labelled as soon as there is a network."""
        self._feed.add(sources)
        self._go_on()

    def add_folders(self, folders: Iterable[Path]) -> None:
        """Let the photos in folders and below come last."""
        self.add(sources_of(list(folders), cancel=self._listing))

    def relabel(self, classifier: "Classifier") -> None:
        """Use this network from now on, and label anew what another one has labelled."""
        self._classifier = classifier
        self._void()
        self.num_labelled = 0
        self._go_on()

    def cancel(self) -> None:
        """Label no more; what was labelled stays in the list, the rest leaves it."""
        was_busy = self.is_busy
        self._drop(keep=self.num_labelled)
        if was_busy:
            self.ended.emit(True)

    def clear(self) -> None:
        """Begin with an empty list."""
        self._drop(keep=0)

    def shut_down(self) -> None:
        """Label nothing any more."""
        self._is_shut_down = True
        self._drop(keep=0)

    def wait(self, timeout_ms: int) -> bool:
        """Wait for the thread to end; tell whether it did."""
        return self._thread.wait(timeout_ms)

    def _drop(self, *, keep: int) -> None:
        """Keep the first photos of the list only; a folder that is being listed is left."""
        self._void()
        self._listing.cancel()
        self._listing = CancelToken()
        self._feed = PhotoFeed(self._feed.given[:keep])
        self.num_labelled = keep

    def _void(self) -> None:
        self._is_void = self._thread.is_running
        self._cancel.cancel()

    def _go_on(self) -> None:
        """Label what waits, unless the thread has not ended yet."""
        if self._thread.is_running or self._classifier is None or self._is_shut_down or not self._has_work:
            return
        self._cancel = CancelToken()
        self._thread.start(partial(_label, self._classifier, self._feed, self.num_labelled, self._cancel))

    # What comes back

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self._is_void:
            return
        if isinstance(event, LabelsMade):
            self.num_labelled += len(event.labels)
            self.labelled.emit(event)
        elif isinstance(event, TaskFailed):
            self._drop(keep=self.num_labelled)
            self.failed.emit(event)
            self.ended.emit(True)

    @Slot()
    def _on_ended(self) -> None:
        was_void, self._is_void = self._is_void, False
        if self._has_work:
            self._go_on()
        elif not was_void:
            self.ended.emit(False)


def _label(classifier: "Classifier", feed: PhotoFeed, start_index: int, cancel: CancelToken, report: Report) -> int:
    """Do the work, on the thread."""
    try:
        return label_many(classifier, feed.read(start_index), report=report, cancel=cancel, start_index=start_index)
    finally:
        give_back()
