"""Labels many photos: some threads read them, the network answers several at once, and what is kept of each is small.

A bad photo is named with its reason and stops nothing. Importing this module imports no torch.
"""

import os
import time
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.inference.read_ahead import Listing, ReadPhoto, read_small
from cifar_desktop.tasks import CancelToken, Event, Report

if TYPE_CHECKING:
    from cifar_desktop.inference.classifier import Classifier

MAX_THREADS = 8
VIEWS_AT_A_TIME = 24  # twice as many pictures, with their mirror images; more would make Cancel wait
PHOTOS_AHEAD = 32  # being read or waiting for the network: of each, some kilobytes
REPORT_INTERVAL_S = 0.1
GLANCE_S = 0.05  # after which it looks whether it was cancelled, while it waits for a photo


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

    The sources are listed on a thread of their own, so that their number is known soon.

    Raises:
        Cancelled: within the time that a photo takes; what was done by then has been reported.
    """
    labelling = _Labelling(classifier, report, cancel, start_index)
    with Listing(sources) as listing:
        pool = ThreadPoolExecutor(min(os.cpu_count() or 1, MAX_THREADS), thread_name_prefix="read-photos")
        try:
            labelling.run(listing, pool)
        finally:
            pool.shutdown(cancel_futures=True)
            labelling.report_rest()
    return labelling.num_done


class _Labelling:
    """Takes photos from the threads that read them to the network, and reports what it says.

    Attributes:
        num_done: how many photos have been labelled.
    """

    def __init__(self, classifier: "Classifier", report: Report, cancel: CancelToken, start_index: int) -> None:
        self.num_done = 0
        self._classifier = classifier
        self._report = report
        self._cancel = cancel
        self._next_index = start_index
        self._num_total = 0
        self._reading: deque[Future[ReadPhoto]] = deque()
        self._waiting: list[ReadPhoto] = []
        self._labels: list[PhotoLabel] = []
        self._reported_at = time.monotonic()

    def run(self, listing: Listing, pool: ThreadPoolExecutor) -> None:
        """Label all that is listed."""
        size = self._classifier.info.input_size
        while True:
            self._cancel.raise_if_cancelled()
            while len(self._reading) + len(self._waiting) < PHOTOS_AHEAD and (source := listing.take()):
                self._reading.append(pool.submit(read_small, source, size))
            self._num_total = listing.num_total
            if self._reading:
                self._collect()
            else:
                self._answer()  # nothing comes that could be answered with them
                if listing.is_over:
                    break
                listing.wait(GLANCE_S)
            if self._is_time():
                self._answer()
        self._num_total = listing.num_total

    def report_rest(self) -> None:
        """Report what has been labelled and not been reported yet."""
        if self._labels:
            labels, self._labels = tuple(self._labels), []
            self._reported_at = time.monotonic()
            self._report(LabelsMade(labels=labels, num_done=self.num_done, num_total=self._num_total))

    def _collect(self) -> None:
        """Take the photo whose turn it is, once it has been read; go on without it where that takes long."""
        try:
            self._waiting.append(self._reading[0].result(timeout=GLANCE_S))
        except TimeoutError:
            return
        self._reading.popleft()

    def _is_time(self) -> bool:
        """Tell whether there is enough for the network, or a report is due."""
        num_views = sum(len(photo.views) for photo in self._waiting)
        return num_views >= VIEWS_AT_A_TIME or time.monotonic() - self._reported_at >= REPORT_INTERVAL_S

    def _answer(self) -> None:
        """Label the photos that wait, and report where it is time for it."""
        photos, self._waiting = self._waiting, []
        answers = iter(self._classifier.answer([photo.views for photo in photos if photo.views]))
        for photo in photos:
            answer = next(answers) if photo.views else None
            self._labels.append(
                PhotoLabel(
                    index=self._next_index,
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
            )
            self._next_index += 1
        self.num_done += len(photos)
        if time.monotonic() - self._reported_at >= REPORT_INTERVAL_S:
            self.report_rest()
