"""The photos of the table as they were answered; what counts as sure follows the threshold."""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cifar_desktop.ui.classify.photo_groups import BAD, NOT_SURE, WAITING, class_group

if TYPE_CHECKING:
    from cifar_desktop.inference.label_many import PhotoLabel

_NOT_DONE = "It is not labelled with these weights yet."


class PhotoRows:
    """Photos by their index among the sources.

    Attributes:
        threshold: what looks less familiar counts as not sure; None where the weights hold no rule.
        counts: how many photos each group has.
    """

    def __init__(self) -> None:
        self.threshold: float | None = None
        self.counts: Counter[str] = Counter()
        self._labels: dict[int, PhotoLabel] = {}
        self._groups: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._labels)

    def __iter__(self) -> Iterator[int]:
        return iter(self._labels)

    def __getitem__(self, index: int) -> "PhotoLabel":
        return self._labels[index]

    def group(self, index: int) -> str:
        """Return what became of a photo."""
        return self._groups[index]

    def put(self, label: "PhotoLabel") -> None:
        """Add a photo, or give it another answer."""
        self._labels[label.index] = label
        self._set_group(label.index, self._judged(label))

    def set_threshold(self, threshold: float | None) -> list[int]:
        """Judge all photos anew and return those that changed their group."""
        self.threshold = threshold
        changed = []
        for index, label in self._labels.items():
            group = self._groups[index]
            if group != WAITING and group != (judged := self._judged(label)):
                self._set_group(index, judged)
                changed.append(index)
        return changed

    def make_stale(self) -> None:
        """Take the answers back: they are another network's."""
        self._groups = dict.fromkeys(self._labels, WAITING)
        self.counts = Counter({WAITING: len(self._labels)}) if self._labels else Counter()

    def drop_stale(self) -> None:
        """Forget the photos that got no answer from the present network."""
        for index in [index for index, group in self._groups.items() if group == WAITING]:
            del self._labels[index], self._groups[index]
        self.counts.pop(WAITING, None)

    def clear(self) -> None:
        """Forget all photos."""
        self._labels.clear()
        self._groups.clear()
        self.counts.clear()

    def exported(self, index: int) -> "PhotoLabel":
        """Return a photo as a file may hold it: never with the answer of another network."""
        label = self._labels[index]
        if self._groups[index] != WAITING:
            return label
        return dataclasses.replace(
            label, label="", probabilities=(), familiarity=None, reason=label.reason or _NOT_DONE
        )

    def _judged(self, label: "PhotoLabel") -> str:
        if label.reason:
            return BAD
        return class_group(label.label) if label.is_sure(self.threshold) else NOT_SURE

    def _set_group(self, index: int, group: str) -> None:
        before = self._groups.get(index)
        if before is not None:
            self.counts[before] -= 1
        self.counts[group] += 1
        self._groups[index] = group
