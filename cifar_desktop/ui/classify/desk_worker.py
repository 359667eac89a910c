"""What happens on the desk's thread: weights are opened, photos read, looked at and explained."""

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from cifar_desktop import paths
from cifar_desktop.errors import PhotoError, UserError
from cifar_desktop.heap import give_back
from cifar_desktop.inference.assumptions import AssumptionChanges, with_changes
from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.tasks import Event, Report
from cifar_desktop.ui.classify.desk_wishes import ExplainWish, LookWish, OpenWish, Subject, WishBox
from cifar_desktop.ui.classify.requests import HeatMap, LoadedWeights, PhotoAnswer
from cifar_desktop.ui.task_thread import TaskFailed

if TYPE_CHECKING:
    from cifar_desktop.inference.classifier import Classifier
    from cifar_desktop.inference.weights import Weights

SHOWN_PIXELS = 2048  # of the longer side: more than any stage has, and 12 MB at most


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeightsOpened(Event):
    """A network is ready."""

    loaded: LoadedWeights
    classifier: "Classifier"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsRefused(Event):
    """The weights cannot be used; the older ones stay."""

    failure: TaskFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRefused(Event):
    """The photo cannot be read."""

    request: int
    error: UserError


class DeskWorker:
    """Serves wishes until their box is closed; it outlives a fault, with the network and the photo that it had."""

    def __init__(self, wishes: WishBox) -> None:
        self._wishes = wishes
        self._classifier: Classifier | None = None
        self._subject: Subject | None = None
        self._shown: Image.Image | None = None
        self._is_reduced = False

    def serve(self, report: Report) -> None:
        """Do what is wished for, one after the other, and report it."""
        while wish := self._wishes.take(with_network=self._classifier is not None):
            match wish:
                case OpenWish():
                    self._open(wish, report)
                case LookWish():
                    self._look(wish, report)
                case ExplainWish():
                    self._explain(wish, report)

    def _open(self, wish: OpenWish, report: Report) -> None:
        from cifar_desktop.inference.quick_classifier import quick_classifier
        from cifar_desktop.inference.weights import read_weights
        from cifar_desktop.training.device import choose_device

        try:
            weights = _changed(read_weights(wish.path), wish.changes)
            device = choose_device("auto", "float32").device
            classifier = quick_classifier(weights, device=device, is_awaited=self._is_awaited)
        except UserError as error:
            report(WeightsRefused(failure=TaskFailed(error, "")))
            return
        self._classifier = classifier
        loaded = LoadedWeights(
            path=wish.path,
            info=weights.info,
            assumed=weights.assumed,
            is_shipped=wish.path == paths.shipped_weights(),
        )
        report(WeightsOpened(loaded=loaded, classifier=classifier))
        if not self._wishes.has_one():
            give_back()  # what reading and trying the network took

    def _is_awaited(self) -> bool:
        """Tell whether somebody waits for the first network; while there is an older one, there is time to try."""
        return self._classifier is None and self._wishes.has_one()

    def _look(self, wish: LookWish, report: Report) -> None:
        if self._classifier is None:
            return
        started = time.perf_counter()
        try:
            photo = self._photo(wish.subject, whole=wish.box is None)
        except PhotoError as error:
            report(PhotoRefused(request=wish.request, error=error))
            return
        (answer,) = self._classifier.classify([photo], [wish.box])
        milliseconds = (time.perf_counter() - started) * 1000
        shown = self._shown or photo
        report(
            PhotoAnswer(
                request=wish.request,
                photo=np.array(shown) if wish.wants_photo else None,
                width=shown.width,
                height=shown.height,
                box=wish.box,
                label=answer.label,
                probabilities=answer.probabilities,
                familiarity=answer.familiarity,
                seen=answer.seen,
                sides=answer.sides,
                milliseconds=milliseconds,
            )
        )

    def _explain(self, wish: ExplainWish, report: Report) -> None:
        if self._classifier is None:
            return
        from cifar_desktop.inference.heat_map import heat_map

        try:
            photo = self._photo(wish.look.subject, whole=False)
        except PhotoError:  # told already, when it was looked at
            return
        heat = heat_map(self._classifier, photo, wish.look.box, wish.class_index)
        report(HeatMap(request=wish.look.request, class_index=wish.class_index, heat=heat))

    def _photo(self, subject: Subject, *, whole: bool) -> Image.Image:
        """Return a photo as large as it is shown; for an answer about all of it, as large as it was read.

        Only the former is kept: the latter may take half a gigabyte. But the answer must not depend on how much of a
        photo a screen can show.
        """
        if self._shown is not None and self._subject is subject and not (whole and self._is_reduced):
            return self._shown
        photo = subject.read() if isinstance(subject, PhotoSource) else Image.fromarray(subject)
        self._shown = _reduced(photo)
        self._subject, self._is_reduced = subject, self._shown is not photo
        return photo if whole else self._shown


def _reduced(photo: Image.Image) -> Image.Image:
    """Return a photo as it is shown: itself where it is small enough."""
    scale = SHOWN_PIXELS / max(photo.size)
    if scale >= 1:
        return photo
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    return photo.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _changed(weights: "Weights", changes: AssumptionChanges | None) -> "Weights":
    """Return the weights with what a person says about them."""
    return replace(weights, info=with_changes(weights.info, changes)) if changes else weights
