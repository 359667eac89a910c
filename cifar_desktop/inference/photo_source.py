"""Photos that have not been read yet, however they came: a file, a paste, a frame of the camera, one of a folder.

Importing this module imports no torch, so that a window can hold and list them at once.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from cifar_desktop.inference.photo import Photo, open_photo
from cifar_desktop.inference.views import ENOUGH_PIXELS
from cifar_desktop.natural_order import natural
from cifar_desktop.tasks import CancelToken

# The last line cannot be read, but is listed: a photo of a phone that is passed over in silence looks like a fault.
_ENDINGS = (
    "jpg jpeg jpe jfif mpo png apng webp gif bmp dib tif tiff avif ppm pgm pbm pnm tga ico "
    "heic heif hif jxl"
)  # fmt: skip
SUFFIXES = frozenset(f".{ending}" for ending in _ENDINGS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoSource:
    """Where a photo can be read from.

    Attributes:
        name: what people call it: "cat.jpg", "Pasted picture 2", "Camera 3".
        path: its file; None where it is none.
        content: an encoded picture file where there is no path. Pasted pictures and frames are PNG: lossless, so that
            the same picture gets the same answer however it came.
    """

    name: str
    path: Path | None = None
    content: bytes | None = None

    def __post_init__(self) -> None:
        if (self.path is None) == (self.content is None):
            raise ValueError("a photo has either a path or a content")

    def read(self, *, enough_pixels: int = ENOUGH_PIXELS) -> Image.Image:
        """Return it upright and in RGB; a large one may come reduced. Raises PhotoError."""
        return self.open(enough_pixels=enough_pixels).picture

    def open(self, *, enough_pixels: int = ENOUGH_PIXELS) -> Photo:
        """Return it with the size that it has in the file. Raises PhotoError."""
        source = self.path if self.path is not None else self.content
        if source is None:
            raise AssertionError("__post_init__ has looked")
        return open_photo(source, enough_pixels=enough_pixels)


def sources_of(paths: Iterable[Path], *, cancel: CancelToken | None = None) -> Iterator[PhotoSource]:
    """Yield the files as they are, and in place of each folder the pictures in it and below, in order of their names.

    Nothing is listed before it is asked for. Folders that may not be read are passed over, and so is what is hidden.
    """
    for path in photos_below(paths, cancel=cancel):
        yield PhotoSource(name=path.name or str(path), path=path)


def photos_below(paths: Iterable[Path], *, cancel: CancelToken | None = None) -> Iterator[Path]:
    """Yield the paths that `sources_of` gives."""
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 - Path's own raises where a folder above may not be entered
            yield from _pictures_in(path, cancel)
        else:
            yield path


def _pictures_in(folder: Path, cancel: CancelToken | None) -> Iterator[Path]:
    """Yield the pictures of a folder, then those of the folders in it; links to folders are not followed."""
    for parent, folders, files in os.walk(folder):
        if cancel is not None:
            cancel.raise_if_cancelled()
        # What is hidden is no photo of a person: "._cat.jpg" is what macOS leaves on a memory card.
        folders[:] = sorted((name for name in folders if not name.startswith(".")), key=_in_order)
        for name in sorted(files, key=_in_order):
            if not name.startswith(".") and os.path.splitext(name)[1].lower() in SUFFIXES:  # noqa: PTH122 - ten thousand
                file = Path(parent, name)
                if file.is_file():  # a pipe or a broken link would be a bad file that nobody put there
                    yield file


def _in_order(name: str) -> tuple[tuple[str | int, ...], str]:
    return (natural(name), name)
