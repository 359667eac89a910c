"""Saves the charts: as a picture for a slide, as numbers for a spreadsheet. A file is whole or not there."""

import errno
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from cifar_desktop import atomic_files
from cifar_desktop.errors import UserError


def write_picture(path: Path, picture: QImage) -> None:
    """Write a PNG; raises UserError where the system refuses."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    _write(path, bytes(buffer.data().data()))


def write_numbers(path: Path, text: str) -> None:
    """Write CSV text; raises UserError where the system refuses."""
    _write(path, text.encode())


def _write(path: Path, content: bytes) -> None:
    try:
        atomic_files.write_bytes(path, content)
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else str(error.strerror or error)
        kept = "The file that was there is as it was." if path.exists() else ""
        raise UserError(
            f"“{path}” could not be written: {reason}.", kept=kept, remedy="Choose another folder or name."
        ) from error
