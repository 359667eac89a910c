"""Find which shared libraries Qt misses on this Linux, and install them where that is possible.

    python tools/system_libraries.py           what the window needs
    python tools/system_libraries.py --tests   and what its tests need
    python tools/system_libraries.py --package and what making the package needs

The list is what `readelf -d` names as NEEDED in PySide6 6.11's QtWidgets, QtMultimedia and their plugins, less
what Qt brings itself and libc. A library is asked for by loading it: that is right on every distribution, and
also notices one that is there but lacks another. Needs no package but Python.
"""

import ctypes
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_APT_ENVIRONMENT = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
# A new machine often runs its own updates first: wait for them instead of failing.
_APT_GET = ("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0")
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that has to be on the system.

    Attributes:
        name: a library's soname, or what else is needed in words.
        apt: its package in Debian and Ubuntu; several names for one that was renamed, the newest first.
        pacman: its package in Arch.
        rpm: what dnf and zypper are asked for; empty for a library, which they find by its soname.
    """

    name: str
    apt: tuple[str, ...]
    pacman: str
    rpm: str = ""


def _library(soname: str, apt: str, pacman: str) -> Need:
    return Need(soname, tuple(apt.split()), pacman, f"{soname}()(64bit)")


LIBRARIES = (
    _library("libEGL.so.1", "libegl1", "libglvnd"),
    _library("libGL.so.1", "libgl1", "libglvnd"),
    _library("libX11-xcb.so.1", "libx11-xcb1", "libx11"),
    _library("libX11.so.6", "libx11-6", "libx11"),
    _library("libXext.so.6", "libxext6", "libxext"),
    _library("libXrandr.so.2", "libxrandr2", "libxrandr"),
    _library("libbrotlicommon.so.1", "libbrotli1", "brotli"),
    _library("libbrotlidec.so.1", "libbrotli1", "brotli"),
    _library("libbz2.so.1", "libbz2-1.0", "bzip2"),
    _library("libdbus-1.so.3", "libdbus-1-3", "dbus"),
    _library("libdrm.so.2", "libdrm2", "libdrm"),
    _library("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    _library("libfreetype.so.6", "libfreetype6", "freetype2"),
    _library("libgio-2.0.so.0", "libglib2.0-0t64 libglib2.0-0", "glib2"),
    _library("libglib-2.0.so.0", "libglib2.0-0t64 libglib2.0-0", "glib2"),
    _library("libgobject-2.0.so.0", "libglib2.0-0t64 libglib2.0-0", "glib2"),
    _library("libgssapi_krb5.so.2", "libgssapi-krb5-2", "krb5"),
    _library("libgthread-2.0.so.0", "libglib2.0-0t64 libglib2.0-0", "glib2"),
    # The window's sound is never used, but QtMultimedia, and with it the webcam, does not load without.
    _library("libpulse.so.0", "libpulse0", "libpulse"),
    _library("libstdc++.so.6", "libstdc++6", "gcc-libs"),
    _library("libwayland-client.so.0", "libwayland-client0", "wayland"),
    _library("libwayland-cursor.so.0", "libwayland-cursor0", "wayland"),
    _library("libwayland-egl.so.1", "libwayland-egl1", "wayland"),
    _library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    _library("libxcb-glx.so.0", "libxcb-glx0", "libxcb"),
    _library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    _library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
    _library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    _library("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
    _library("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
    _library("libxcb-render.so.0", "libxcb-render0", "libxcb"),
    _library("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    _library("libxcb-shm.so.0", "libxcb-shm0", "libxcb"),
    _library("libxcb-sync.so.1", "libxcb-sync1", "libxcb"),
    _library("libxcb-util.so.1", "libxcb-util1", "xcb-util"),
    _library("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb"),
    _library("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
    _library("libxcb.so.1", "libxcb1", "libxcb"),
    _library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    _library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    _library("libz.so.1", "zlib1g", "zlib"),
    _library("libzstd.so.1", "libzstd1", "zstd"),
)
FONT = Need("a font", ("fonts-dejavu-core",), "ttf-dejavu", "dejavu-sans-fonts")
VIRTUAL_SCREEN = Need("Xvfb", ("xvfb",), "xorg-server-xvfb", "xorg-x11-server-Xvfb")
BINUTILS = Need("binutils", ("binutils",), "binutils", "binutils")
# Debian's Python has its library in a package of its own; where Python was built by hand, there may be none at all.
PYTHON_LIBRARY = Need(
    f"libpython{sysconfig.get_python_version()}.so.1.0",
    (f"libpython{sysconfig.get_python_version()}",),
    "python",
    "python3-libs",
)


def missing(libraries: Sequence[Need] = LIBRARIES, *, for_tests: bool, for_package: bool = False) -> list[Need]:
    """Return what this system does not have."""
    needs = [library for library in libraries if not _loads(library.name)]
    if not any(_has_fonts(Path(folder).expanduser()) for folder in _FONT_FOLDERS):
        needs.append(FONT)
    if for_tests and shutil.which("Xvfb") is None:
        needs.append(VIRTUAL_SCREEN)
    if for_package and not all(map(shutil.which, ("objcopy", "objdump", "readelf", "strip"))):
        needs.append(BINUTILS)
    if for_package and not _has_python_library():
        needs.append(PYTHON_LIBRARY)
    return needs


def _has_python_library() -> bool:
    folders = (sysconfig.get_config_var("LIBDIR") or "", f"{sys.base_prefix}/lib")
    return any(Path(folder, PYTHON_LIBRARY.name).is_file() for folder in folders) or _loads(PYTHON_LIBRARY.name)


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _has_fonts(folder: Path) -> bool:
    return any(file.suffix in {".ttf", ".otf", ".ttc"} for file in folder.rglob("*"))


def line_to_type(needs: Sequence[Need]) -> str:
    """Return the command that installs `needs` here; empty for a package manager that we do not know."""
    if shutil.which("apt-get"):
        packages = shlex.join(_apt_packages(needs))
        return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}"
    if shutil.which("dnf"):
        return f"sudo dnf install {shlex.join(need.rpm for need in needs)}"
    if shutil.which("zypper"):
        return f"sudo zypper install {shlex.join(need.rpm for need in needs)}"
    if shutil.which("pacman"):
        return f"sudo pacman -S --needed {shlex.join(sorted({need.pacman for need in needs}))}"
    return ""


def _apt_packages(needs: Sequence[Need]) -> list[str]:
    """Return the names under which this release knows the packages."""
    return sorted({next(filter(_apt_knows, need.apt), need.apt[-1]) for need in needs})


def _apt_knows(package: str) -> bool:
    shown = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)  # noqa: S603, S607 - a name of ours
    return shown.returncode == 0


def _install_with_apt(needs: Sequence[Need]) -> None:
    """Install as root; where that fails, apt-get has said why, and the caller looks again anyway."""
    _run(*_APT_GET, "update")  # first, as a new container has no lists, and the names are looked up in them
    _run(*_APT_GET, "install", "-y", "--no-install-recommends", *_apt_packages(needs))


def _run(*command: str) -> None:
    subprocess.run(command, env=_APT_ENVIRONMENT, stdin=subprocess.DEVNULL, check=False)  # noqa: S603 - no word of it comes from outside


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()  # before what apt-get prints


def main(arguments: Sequence[str]) -> int:
    """Return 0 where nothing is missing any more, or nothing can be said about it; 1 where a person has to act."""
    if not sys.platform.startswith("linux"):
        return 0  # Windows and macOS carry all that Qt needs
    wanted = {"for_tests": "--tests" in arguments, "for_package": "--package" in arguments}
    needs = missing(**wanted)
    if needs and shutil.which("apt-get") and os.geteuid() == 0:
        _say(f"Installing what this system lacks: {', '.join(need.name for need in needs)}")
        _install_with_apt(needs)
        needs = missing(**wanted)
    if not needs:
        return 0
    what = "making the package" if wanted["for_package"] else "the window"
    _say(f"This system lacks what {what} needs: {', '.join(need.name for need in needs)}")
    line = line_to_type(needs)
    if not line:
        _say("Its package manager is not known here. Going on; the window will not open until these are installed.")
        return 0
    _say(f"Install it with this line, then type the same command again:\n    {line}")
    if not wanted["for_package"]:
        _say("To train and classify on the command line only, go on without: add SYSTEM_LIBRARIES=skip")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
