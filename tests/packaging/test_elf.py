"""Which of the system's libraries go along, and that a library without its inner names still works."""

import ctypes
import shutil
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from tools.package import elf
from tools.package.contents import Entry

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("readelf") is None, reason="reads the libraries of Linux, with binutils"
)
SYSTEM = "/usr/lib/x86_64-linux-gnu/"
NEEDS = {
    "_ssl.so": {"libssl.so.3", "libc.so.6"},
    "libssl.so.3": {"libcrypto.so.3"},
    "libqxcb.so": {"libQt6Gui.so.6", "libxcb-cursor.so.0", "libglib-2.0.so.0"},
    "libQt6Gui.so.6": {"libQt6Core.so.6"},
    "libxcb-cursor.so.0": {"libxcb-image.so.0", "libxcb.so.1"},
    "libglib-2.0.so.0": {"libpcre2-8.so.0"},
    "_webp.so": {"libwebp-51.so.7"},
}


def _binary(place: str, source: str) -> Entry:
    return (place, source, "BINARY")


def _needed(files: Sequence[Path]) -> Mapping[Path, frozenset[str]]:
    return {file: frozenset(NEEDS.get(file.name, ())) for file in files}


ENTRIES = [
    _binary("python3.11/lib-dynload/_ssl.so", "/python/_ssl.so"),
    _binary("libssl.so.3", f"{SYSTEM}libssl.so.3"),
    _binary("libcrypto.so.3", f"{SYSTEM}libcrypto.so.3"),
    _binary("libpython3.11.so.1.0", f"{SYSTEM}libpython3.11.so.1.0"),
    _binary("PySide6/Qt/plugins/platforms/libqxcb.so", "/qt/libqxcb.so"),
    _binary("PySide6/Qt/lib/libQt6Gui.so.6", "/qt/libQt6Gui.so.6"),
    _binary("PySide6/Qt/lib/libQt6Core.so.6", "/qt/libQt6Core.so.6"),
    _binary("PySide6/Qt/lib/libQt6Network.so.6", "/qt/libQt6Network.so.6"),
    _binary("libxcb-cursor.so.0", f"{SYSTEM}libxcb-cursor.so.0"),
    _binary("libxcb-image.so.0", f"{SYSTEM}libxcb-image.so.0"),
    _binary("libxcb.so.1", f"{SYSTEM}libxcb.so.1"),
    _binary("libglib-2.0.so.0", f"{SYSTEM}libglib-2.0.so.0"),
    _binary("libpcre2-8.so.0", f"{SYSTEM}libpcre2-8.so.0"),
    ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
    _binary("PIL/_webp.so", "/pil/_webp.so"),
    _binary("pillow.libs/libwebp-51.so.7", "/pil/libwebp-51.so.7"),
    _binary("pillow.libs/libfreetype-57.so.6", "/pil/libfreetype-57.so.6"),
]


def test_what_is_needed_goes_along_and_what_the_system_has_does_not() -> None:
    kept = [place for place, _, _ in elf.carried(ENTRIES, _needed)]
    left_out = [place for place, _, _ in ENTRIES if place not in kept]
    assert left_out == [
        "PySide6/Qt/lib/libQt6Network.so.6",
        "libxcb.so.1",
        "libglib-2.0.so.0",
        "libpcre2-8.so.0",
        "pillow.libs/libfreetype-57.so.6",
    ]


def _library(name: str) -> Path:
    import PySide6

    return Path(PySide6.__path__[0]) / "Qt" / "lib" / name


def test_what_a_library_needs_is_read_from_it(tmp_path: Path) -> None:
    text = tmp_path / "no library.txt"
    text.write_text("text")
    needed = elf.needed_libraries([text, _library("libQt6Gui.so.6")])
    assert needed[text] == frozenset()
    assert {"libQt6Core.so.6", "libc.so.6"} <= needed[_library("libQt6Gui.so.6")]


def test_the_versions_that_it_needs_are_read_from_it() -> None:
    versions = elf.versions_needed([_library("libQt6Gui.so.6")], "GLIBC")
    assert (2, 14) in versions
    assert max(versions) > (2, 14)


def test_a_stripped_library_is_smaller_and_loads(tmp_path: Path) -> None:
    library = _torch_folder() / "lib" / "libc10.so"
    ((place, source, kind),) = elf.stripped([_binary("torch/lib/libc10.so", str(library))], tmp_path)
    assert (place, kind) == ("torch/lib/libc10.so", "BINARY")
    assert Path(source).stat().st_size < library.stat().st_size
    assert ctypes.CDLL(source)


def _torch_folder() -> Path:
    """Find it without importing torch."""
    found = find_spec("torch")
    assert found
    assert found.origin
    return Path(found.origin).parent


@pytest.mark.parametrize(
    "entry", [_binary("numpy.libs/libz.so", "/x"), ("torch/a", "b", "SYMLINK"), ("a", "/b", "DATA")]
)
def test_what_must_not_be_changed_is_not(entry: Entry, tmp_path: Path) -> None:
    assert elf.stripped([entry], tmp_path) == [entry]


def test_a_library_that_is_missing_is_named(tmp_path: Path) -> None:
    shutil.copyfile(_library("libQt6Gui.so.6"), tmp_path / "libQt6Gui.so.6")
    missing = elf.missing_in(tmp_path)
    assert missing["libQt6Core.so.6"] == {"libQt6Gui.so.6"}
    assert "libEGL.so.1" not in missing
    assert "libEGL.so.1" in elf.system_libraries_of(tmp_path)
