"""Linux libraries: what each needs, which of the system's are carried along, and their names taken off.

Needs `readelf` and `strip` of binutils, which PyInstaller needs as well.
"""

import re
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from tools.package.contents import Entry
from tools.system_libraries import LIBRARIES

# Shared with the drivers and the desktop of the machine, or so old that every Linux has them: never carried along. An
# older libstdc++ than the graphics driver's keeps that from loading; two GLibs in one process do not get on.
FROM_THE_SYSTEM = frozenset(library.name for library in LIBRARIES) | {
    *("libc.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0", "libresolv.so.2", "libutil.so.1"),
    *("ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libgcc_s.so.1", "libstdc++.so.6", "libcrypt.so.1"),
}
# These are not: small, of a stable interface, and often missing, which is the best-known way for Qt not to start.
CARRIED_ALONG = frozenset(
    f"libxcb-{name}"
    for name in ("cursor.so.0", "icccm.so.4", "image.so.0", "keysyms.so.1", "render-util.so.0", "util.so.1")
)
SYSTEM_LIBRARIES = FROM_THE_SYSTEM - CARRIED_ALONG
# Loaded where the desktop has what it needs, and passed over in silence where it has not.
OPTIONAL = re.compile(r"platformthemes/|libQt6FFmpegStub-|wayland-graphics-integration-client/.*(vulkan|drm)")

_FOLLOWED_TO = re.compile(r"lib(?!python)[^/]*\.so(\.|$)")
_CHUNK = 200  # files a call, as a command line has its limits
# Qt and its bindings stay as they were published; there is nothing to take off. Wheels whose libraries were gathered in
# a folder `*.libs` had sections moved about in these, and `strip` breaks such: OpenBLAS would no longer load.
_NOT_STRIPPED = re.compile(r"(numpy|pillow|torchvision)\.libs/|^(PySide6|shiboken6)/")


def needed_libraries(files: Sequence[Path]) -> dict[Path, frozenset[str]]:
    """Return the names of the libraries that each file asks for; nothing for what is no ELF file."""
    needed: dict[Path, set[str]] = {file: set() for file in files}
    for start in range(0, len(files), _CHUNK):
        chunk = files[start : start + _CHUNK]
        told = _readelf("-d", chunk)
        for file, text in _by_file(chunk, told):
            needed[file] |= set(re.findall(r"\(NEEDED\).*\[(.*)\]", text))
    return {file: frozenset(names) for file, names in needed.items()}


def versions_needed(files: Sequence[Path], name: str) -> set[tuple[int, ...]]:
    """Return which versions of a library's symbols are asked for, such as (2, 34) of GLIBC."""
    told = "".join(_readelf("-V", files[start : start + _CHUNK]) for start in range(0, len(files), _CHUNK))
    found = re.findall(rf"Name: {re.escape(name)}_([\d.]+)\s+Flags", told)
    return {tuple(map(int, version.split("."))) for version in found}


def carried(
    entries: Sequence[Entry], needed: Callable[[Sequence[Path]], Mapping[Path, frozenset[str]]] = needed_libraries
) -> list[Entry]:
    """Return the entries less the libraries of the system, and of Qt, that nothing which stays needs.

    PyInstaller follows every library to the next. What only a library needs that is not carried along is not carried
    along either, or half a desktop would be.
    """
    files = {entry[0]: Path(entry[1]) for entry in entries if entry[2] != "SYMLINK"}
    needs = needed(list(files.values()))
    by_name: dict[str, list[str]] = {}
    for place in files:
        by_name.setdefault(place.rpartition("/")[2], []).append(place)
    waiting = [place for place in files if not _is_only_a_library(place)]
    kept = set(waiting)
    while waiting:
        place = waiting.pop()
        if OPTIONAL.search(place):
            continue
        for name in needs.get(files[place], frozenset()) - SYSTEM_LIBRARIES:
            found = [each for each in by_name.get(name, []) if each not in kept]
            kept.update(found)
            waiting += found
    return [entry for entry in entries if entry[2] == "SYMLINK" or entry[0] in kept]


def missing_in(folder: Path) -> dict[str, set[str]]:
    """Return the libraries that are asked for and neither lie in the folder nor come from the system, with who asks."""
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    inside = {file.name for file in folder.rglob("*")}
    missing: dict[str, set[str]] = {}
    for file, names in needed_libraries(files).items():
        place = file.relative_to(folder).as_posix()
        if not OPTIONAL.search(place):
            for name in names - inside - SYSTEM_LIBRARIES:
                missing.setdefault(name, set()).add(place)
    return missing


def system_libraries_of(folder: Path) -> set[str]:
    """Return the names of the system's libraries without which a part of the package does not load."""
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    inside = {file.name for file in files}
    asked: set[str] = set()
    for file, names in needed_libraries(files).items():
        if not OPTIONAL.search(file.relative_to(folder).as_posix()):
            asked |= names
    return asked - inside


def stripped(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Return the entries with copies of the libraries that lack the names of inner functions: 90 MB of torch."""
    return [
        (place, str(_strip(place, Path(source), folder)), kind)
        if kind in ("BINARY", "EXTENSION")
        else (place, source, kind)
        for place, source, kind in entries
    ]


def _strip(place: str, file: Path, folder: Path) -> Path:
    if _NOT_STRIPPED.search(place):
        return file
    copy = folder / place
    copy.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["strip", "--strip-unneeded", "-o", str(copy), str(file)], capture_output=True, check=False)
    return copy if done.returncode == 0 and copy.is_file() and copy.stat().st_size < file.stat().st_size else file


def _is_only_a_library(place: str) -> bool:
    """Tell whether a file is there for others: a library of Qt's, one that a wheel gathered, one that was followed to.

    PyInstaller puts those at the top. Python's own is opened by its name.
    """
    return "/Qt/lib/" in place or ".libs/" in place or bool(_FOLLOWED_TO.match(place))


def _readelf(option: str, files: Sequence[Path]) -> str:
    if not files:
        return ""
    # A file that is not ELF makes it fail after having told about the others; with one file it names none.
    told = subprocess.run(
        ["readelf", option, "-W", "/dev/null", *map(str, files)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env={"LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin"},
    )
    return told.stdout


def _by_file(files: Sequence[Path], told: str) -> Iterable[tuple[Path, str]]:
    """Cut what readelf said at the lines that begin a file."""
    known = {str(file): file for file in files}
    parts = re.split(r"^File: (.*)$", told, flags=re.MULTILINE)
    return [(known[name], text) for name, text in zip(parts[1::2], parts[2::2], strict=True) if name in known]
