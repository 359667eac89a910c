"""Finds the photos in what was pasted or dropped: files, folders, pictures, or the reason why there is none.

A file comes before a picture beside it, because file managers add their icon or a preview to what they copy; a picture
comes before an address, which is only where a browser found it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage, QPixmap

from cifar_desktop.errors import PhotoError
from cifar_desktop.inference.photo_source import SUFFIXES, PhotoSource
from cifar_desktop.ui.classify.picture_addresses import (
    WEB_SCHEMES,
    addresses_in_html,
    addresses_in_text,
    held_picture,
    is_held,
    path_of,
)

_PNG_BEGIN = b"\x89PNG\r\n\x1a\n"
# Qt's numbers for zlib's levels 1 and 0. Photos hardly shrink at any, and the window waits: a megapixel took 80 ms at
# level 1 and 25 ms at level 0.
_LITTLE_EFFORT, _NO_EFFORT = 80, 100
_LARGE_PIXELS = 4_000_000
_FILE_CONTENT = "application/octet-stream"  # in which Chromium hands over the file of a dragged picture
_IMAGE = "image/"


@dataclass(frozen=True, slots=True, kw_only=True)
class MimePhotos:
    """What was found.

    Attributes:
        files, folders: on this computer, each once, in the order in which they came.
        pictures: with content of their own; the name is empty where nothing says one.
        problem: why something, or all of it, was left out; None where nothing was.
    """

    files: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    pictures: tuple[PhotoSource, ...] = ()
    problem: PhotoError | None = None


def may_hold_photos(mime: QMimeData) -> bool:
    """Tell whether a look inside is worth while; quick, for what only hovers."""
    if mime.hasImage() or any(name.startswith((_IMAGE, _FILE_CONTENT)) for name in mime.formats()):
        return True
    return any(is_held(address) or path_of(address) for address in _addresses(mime))


def photos_in(mime: QMimeData, *, came: str) -> MimePhotos:
    """Return the photos; `came` is the word for how they came, “pasted” or “dropped”."""
    addresses = _addresses(mime)
    paths = [path for address in addresses if (path := path_of(address))]
    if not any(is_folder(path) or path.suffix.lower() in SUFFIXES for path in paths):
        picture = _picture(mime, besides_file=bool(paths))
        if picture:
            return MimePhotos(pictures=(PhotoSource(name=_name_in(addresses), content=picture),))
    if not addresses:
        return MimePhotos(problem=_nothing(mime, came))
    pictures, problems = _held(addresses)
    elsewhere = [address for address in addresses if not is_held(address) and not path_of(address)]
    if elsewhere:
        problems.append(_elsewhere(elsewhere, came, is_rest_taken=bool(paths or pictures)))
    return MimePhotos(
        files=tuple(path for path in paths if not is_folder(path)),
        folders=tuple(path for path in paths if is_folder(path)),
        pictures=pictures,
        problem=problems[-1] if problems else None,
    )


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder's; one that the system does not let us see counts as a file."""
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name that is too long, a folder that is closed to us
        return False


def png_of(image: QImage) -> bytes:
    """Return a picture as a PNG file: nothing of it is lost, and transparency stays."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    is_large = image.width() * image.height() > _LARGE_PIXELS
    image.save(buffer, "PNG", _NO_EFFORT if is_large else _LITTLE_EFFORT)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _addresses(mime: QMimeData) -> list[QUrl]:
    """Return each address once: those that were given, else those in the text."""
    if mime.hasUrls():
        found = [address for address in mime.urls() if not address.isEmpty()]
    else:
        found = addresses_in_text(mime.text()) if mime.hasText() else []
    if mime.hasHtml() and not any(is_held(address) or path_of(address) for address in found):
        found = addresses_in_html(mime.html()) or found
    return [QUrl.fromEncoded(encoded) for encoded in dict.fromkeys(bytes(each.toEncoded().data()) for each in found)]


def _picture(mime: QMimeData, *, besides_file: bool) -> bytes:
    """Return the picture as an encoded file, best as it is; empty where there is none."""
    png = _content(mime, "image/png")
    if png.startswith(_PNG_BEGIN):
        return png
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QPixmap):
        image = image.toImage()
    if isinstance(image, QImage) and not image.isNull():
        return png_of(image)
    # Formats that Qt cannot read; our own reader may, and says so in words where it cannot.
    kinds = (_IMAGE,) if besides_file else (_IMAGE, _FILE_CONTENT)
    contents = (_content(mime, name) for name in mime.formats() if name.startswith(kinds))
    return next(filter(None, contents), b"")


def _content(mime: QMimeData, name: str) -> bytes:
    return bytes(mime.data(name).data()) if mime.hasFormat(name) else b""


def _name_in(addresses: Sequence[QUrl]) -> str:
    """Return the name of the picture where its address ends in one."""
    names = (PurePosixPath(address.path()).name for address in addresses if not is_held(address))
    return next((name for name in names if PurePosixPath(name).suffix.lower() in SUFFIXES), "")


def _held(addresses: Sequence[QUrl]) -> tuple[tuple[PhotoSource, ...], list[PhotoError]]:
    """Return the pictures that addresses are, and what is wrong with others."""
    pictures, problems = [], []
    for address in filter(is_held, addresses):
        try:
            pictures.append(PhotoSource(name="", content=held_picture(address)))
        except PhotoError as error:
            problems.append(error)
    return tuple(pictures), problems


def _elsewhere(addresses: Sequence[QUrl], came: str, *, is_rest_taken: bool) -> PhotoError:
    """Say why what does not lie on this computer is left out."""
    kept = "What can be read was taken." if is_rest_taken else ""
    if addresses[0].scheme() in WEB_SCHEMES:
        which = f"Some of what was {came}" if is_rest_taken else f"What was {came}"
        what = f"{which} is only an address on the web, and nothing is downloaded without being asked."
        remedy = "Copy the picture itself in the browser, or save it first."
    else:
        name = addresses[0].fileName() or addresses[0].host() or addresses[0].toDisplayString()
        more = f" and {len(addresses) - 1:,} more" if len(addresses) > 1 else ""
        what = f"“{name}”{more} lies on another computer or device, which this program cannot read."
        remedy = "Copy it to a folder of this computer first."
    return PhotoError(what, kept=kept, remedy=remedy)


def _nothing(mime: QMimeData, came: str) -> PhotoError:
    """Say what is there instead of a photo."""
    if not mime.formats():
        where = "There is nothing to paste: the clipboard is empty." if came == "pasted" else "Nothing was dropped."
        return PhotoError(where, remedy="Copy a picture or photo files first.")
    if mime.hasImage():
        return PhotoError(
            f"What was {came} should be a picture, but cannot be read.", remedy="Save it as a file and choose that."
        )
    if mime.hasText() and mime.text().strip():
        return PhotoError(f"What was {came} is only text, no picture.", remedy="Copy a picture or photo files instead.")
    return PhotoError(
        f"What was {came} holds no picture that can be read.", remedy="Save the picture as a file and choose that."
    )
