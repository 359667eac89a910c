"""What was drawn is written as it was, without loss."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QColor, QImage

from cifar_desktop.errors import UserError
from cifar_desktop.ui.exported_picture import write_picture


def drawn() -> QImage:
    picture = QImage(3, 2, QImage.Format.Format_RGB32)
    for x in range(3):
        for y in range(2):
            picture.setPixelColor(x, y, QColor(80 * x, 90 * y, 7))
    return picture


def test_every_pixel_is_kept(tmp_path: Path) -> None:
    write_picture(tmp_path / "drawn", drawn())  # the name says nothing: it is PNG all the same
    with Image.open(tmp_path / "drawn") as written:
        assert (written.format, written.size) == ("PNG", (3, 2))
        seen = written.convert("RGB")
    assert all(seen.getpixel((x, y)) == (80 * x, 90 * y, 7) for x in range(3) for y in range(2))


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could not be written"):
        write_picture(tmp_path / "absent" / "drawn.png", drawn())
