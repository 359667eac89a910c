"""The program's icon in the format that the executable of each system carries."""

import sys
from pathlib import Path

from PIL import Image

LARGEST = 512


def program_icon(root: Path, work: Path) -> str | None:
    """Return the icon's file for Windows or macOS; Linux takes it from the desktop entry."""
    icons = root / "resources" / "icons"
    if sys.platform == "win32":
        return str(icons / "cifar-desktop.ico")
    if sys.platform == "darwin":
        return str(write_icns(icons / f"cifar-desktop-{LARGEST}.png", work / "cifar-desktop.icns"))
    return None


def write_icns(picture: Path, file: Path) -> Path:
    """Write a picture in the sizes that macOS wants, and return the file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(picture) as largest:
        largest.convert("RGBA").save(file, format="ICNS")
    return file
