"""The order in which photos are listed: a list that stays sorted while it grows, by bisection."""

import bisect
from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from cifar_desktop.natural_order import natural
from cifar_desktop.ui.classify.photo_groups import BAD, NOT_SURE, WAITING

if TYPE_CHECKING:
    from cifar_desktop.inference.label_many import PhotoLabel

Key = tuple[Any, ...]  # of one length and kind within a column


class Column(IntEnum):
    """What the table shows of a photo."""

    PHOTO = 0
    ANSWER = 1
    CONFIDENCE = 2


class PhotoOrder:
    """Indices of photos, sorted by a column or, without one, in the order of their sources.

    The list itself is always ascending; a descending order reads it from its end.

    Attributes:
        column: what it is sorted by; None for the order of the sources.
        is_descending: whether the highest come first. Photos without an answer come last all the same.
    """

    def __init__(self, column: Column | None = None, *, is_descending: bool = False) -> None:
        self.column = column
        self.is_descending = is_descending
        self._sign = -1 if is_descending else 1
        self._places: list[tuple[Key, int]] = []
        self._place_of: dict[int, tuple[Key, int]] = {}

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, index: int) -> bool:
        return index in self._place_of

    def index_at(self, row: int) -> int:
        """Return the photo in a row."""
        return self._place_of_row(row)[1] * self._sign

    def row_of(self, index: int) -> int | None:
        """Return the row of a photo; None where it is not listed."""
        place = self._place_of.get(index)
        if place is None:
            return None
        position = bisect.bisect_left(self._places, place)
        return len(self._places) - 1 - position if self.is_descending else position

    def indices(self) -> list[int]:
        """Return all photos from the first row to the last."""
        places = reversed(self._places) if self.is_descending else self._places
        return [index * self._sign for _, index in places]

    def fill(self, photos: Iterable[tuple["PhotoLabel", str]]) -> None:
        """List these, each with its group, and no others."""
        self._place_of = {label.index: self._place(label, group) for label, group in photos}
        self._places = sorted(self._place_of.values())

    def row_for(self, label: "PhotoLabel", group: str) -> int:
        """Return before which row a photo belongs, as the rows are now."""
        position = bisect.bisect_right(self._places, self._place(label, group))
        return len(self._places) - position if self.is_descending else position

    def add(self, label: "PhotoLabel", group: str) -> None:
        """List a photo where it belongs."""
        place = self._place_of[label.index] = self._place(label, group)
        bisect.insort(self._places, place)

    def remove(self, index: int) -> None:
        """List a photo no longer."""
        place = self._place_of.pop(index)
        del self._places[bisect.bisect_left(self._places, place)]

    def _place_of_row(self, row: int) -> tuple[Key, int]:
        return self._places[len(self._places) - 1 - row if self.is_descending else row]

    def _place(self, label: "PhotoLabel", group: str) -> tuple[Key, int]:
        """Return what is compared; photos that are equal keep the order of their sources."""
        return self._key(label, group), label.index * self._sign

    def _key(self, label: "PhotoLabel", group: str) -> Key:
        last = {BAD: 2, WAITING: 3}.get(group, 0) * self._sign
        if self.column is None:
            return ()
        if self.column == Column.PHOTO:
            return natural(label.source_name)
        if last:
            return (last,)
        confidence = max(label.probabilities)
        if self.column == Column.CONFIDENCE:
            return (0, confidence)
        is_unsure = 1 if group == NOT_SURE else 0
        # Within a class, the surest come first in either direction.
        return (is_unsure * self._sign, label.label.casefold(), -confidence * self._sign)
