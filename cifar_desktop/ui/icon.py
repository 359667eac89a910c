"""The program's icon, in every size that window managers ask for."""

import sys

from PySide6.QtGui import QIcon

from cifar_desktop.paths import resources

SIZES = (16, 24, 32, 48, 64, 128, 256)


def program_icon() -> QIcon:
    """Return the icon; each size is read when it is first drawn."""
    icon = QIcon()
    for size in SIZES:
        icon.addFile(str(resources() / "icons" / f"cifar-desktop-{size}.png"))
    return icon


def claim_taskbar_entry() -> None:
    """Have Windows show our icon in its taskbar, where it would show Python's."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("cifar-desktop")
