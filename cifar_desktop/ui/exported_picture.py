"""Writes what was drawn as a picture that a person asked for."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from cifar_desktop.exported_files import write_export


def write_picture(destination: Path, picture: QImage) -> None:
    """Write a PNG; raises UserError where the system refuses."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    write_export(destination, bytes(buffer.data().data()))
