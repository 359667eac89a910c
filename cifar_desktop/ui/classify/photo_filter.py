"""Which photos the table lists: by a part of their name, and by what was answered."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cifar_desktop.ui.classify.photo_groups import ALL, BAD, NOT_SURE, class_group
from cifar_desktop.ui.classify.photo_words import class_words
from cifar_desktop.ui.widgets.choice import Choice

if TYPE_CHECKING:
    from cifar_desktop.inference.label_many import PhotoLabel


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoFilter:
    """What the person wants to see.

    Attributes:
        text: a part of the name, in capitals or not; with a slash in it, a part of the whole path.
        group: what became of the photos; see photo_groups.py.
    """

    text: str = ""
    group: str = ALL

    @property
    def is_on(self) -> bool:
        """Tell whether anything may be left out."""
        return bool(self.text.strip()) or self.group != ALL

    def accepts(self, label: "PhotoLabel", group: str) -> bool:
        """Tell whether a photo is listed."""
        if self.group not in (ALL, group):
            return False
        wanted = _plain(self.text.strip())
        if not wanted:
            return True
        looks_at_path = label.path is not None and ("/" in wanted or "\\" in wanted)
        return wanted in _plain(str(label.path) if looks_at_path else label.source_name)


def group_choices(class_names: Sequence[str]) -> tuple[Choice, ...]:
    """Return the groups to choose from."""
    return (
        Choice(value=ALL, title="All", text="Every photo, the bad files too."),
        Choice(value=NOT_SURE, title="Not sure", text="Photos that look less familiar than they must for an answer."),
        Choice(value=BAD, title="Bad files", text="Files that could not be read, each with its reason."),
        *(
            Choice(value=class_group(name), title=class_words(name), text=f"Photos that are answered with “{name}”.")
            for name in class_names
        ),
    )


def count_of(group: str, counts: Mapping[str, int]) -> int:
    """Return how many photos a choice lists."""
    return sum(counts.values()) if group == ALL else counts.get(group, 0)


def _plain(text: str) -> str:
    """Return text as it is compared; macOS splits “ü” into two characters, and nobody types it so."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFC", text).casefold()
