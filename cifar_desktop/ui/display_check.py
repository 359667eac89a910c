"""Says in words what Qt would say by aborting the process: that there is no display, or a library is missing.

Looking is cheap (some milliseconds; no Qt, no process): can the display be reached, and does Qt's plugin for it load?
Only where that looks wrong, a forked child tries in earnest, so that an unusual set-up that works is never refused.
"""

import ctypes
import importlib.util
import os
import select
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from cifar_desktop import paths
from cifar_desktop.errors import UserError

PROBE_SECONDS = 20.0
_WITHOUT = "or train without a window: cifar-desktop train --help."
_NO_DISPLAY = UserError(
    "There is no display to open the window on.", remedy=f"Start it in a desktop session, {_WITHOUT}"
)


def refuse_without_display(environment: Mapping[str, str] = os.environ) -> None:
    """Return where Qt can open a window; raise UserError where it would abort.

    To be called before Qt is loaded, and while this process has one thread.
    """
    if not sys.platform.startswith("linux"):
        return  # there always is one
    platforms = _platforms(environment)
    if not platforms:
        raise _NO_DISPLAY
    trouble = None
    for platform in platforms:
        found = _trouble_with(platform, environment)
        if found is None:
            return
        trouble = trouble or found
    if trouble and not _qt_starts():
        raise trouble


def _platforms(environment: Mapping[str, str]) -> list[str]:
    """Return what Qt will try, by the names of its plugins."""
    named = environment.get("QT_QPA_PLATFORM")
    if named:
        return [name.partition(":")[0] for name in named.split(";") if name]
    candidates = (("WAYLAND_DISPLAY", "wayland"), ("DISPLAY", "xcb"))
    return [platform for variable, platform in candidates if environment.get(variable)]


def _trouble_with(platform: str, environment: Mapping[str, str]) -> UserError | None:
    """Return why Qt could not use a platform; None where it looks as if it could."""
    if platform == "xcb" and not _x_server_answers():
        return _unreachable("DISPLAY", environment)
    if platform == "wayland" and not _wayland_answers(environment):
        return _unreachable("WAYLAND_DISPLAY", environment)
    plugin = _plugin(platform)
    if not plugin.is_file():
        return UserError(
            f"Qt knows no way to show windows that is called “{platform}”.",
            remedy=f"Take QT_QPA_PLATFORM out of the environment, {_WITHOUT}",
        )
    if platform in ("offscreen", "minimal"):
        return None  # they need nothing that a window does not need as well
    return _trouble_with_plugin(plugin)


def _unreachable(variable: str, environment: Mapping[str, str]) -> UserError:
    display = environment.get(variable)
    if not display:
        return _NO_DISPLAY
    return UserError(
        f"The display “{display}” does not answer, so there is nothing to open the window on.",
        remedy=f"Check {variable} and that you may use that display, {_WITHOUT}",
    )


def _x_server_answers() -> bool:
    """Connect to the X server as Qt would, with its permissions, and hang up."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # the plugin will say the same, with the library's name
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    """Connect to the compositor's socket and hang up."""
    path = Path(environment.get("XDG_RUNTIME_DIR", "/")) / environment.get("WAYLAND_DISPLAY", "wayland-0")
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(path))
        except OSError:
            return False
    return True


def _plugin(platform: str) -> Path:
    """Return where PySide6 has the plugin, which need not exist."""
    package = importlib.util.find_spec("PySide6")
    folder = Path(next(iter(package.submodule_search_locations or [""]))) if package else Path()
    return folder / "Qt" / "plugins" / "platforms" / f"libq{platform}.so"


def _trouble_with_plugin(plugin: Path) -> UserError | None:
    """Load the plugin, which Qt does next anyway, and with it every library of the system that it needs."""
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return missing_library(str(error))
    return None


def missing_library(reason: str) -> UserError:
    """Return what to say where a library of the system cannot be loaded; `reason` is the loader's own words."""
    names_them = "README.txt beside the program" if paths.is_frozen() else "“make setup” in the source"
    return UserError(
        f"The window needs a library that cannot be loaded: {reason}.",
        remedy=f"Install it from your system's packages ({names_them} names them), {_WITHOUT}",
    )


def _qt_starts() -> bool:
    """Have a forked child start Qt, quietly, and tell whether it lived through that."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _start_qt_and_leave(writing)
    os.close(writing)
    try:
        ready, _, _ = select.select([reading], [], [], PROBE_SECONDS)
        said = os.read(reading, 1) if ready else b""
    finally:
        os.close(reading)
    if not ready:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return said == b"1"


def _start_qt_and_leave(writing: int) -> None:
    """Be the child: write a 1 once Qt stands; it never returns."""
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # Qt aborts, and a crash report would be about nothing
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        from PySide6.QtGui import QGuiApplication

        QGuiApplication([])
        os.write(writing, b"1")
    finally:
        os._exit(0)
