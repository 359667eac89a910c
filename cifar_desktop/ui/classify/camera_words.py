"""What can go wrong with a camera, in words: what it is, and what helps on the system where it happened."""

import shutil
import sys
from enum import Enum

from cifar_desktop.errors import UserError

KEPT = "Photos that are chosen, dropped or pasted work as before."

_PULSE_LINES = {
    "apt-get": "sudo apt-get install libpulse0",
    "dnf": "sudo dnf install pulseaudio-libs",
    "zypper": "sudo zypper install libpulse0",
    "pacman": "sudo pacman -S libpulse",
}
_WHERE_TO_ALLOW = {
    "darwin": "Open System Settings, then Privacy & Security, then Camera, and allow this program; or the terminal, "
    "where it was started from one. Then try again.",
    "win32": "Open Settings, then Privacy & security, then Camera, and let desktop apps use it. Then try again.",
}
_ALLOW_ELSEWHERE = "Allow it in the privacy settings of your desktop, then try again."


class CameraTrouble(Enum):
    """Why there is no picture."""

    NO_LIBRARY = "Qt's multimedia library does not load"
    NO_CAMERA = "there is none"
    BARRED = "there is one that this account may not open"
    REFUSED = "the person or the system said no"
    IN_USE = "another program has it"
    UNPLUGGED = "it was there, and is gone"
    SILENT = "it is on, and sends nothing"
    UNREADABLE = "it sends what cannot be read"
    FAILED = "anything else"


class CameraProblem(UserError):  # noqa: N818 - raised by nobody: it is shown
    """A trouble with a camera, to be shown in place of its picture.

    Attributes:
        trouble: which one.
        title: it in a few words.
        command: a line for a terminal that helps; empty where there is none.
    """

    def __init__(self, trouble: CameraTrouble, title: str, what: str, *, remedy: str, command: str = "") -> None:
        super().__init__(what, kept=KEPT, remedy=remedy)
        self.trouble = trouble
        self.title = title
        self.command = command


def camera_problem(
    trouble: CameraTrouble, *, camera: str = "", detail: str = "", platform: str = sys.platform
) -> CameraProblem:
    """Return the words for a trouble with the camera of that name; `detail` is what the system says about it."""
    if trouble is CameraTrouble.NO_LIBRARY:
        return _no_library(detail, platform)
    if trouble is CameraTrouble.REFUSED:
        remedy = _WHERE_TO_ALLOW.get(platform, _ALLOW_ELSEWHERE)
        return CameraProblem(
            trouble, "The camera is not allowed", "This program was refused the camera.", remedy=remedy
        )
    if trouble is CameraTrouble.BARRED:
        return CameraProblem(
            trouble,
            "The camera is not allowed",
            f"This account may not open {detail or 'the camera'}.",
            remedy="The line below lets it. Log out and in again afterwards.",
            command='sudo usermod -aG video "$USER"',
        )
    title, what, remedy = _PLAIN[trouble]
    name = f"“{camera}”" if camera else "The camera"
    said = f": {detail.rstrip('. ')}." if detail else "."
    return CameraProblem(trouble, title, what.format(name=name, said=said), remedy=remedy)


_PLAIN = {
    CameraTrouble.NO_CAMERA: (
        "No camera found",
        "This computer has no camera, or it is switched off.",
        "Plug one in: it is noticed by itself. Some laptops have a key or a slider that switches theirs off.",
    ),
    CameraTrouble.IN_USE: (
        "The camera is busy",
        "{name} is used by another program.",
        "Close the video call, or whatever else shows its picture, then try again.",
    ),
    CameraTrouble.UNPLUGGED: (
        "The camera was unplugged",
        "{name} is not there any more.",
        "Plug it in again: it goes on by itself.",
    ),
    CameraTrouble.SILENT: (
        "The camera sends no picture",
        "{name} is on, but no picture has come for some seconds.",
        "Look for a switch or a cover on it, and close other programs that may use it. It goes on by itself.",
    ),
    CameraTrouble.UNREADABLE: (
        "What the camera sends cannot be read",
        "{name} sends pictures in a format that this program does not know.",
        "Choose another camera, or plug in another one.",
    ),
    CameraTrouble.FAILED: (
        "The camera does not open",
        "{name} cannot be used{said}",
        "Close other programs that may use it, or plug it in anew, then try again.",
    ),
}


def trouble_of(message: str) -> CameraTrouble:
    """Return which trouble Qt means; it has one code for all of them, and tells them apart in English only."""
    said = message.casefold()
    if "in use" in said or "busy" in said:
        return CameraTrouble.IN_USE
    if "permission" in said or "denied" in said:
        return CameraTrouble.REFUSED
    if "no camera" in said:
        return CameraTrouble.NO_CAMERA
    return CameraTrouble.FAILED


def _no_library(detail: str, platform: str) -> CameraProblem:
    """Name what is missing, with the line that brings it where that is known."""
    command = ""
    if "No module named" in detail:
        command = "pip install PySide6-Addons"
    elif "libpulse" in detail and platform.startswith("linux"):
        command = next((line for program, line in _PULSE_LINES.items() if shutil.which(program)), "")
    remedy = "The line below installs it; then try again." if command else "Install what is named, then try again."
    return CameraProblem(
        CameraTrouble.NO_LIBRARY,
        "A library for cameras is missing",
        f"The multimedia library of Qt cannot be loaded. The system says: {detail.rstrip('. ') or 'nothing'}.",
        remedy=remedy,
        command=command,
    )
