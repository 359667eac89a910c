"""Turns the addresses in a paste or a drop into files, or into the pictures that they are themselves."""

import base64
import contextlib
import os
import re
import sys
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QSysInfo, QUrl

from cifar_desktop.errors import PhotoError

WEB_SCHEMES = frozenset(("http", "https", "ftp", "blob"))
MAX_TEXT_LINES = 10_000  # as many paths as anybody copies; a longer text is a book
_FULLY_ENCODED = QUrl.ComponentFormattingOption.FullyEncoded
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_HTML_PICTURE = re.compile(r"""<img\b[^>]*?\bsrc\s*=\s*["'](data:image/[^"']+)["']""", re.IGNORECASE)


def path_of(address: QUrl) -> Path | None:
    """Return the file or folder that an address names; None where it is not one of this computer."""
    if not address.isLocalFile() or not address.path():
        return None
    if sys.platform == "win32":
        return Path(address.toLocalFile())  # another computer's share has a path there: //computer/share/file
    if address.host() not in ("", "localhost", QSysInfo.machineHostName().lower()):
        return None
    # By bytes: Qt knows only names in UTF-8, and old files may have others.
    return Path(os.fsdecode(unquote_to_bytes(address.path(_FULLY_ENCODED))))


def held_picture(address: QUrl) -> bytes:
    """Return the encoded picture that a `data:` address is.

    Raises:
        PhotoError: where it holds something else, or not all of it.
    """
    head, _, body = bytes(address.toEncoded().data()).partition(b",")
    kind, *parameters = head[len("data:") :].decode("ascii", "replace").lower().split(";")
    if not kind.strip().startswith("image/"):
        raise PhotoError(
            "This address holds text or something else, but no picture.", remedy="Copy the picture itself instead."
        )
    content = unquote_to_bytes(body)
    if "base64" in (each.strip() for each in parameters):
        letters = b"".join(content.split()).translate(_URL_SAFE).rstrip(b"=")
        try:
            content = base64.b64decode(letters + b"=" * (-len(letters) % 4), validate=True)
        except ValueError:
            content = b""
    if not content:
        raise PhotoError(
            "This address should hold a picture, but is damaged or cut short.",
            remedy="Copy the picture itself instead.",
        )
    return content


def addresses_in_text(text: str) -> list[QUrl]:
    """Return the addresses and paths that a text consists of; none where it is anything else."""
    lines = [line.strip().strip("\"'") for line in text.strip().splitlines()]
    if len(lines) > MAX_TEXT_LINES:
        return []
    addresses: list[QUrl] = []
    for line in filter(None, lines):
        address = _address_in(line)
        if address is None:
            return []
        addresses.append(address)
    return addresses


def addresses_in_html(html: str) -> list[QUrl]:
    """Return the pictures that a part of a page brings along in its own text."""
    return [QUrl(address) for address in _HTML_PICTURE.findall(html)]


def is_held(address: QUrl) -> bool:
    """Tell whether an address is itself what it stands for."""
    return address.scheme() == "data"


def _address_in(line: str) -> QUrl | None:
    """Return the address that a line is, or that of the file whose path it is."""
    address = QUrl(line)
    if address.scheme() in WEB_SCHEMES | {"file", "data"}:
        return address
    with contextlib.suppress(OSError, ValueError):  # a name that is too long, or has a zero byte
        path = Path(line)
        if path.is_absolute() and path.exists():
            return QUrl.fromLocalFile(line)
    return None
