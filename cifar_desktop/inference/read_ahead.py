"""Listing photos and reading them on other threads, ahead of the network; what is kept of each is small."""

import io
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from PIL import Image

from cifar_desktop.errors import PhotoError
from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.inference.views import FILTER, Views, views_of

THUMBNAIL_PIXELS = 64  # of the longer side
THUMBNAIL_QUALITY = 80


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadPhoto:
    """What is left of a photo that was read.

    Attributes:
        source: where it came from.
        views: what the network will see; empty where the photo is bad.
        thumbnail: a small JPEG or PNG of it.
        width, height: in the file, upright; 0 where it is bad.
        reason: why it is bad.
    """

    source: PhotoSource
    views: Views = ()
    thumbnail: bytes = b""
    width: int = 0
    height: int = 0
    reason: str = ""


def read_small(source: PhotoSource, size: int) -> ReadPhoto:
    """Read a photo and return what is needed of it, for a network that sees pictures of `size` pixels."""
    try:
        photo = source.open()
    except PhotoError as error:
        return ReadPhoto(source=source, reason=str(error))
    return ReadPhoto(
        source=source,
        views=views_of(photo.picture, size),
        thumbnail=thumbnail_of(photo.picture),
        width=photo.width,
        height=photo.height,
    )


def thumbnail_of(picture: Image.Image) -> bytes:
    """Return a picture as a JPEG of at most `THUMBNAIL_PIXELS`; as a PNG, pixel for pixel, where it is that small."""
    content = io.BytesIO()
    if max(picture.size) <= THUMBNAIL_PIXELS:
        picture.save(content, "PNG")
    else:
        small = picture.copy()
        small.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS), FILTER, reducing_gap=2.0)
        small.save(content, "JPEG", quality=THUMBNAIL_QUALITY)
    return content.getvalue()


class Listing:
    """Goes through sources on a thread of its own, so that walking through folders keeps nobody waiting.

    Attributes:
        num_total: how many there are; 0 as long as that is not known.
    """

    def __init__(self, sources: Iterable[PhotoSource]) -> None:
        self.num_total = 0
        self._sources = sources
        self._listed: deque[PhotoSource] = deque()
        self._changed = threading.Condition()
        self._is_ended = False
        self._is_unwanted = False
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._list, name="list-photos", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # Not waited for: a folder on a drive that has gone to sleep answers when it likes.
        self._is_unwanted = True

    @property
    def is_over(self) -> bool:
        """Tell whether everything has been listed and taken; raises what the listing ended with."""
        with self._changed:
            if self._listed or not self._is_ended:
                return False
            if self._fault is not None:
                raise self._fault
            return True

    def take(self) -> PhotoSource | None:
        """Return the next source, if one has been listed."""
        with self._changed:
            return self._listed.popleft() if self._listed else None

    def wait(self, seconds: float) -> None:
        """Wait until there is something to take or nothing will come any more, at most so long."""
        with self._changed:
            if not self._listed and not self._is_ended:
                self._changed.wait(seconds)

    def _list(self) -> None:
        """Go through the sources."""
        number = 0
        try:
            for source in self._sources:
                number += 1
                with self._changed:
                    self._listed.append(source)
                    self._changed.notify()
                if self._is_unwanted:
                    return
        except BaseException as error:  # noqa: BLE001 - it is raised where the sources are taken
            self._fault = error
        with self._changed:
            self.num_total = 0 if self._fault else number
            self._is_ended = True
            self._changed.notify()
