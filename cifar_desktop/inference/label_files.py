"""Labels files one after the other; a bad one is named with its reason and stops nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cifar_desktop.errors import PhotoError
from cifar_desktop.inference.classifier import Answer, Classifier
from cifar_desktop.inference.photo import read_photo
from cifar_desktop.inference.views import Views, views_of
from cifar_desktop.tasks import CancelToken

FILES_AT_A_TIME = 32
_ENDINGS = "jpg jpeg jpe jfif png webp gif bmp dib tif tiff avif ppm pgm pbm pnm tga ico"
SUFFIXES = frozenset(f".{ending}" for ending in _ENDINGS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledFile:
    """A file with what the network says about it, or with the reason why it says nothing.

    Attributes:
        answer: None where the file is bad.
        reason: why; empty where there is an answer.
    """

    path: Path
    answer: Answer | None
    reason: str = ""


def label_files(
    classifier: Classifier, paths: Iterable[Path], *, cancel: CancelToken | None = None
) -> Iterator[LabelledFile]:
    """Yield each file with its answer, in order, some at a time."""
    waiting: list[tuple[Path, Views | str]] = []
    for path in paths:
        if cancel is not None:
            cancel.raise_if_cancelled()
        waiting.append((path, _views_or_reason(path, classifier.info.input_size)))
        if len(waiting) == FILES_AT_A_TIME:
            yield from _answered(classifier, waiting)
            waiting = []
    yield from _answered(classifier, waiting)


def photos_below(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files as they are, and in place of each folder the pictures in it and below, sorted by name."""
    for path in paths:
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
            yield from files
        else:
            yield path


def _views_or_reason(path: Path, size: int) -> Views | str:
    try:
        return views_of(read_photo(path), size)
    except PhotoError as error:
        return str(error)


def _answered(classifier: Classifier, waiting: list[tuple[Path, Views | str]]) -> Iterator[LabelledFile]:
    answers = iter(classifier.answer([views for _, views in waiting if not isinstance(views, str)]))
    for path, views in waiting:
        if isinstance(views, str):
            yield LabelledFile(path=path, answer=None, reason=views)
        else:
            yield LabelledFile(path=path, answer=next(answers))
