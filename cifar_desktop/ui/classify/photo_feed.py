"""A list of photos that grows while it is gone through."""

import threading
from collections import deque
from collections.abc import Iterable, Iterator

from cifar_desktop.inference.photo_source import PhotoSource


class PhotoFeed:
    """Hands out photos, and remembers them: they can be handed out again, from any place on.

    Any thread may add or read. A reader that is not wanted any more may take one photo more; the next reader gets that
    one from memory.

    Attributes:
        given: what was handed out, in order.
    """

    def __init__(self, given: Iterable[PhotoSource] = ()) -> None:
        self.given: list[PhotoSource] = list(given)
        self._waiting: deque[Iterator[PhotoSource]] = deque()
        self._pulling = threading.Lock()  # not for adding: a folder may take its time to be listed

    @property
    def has_more(self) -> bool:
        """Tell whether something may not have been handed out yet."""
        return bool(self._waiting)

    def add(self, sources: Iterable[PhotoSource]) -> None:
        """Let these come last; folders among them are looked through when it is their turn."""
        self._waiting.append(iter(sources))

    def read(self, start: int = 0) -> Iterator[PhotoSource]:
        """Yield what was handed out before, from `start` on, and then what was not."""
        index = start
        while True:
            with self._pulling:
                if index >= len(self.given) and not self._pull():
                    return
            yield self.given[index]
            index += 1

    def _pull(self) -> bool:
        """Take the next photo that was not handed out; tell whether there was one."""
        while self._waiting:
            source = next(self._waiting[0], None)
            if source is not None:
                self.given.append(source)
                return True
            self._waiting.popleft()
        return False
