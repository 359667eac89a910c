"""Makes a package for Debian, Ubuntu and their kin of the folder that PyInstaller made.

The program goes to /opt/cifar-desktop; a link, a desktop entry and icons make it known. What it needs of the system is
looked up in its own libraries, so the list is right by construction; nothing is run when it is installed or removed.
"""

import os
import re
import shutil
import subprocess
import textwrap
from collections.abc import Iterable
from pathlib import Path

from tools.package import archive, elf
from tools.system_libraries import LIBRARIES

HERE = Path(__file__).parent
NAME = "cifar-desktop"
OPT = Path("opt") / NAME
_ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)

_PACKAGES = {library.name: " | ".join(library.apt) for library in LIBRARIES} | {
    "libgcc_s.so.1": "libgcc-s1",
    "libcrypt.so.1": "libcrypt1",
}
_OF_LIBC = re.compile(r"(lib(c|m|dl|rt|pthread|resolv|util)|ld-linux.*)\.so\.\d+")
# The third number of GLIBCXX_3.4.x, and the libstdc++ that was the first to have it.
_GCC_OF_GLIBCXX = {28: "9", 29: "11", 30: "12", 31: "13", 32: "13", 33: "14", 34: "15"}

_CONTROL = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: The CIFAR Desktop authors
Installed-Size: {size_kib}
Depends: {depends}
Section: education
Priority: optional
Description: train a small image classifier and label photos with it
{description}
"""
_DESCRIPTION = (
    "Trains a ResNet-9 on CIFAR-10, or goes on with one, while loss and accuracy are drawn live; names photos that are "
    "picked, dropped, pasted or filmed, says when it is not sure, and shows what a network gets wrong. Everything is "
    "done on this computer; nothing is sent anywhere. Brings its own Python, PyTorch and Qt."
)
_COPYRIGHT = """\
CIFAR Desktop is under the MIT licence: /opt/{name}/_internal/LICENSE

It carries Python, PyTorch, Qt and other parts; what they are and their licences are in
/opt/{name}/_internal/licences
"""


def build(folder: Path, destination: Path, *, root: Path, work: Path, version: str) -> Path:
    """Make the .deb of a folder and return it."""
    stage = work / "deb"
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(folder, stage / OPT, symlinks=True, copy_function=_link_or_copy)
    _make_known(stage, root)
    control = stage / "DEBIAN" / "control"
    control.parent.mkdir()
    architecture = _said_by("dpkg", "--print-architecture")
    control.write_text(
        _CONTROL.format(
            name=NAME,
            version=version,
            architecture=architecture,
            size_kib=sum(file.lstat().st_size for file in stage.rglob("*")) // 1024,
            depends=", ".join(dependencies(folder)),
            description=textwrap.indent(textwrap.fill(_DESCRIPTION, 76), " "),
        ),
        encoding="utf-8",
    )
    for each in stage.rglob("*"):
        if each.is_dir():
            each.chmod(0o755)
    package = destination / f"{NAME}_{version}_{architecture}{archive.edition(folder)}.deb"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(archive.moment())}
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", *_compression(), "--build", str(stage), str(package)],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.rmtree(stage)
    return package


def _compression() -> tuple[str, ...]:
    """Return zstd where dpkg-deb knows it, as it does wherever the package runs: seconds instead of minutes."""
    return ("-Zzstd", "-z12") if "zstd" in _said_by("dpkg-deb", "--help") else ("-Zxz",)


def dependencies(folder: Path) -> list[str]:
    """Return what the control file names as Depends."""
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    return packages_of(
        elf.system_libraries_of(folder),
        glibc=max(elf.versions_needed(files, "GLIBC"), default=()),
        glibcxx=max(elf.versions_needed(files, "GLIBCXX"), default=()),
    )


def packages_of(libraries: Iterable[str], *, glibc: tuple[int, ...], glibcxx: tuple[int, ...]) -> list[str]:
    """Return the packages that bring these libraries, with the least versions of the two that say them by symbols."""
    found = {f"libc6 (>= {'.'.join(map(str, glibc))})"}
    for library in libraries:
        if library == "libstdc++.so.6":
            found.add(f"libstdc++6 (>= {_GCC_OF_GLIBCXX[max(glibcxx[2], 28)]})")
        elif not _OF_LIBC.fullmatch(library):
            found.add(_PACKAGES[library])
    return sorted(found)


def _make_known(stage: Path, root: Path) -> None:
    """Put the link, the desktop entry, the icons and the note about licences in their places."""
    command = stage / "usr" / "bin" / NAME
    command.parent.mkdir(parents=True)
    command.symlink_to(f"/{OPT}/{NAME}")
    share = stage / "usr" / "share"
    icons = root / "resources" / "icons"
    hicolor = share / "icons" / "hicolor"
    _copy(HERE / "linux" / f"{NAME}.desktop", share / "applications" / f"{NAME}.desktop")
    _copy(icons / f"{NAME}.svg", hicolor / "scalable" / "apps" / f"{NAME}.svg")
    for size in _ICON_SIZES:
        _copy(icons / f"{NAME}-{size}.png", hicolor / f"{size}x{size}" / "apps" / f"{NAME}.png")
    note = share / "doc" / NAME / "copyright"
    note.parent.mkdir(parents=True)
    note.write_text(_COPYRIGHT.format(name=NAME), encoding="utf-8")


def _copy(source: Path, destination: Path) -> None:
    destination.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, destination)
    destination.chmod(0o644)


def _link_or_copy(source: str, destination: str) -> None:
    """Save the time and the room of a copy where both lie on one disk."""
    try:
        os.link(source, destination)
    except OSError:
        shutil.copy2(source, destination)


def _said_by(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
