"""Answers one question at a time, on a thread of its own; of several that wait, the newest counts."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop.inference.assumptions import AssumptionChanges
from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.inference.views import Box
from cifar_desktop.tasks import Event
from cifar_desktop.ui.classify.desk_wishes import ExplainWish, LookWish, OpenWish, Subject, Wish, WishBox
from cifar_desktop.ui.classify.desk_worker import DeskWorker, PhotoRefused, WeightsOpened, WeightsRefused
from cifar_desktop.ui.classify.requests import HeatMap, LoadedWeights, PhotoAnswer
from cifar_desktop.ui.task_thread import TaskFailed, TaskThread

if TYPE_CHECKING:
    from cifar_desktop.inference.classifier import Classifier


class LabelDesk(QObject):
    """Has a network, and says what is on a photo, on a part of it, or on a frame of a camera.

    What is asked before there is a network is answered once there is one. After other weights were opened, the photo
    that was asked about last is answered anew.

    Attributes:
        loaded: the weights in use; None before the first were opened.
        classifier: their network, which other threads may use as well; None before.
        request: the number of the question asked last.

    Signals:
        weights_opened: the LoadedWeights.
        weights_failed: a TaskFailed; the older weights stay in use.
        answered: a PhotoAnswer about what was asked last, or about the same photo a moment before that.
        explained: a HeatMap.
        photo_failed: the number of a question and the UserError: the photo cannot be read.
        failed: a TaskFailed: a fault of ours.
    """

    weights_opened = Signal(object)
    weights_failed = Signal(object)
    answered = Signal(object)
    explained = Signal(object)
    photo_failed = Signal(int, object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loaded: LoadedWeights | None = None
        self.classifier: Classifier | None = None
        self.request = 0
        self._first_request = 1  # about the present photo: what belongs to older ones comes too late
        self._answered_request = 0
        self._look: LookWish | None = None
        self._has_photo = False
        self._wishes = WishBox()
        self._worker = DeskWorker(self._wishes)
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self._on_ended)

    @property
    def is_asked(self) -> bool:
        """Tell whether an answer is still to come."""
        return self._look is not None and self._look.request != self._answered_request

    # What it is asked

    def open_weights(self, path: Path, changes: AssumptionChanges | None = None) -> None:
        """Use these weights, with what a person says about them where the file does not."""
        self._put(OpenWish(path=path, changes=changes))

    def ask(self, source: PhotoSource) -> int:
        """Ask what is on a photo; return the number of the question."""
        self._first_request = self.request + 1
        self._has_photo = False
        return self._put_look(source, None)

    def ask_box(self, box: Box | None) -> int:
        """Ask what is on a part of the same photo, in pixels of the photo as it was answered; None for all of it."""
        return self._put_look(self._look.subject, box) if self._look else self.request

    def ask_frame(self, rgb: NDArray[np.uint8]) -> int:
        """Ask what is on a frame of a camera: upright RGB, (height, width, 3)."""
        if self._look is None or isinstance(self._look.subject, PhotoSource):
            self._first_request = self.request + 1
        self._has_photo = True
        return self._put_look(rgb, None)

    def explain(self, class_index: int) -> None:
        """Ask which parts of what was asked about last speak for a class."""
        if self._look:
            self._put(ExplainWish(look=self._look, class_index=class_index))

    def forget(self) -> None:
        """Want no answer any more to what was asked."""
        self._first_request = self.request + 1
        self._look = None
        self._wishes.drop()

    def shut_down(self) -> None:
        """Answer nothing more; the thread ends after what it is doing now."""
        self._wishes.close()

    def wait(self, timeout_ms: int) -> bool:
        """Wait for the thread to end; tell whether it did."""
        return self._thread.wait(timeout_ms)

    def _put_look(self, subject: Subject, box: Box | None) -> int:
        self.request += 1
        self._look = LookWish(request=self.request, subject=subject, box=box, wants_photo=not self._has_photo)
        self._put(self._look)
        return self.request

    def _put(self, wish: Wish) -> None:
        self._wishes.put(wish)
        self._go_on()

    def _go_on(self) -> None:
        """Have a thread, unless it shall end."""
        if not self._thread.is_running and not self._wishes.is_closed:
            self._thread.start(self._worker.serve)

    # What comes back

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self._wishes.is_closed:
            return
        match event:
            case WeightsOpened():
                self._on_weights_opened(event)
            case WeightsRefused():
                self.weights_failed.emit(event.failure)
            case PhotoAnswer() if event.request >= self._first_request:
                self._on_answer(event)
            case HeatMap() if event.request >= self._first_request:
                self.explained.emit(event)
            case PhotoRefused() if event.request >= self._first_request:
                self.photo_failed.emit(event.request, event.error)
            case TaskFailed():
                self.failed.emit(event)

    def _on_weights_opened(self, event: WeightsOpened) -> None:
        self.loaded, self.classifier = event.loaded, event.classifier
        self.weights_opened.emit(event.loaded)
        # What has not been answered yet will be, by the new network.
        if self._look and isinstance(self._look.subject, PhotoSource) and self._look.request == self._answered_request:
            self._put_look(self._look.subject, self._look.box)

    def _on_answer(self, answer: PhotoAnswer) -> None:
        """Pass an answer on; the photo only once, though two questions may have asked for it."""
        if answer.photo is not None and self._has_photo:
            answer = replace(answer, photo=None)
        self._has_photo = self._has_photo or answer.photo is not None
        self._answered_request = answer.request
        self.answered.emit(answer)

    @Slot()
    def _on_ended(self) -> None:
        """Go on with what waits, after a fault."""
        if self._wishes.has_one():
            self._go_on()
