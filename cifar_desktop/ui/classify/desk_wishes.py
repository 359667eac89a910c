"""What the desk is asked for, on its way to the thread; a wish takes the place of the one before of its kind."""

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cifar_desktop.inference.assumptions import AssumptionChanges
from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.inference.views import Box

Subject = PhotoSource | NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWish:
    """To use these weights from now on.

    Attributes:
        path: their file.
        changes: what a person says about them, where the file does not; None leaves what is assumed.
    """

    path: Path
    changes: AssumptionChanges | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LookWish:
    """To say what is on a photo.

    Attributes:
        request: its number; the next wish has a higher one.
        subject: the photo, or a frame of a camera as upright RGB.
        box: the part to look at, in pixels of the photo as it is shown; None for all of it.
        wants_photo: whether the photo is to come with the answer.
    """

    request: int
    subject: Subject
    box: Box | None
    wants_photo: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExplainWish:
    """To say which parts of the photo speak for a class."""

    look: LookWish
    class_index: int


Wish = OpenWish | LookWish | ExplainWish


class WishBox:
    """Holds at most one wish of each kind; safe to use from any thread.

    Attributes:
        is_closed: whether the thread shall end.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._waiting: dict[type[Wish], Wish] = {}
        self.is_closed = False

    def put(self, wish: Wish) -> None:
        """Leave a wish; a new look makes an explanation of an older one needless."""
        with self._condition:
            self._waiting[type(wish)] = wish
            if isinstance(wish, LookWish):
                self._waiting.pop(ExplainWish, None)
            self._condition.notify()

    def drop(self) -> None:
        """Forget what waits, but for weights."""
        with self._condition:
            self._waiting.pop(LookWish, None)
            self._waiting.pop(ExplainWish, None)

    def close(self) -> None:
        """Let the thread end after what it is doing now."""
        with self._condition:
            self.is_closed = True
            self._condition.notify()

    def has_one(self) -> bool:
        """Tell whether anything waits."""
        with self._condition:
            return bool(self._waiting)

    def take(self, *, with_network: bool) -> Wish | None:
        """Wait for a wish and return it; None once the box is closed.

        Without a network only weights are taken: what else waits is answered as soon as there is one.
        """
        kinds: tuple[type[Wish], ...] = (OpenWish, LookWish, ExplainWish) if with_network else (OpenWish,)
        with self._condition:
            while not self.is_closed:
                for kind in kinds:
                    if kind in self._waiting:
                        return self._waiting.pop(kind)
                self._condition.wait()
        return None
