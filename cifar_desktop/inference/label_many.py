"""Labels many photos on several threads, each of which reads some and answers them; what is kept of each is small.

A bad photo is named with its reason and stops nothing. Importing this module imports no torch.
"""

import os
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.inference.processor_share import share_processors
from cifar_desktop.inference.read_ahead import Listing, ReadPhoto, read_small
from cifar_desktop.tasks import CancelToken, Event, Report

if TYPE_CHECKING:
    from cifar_desktop.inference.classifier import Answer, Classifier

MAX_THREADS = 8
VIEWS_AT_A_TIME = 24  # twice as many pictures, with their mirror images; more would make Cancel wait
PHOTOS_AHEAD = 64  # of one that takes long: of each, some kilobytes wait
REPORT_INTERVAL_S = 0.1
GLANCE_S = 0.05  # after which it looks whether it was cancelled, while it waits


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoLabel(Event):
    """What the network says about one of many photos; small, for ten thousand of them are kept.

    Attributes:
        index: its position in the order of the sources.
        source_name, path: as the source has them.
        label: the name of the likeliest class; "" where the photo is bad.
        probabilities: calibrated, in the order of the class names; () where it is bad.
        familiarity: to be compared with the rule's threshold; None without a rule or where it is bad.
        reason: why it is bad; "" otherwise.
        thumbnail: a JPEG of at most `read_ahead.THUMBNAIL_PIXELS` on the longer side, a PNG where the photo itself
            is that small, b"" where it is bad.
        width, height: of the photo as it is in the file, upright; 0 where it is bad.
    """

    index: int
    source_name: str
    path: Path | None
    label: str
    probabilities: tuple[float, ...]
    familiarity: float | None
    reason: str
    thumbnail: bytes
    width: int
    height: int

    @property
    def confidence(self) -> float:
        """Return the probability of the likeliest class; 0 where the photo is bad."""
        return max(self.probabilities, default=0.0)

    def is_sure(self, threshold: float | None) -> bool:
        """Tell whether the label counts as an answer, by a threshold of familiarity; always without one."""
        return threshold is None or self.familiarity is None or self.familiarity >= threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsMade(Event):
    """Some photos were labelled, about ten times a second.

    Attributes:
        labels: in the order of the sources.
        num_done: how many are done with these.
        num_total: how many there are; 0 while folders are still being listed.
    """

    labels: tuple[PhotoLabel, ...]
    num_done: int
    num_total: int


def label_many(
    classifier: "Classifier",
    sources: Iterable[PhotoSource],
    *,
    report: Report,
    cancel: CancelToken,
    start_index: int = 0,
) -> int:
    """Report a label for each photo, in the order of the sources, and return how many there were.

    The sources are listed on a thread of their own, so that their number is known soon. Others take turns at reading
    and answering, each its own photos: so no processor waits for another one, as those that share a picture do.

    Raises:
        Cancelled: within the time that a photo takes; what was done by then has been reported.
    """
    num_threads = min(os.cpu_count() or 1, MAX_THREADS)
    progress = _Progress(report)
    with Listing(sources) as listing:
        queue = _Queue(listing, cancel, start_index)
        pool = ThreadPoolExecutor(num_threads, "label-photos", initializer=share_processors, initargs=(num_threads,))
        try:
            at_work = {pool.submit(_label_from, queue, classifier) for _ in range(num_threads)}
            while at_work:
                cancel.raise_if_cancelled()
                ended, at_work = wait(at_work, timeout=GLANCE_S, return_when=FIRST_EXCEPTION)
                progress.add(queue.finished(), listing.num_total)
                for one in ended:
                    one.result()  # raises what it ended with
        finally:
            queue.close()
            pool.shutdown()
            progress.add(queue.finished(), listing.num_total)
            progress.report_rest()
    return progress.num_done


def _label_from(queue: "_Queue", classifier: "Classifier") -> None:
    """Read and label photos until there are no more; runs on each of the threads."""
    size = classifier.info.input_size
    while photos := _some_photos(queue, size):
        answers = iter(classifier.answer([photo.views for _, photo in photos if photo.views]))
        queue.finish(_label(index, photo, next(answers) if photo.views else None) for index, photo in photos)


def _some_photos(queue: "_Queue", size: int) -> list[tuple[int, ReadPhoto]]:
    """Return the next photos with their positions: as many as the network likes to see at once, or a moment allows."""
    photos: list[tuple[int, ReadPhoto]] = []
    num_views, began_at = 0, time.monotonic()
    while num_views < VIEWS_AT_A_TIME and time.monotonic() - began_at < REPORT_INTERVAL_S:
        taken = queue.take(patiently=not photos)
        if taken is None:
            break
        index, source = taken
        photos.append((index, read_small(source, size)))
        num_views += len(photos[-1][1].views)
    return photos


def _label(index: int, photo: ReadPhoto, answer: "Answer | None") -> PhotoLabel:
    return PhotoLabel(
        index=index,
        source_name=photo.source.name,
        path=photo.source.path,
        label=answer.label if answer else "",
        probabilities=answer.probabilities if answer else (),
        familiarity=answer.familiarity if answer else None,
        reason=photo.reason,
        thumbnail=photo.thumbnail,
        width=photo.width,
        height=photo.height,
    )


class _Queue:
    """Hands photos out to several threads, and puts their labels back into the order of the photos."""

    def __init__(self, listing: Listing, cancel: CancelToken, start_index: int) -> None:
        self._listing = listing
        self._cancel = cancel
        self._lock = threading.Lock()
        self._is_closed = False
        self._next_taken = self._next_finished = start_index
        self._finished: dict[int, PhotoLabel] = {}

    def take(self, *, patiently: bool) -> tuple[int, PhotoSource] | None:
        """Return the next photo and its position; None where there is none, or none to be had at once."""
        while not (self._is_closed or self._cancel.cancelled):
            with self._lock:
                has_room = self._next_taken - self._next_finished < PHOTOS_AHEAD
                if has_room and (source := self._listing.take()):
                    self._next_taken += 1
                    return self._next_taken - 1, source
            if not patiently or self._listing.is_over:
                return None
            if has_room:
                self._listing.wait(GLANCE_S)
            else:
                time.sleep(GLANCE_S / 10)  # a slow photo holds the others up
        return None

    def finish(self, labels: Iterable[PhotoLabel]) -> None:
        """Take labels in, in any order."""
        made = {label.index: label for label in labels}
        with self._lock:
            self._finished.update(made)

    def finished(self) -> list[PhotoLabel]:
        """Return the labels whose turn it is."""
        labels = []
        with self._lock:
            while self._next_finished in self._finished:
                labels.append(self._finished.pop(self._next_finished))
                self._next_finished += 1
        return labels

    def close(self) -> None:
        """Hand no more out."""
        self._is_closed = True


class _Progress:
    """Reports labels about ten times a second.

    Attributes:
        num_done: how many photos have been labelled.
    """

    def __init__(self, report: Report) -> None:
        self.num_done = 0
        self._report = report
        self._labels: list[PhotoLabel] = []
        self._num_total = 0
        self._reported_at = time.monotonic()

    def add(self, labels: Sequence[PhotoLabel], num_total: int) -> None:
        """Take labels in, and report where it is time for it."""
        self._labels.extend(labels)
        self.num_done += len(labels)
        self._num_total = num_total
        if time.monotonic() - self._reported_at >= REPORT_INTERVAL_S:
            self.report_rest()

    def report_rest(self) -> None:
        """Report what has been labelled and not been reported yet."""
        if self._labels:
            labels, self._labels = tuple(self._labels), []
            self._reported_at = time.monotonic()
            self._report(LabelsMade(labels=labels, num_done=self.num_done, num_total=self._num_total))
