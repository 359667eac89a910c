"""Labels as the engine reports them, for tests of the table that shows them."""

import functools
import io
from collections.abc import Iterable
from pathlib import Path

from cifar_desktop.inference.label_many import LabelsMade, PhotoLabel
from tests.ui.classify.made_photos import make_photo

CLASS_NAMES = ("cup", "spoon", "plate")


@functools.cache
def thumbnail(seed: int) -> bytes:
    content = io.BytesIO()
    make_photo(seed, (64, 48)).save(content, "JPEG")
    return content.getvalue()


def answered(
    index: int,
    name: str = "",
    *,
    says: str = "cup",
    confidence: float = 0.9,
    familiarity: float | None = 5.0,
    folder: str = "/photos",
) -> PhotoLabel:
    name = name or f"photo {index}.jpg"
    others = (1 - confidence) / (len(CLASS_NAMES) - 1)
    return PhotoLabel(
        index=index,
        source_name=name,
        path=Path(folder) / name,
        label=says,
        probabilities=tuple(confidence if each == says else others for each in CLASS_NAMES),
        familiarity=familiarity,
        reason="",
        thumbnail=thumbnail(index % 7),
        width=4000,
        height=3000,
    )


def bad(index: int, name: str = "", reason: str = "The file is empty. Copy or download it again.") -> PhotoLabel:
    name = name or f"photo {index}.jpg"
    return PhotoLabel(
        index=index,
        source_name=name,
        path=Path("/photos") / name,
        label="",
        probabilities=(),
        familiarity=None,
        reason=reason,
        thumbnail=b"",
        width=0,
        height=0,
    )


def made(labels: Iterable[PhotoLabel], num_done: int = 0, num_total: int = 0) -> LabelsMade:
    labels = tuple(labels)
    return LabelsMade(labels=labels, num_done=num_done or len(labels), num_total=num_total)
