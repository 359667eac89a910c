"""The archive and the .deb of a folder: whole, the same each time, and of nobody's making in particular."""

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from PIL import Image

from tools.package import archive, debian, icons, read_me, windows_version
from tools.package.__main__ import size

ROOT = Path(__file__).parents[2]
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows gets a .zip")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small package: an executable, a file, a link."""
    folder = tmp_path / "cifar-desktop"
    inner = folder / "_internal"
    inner.mkdir(parents=True)
    shutil.copyfile(shutil.which("true") or sys.executable, folder / "cifar-desktop")
    (folder / "cifar-desktop").chmod(0o700)
    (inner / "data.txt").write_text("data" * 1000)
    (inner / "data.txt").chmod(0o600)
    if sys.platform != "win32":
        (inner / "link.txt").symlink_to("data.txt")
    return folder


@posix_only
def test_the_archive_is_whole_and_always_the_same(folder: Path, tmp_path: Path) -> None:
    packed = [archive.pack(folder, _made(tmp_path / name), "1.2") for name in ("first", "second")]
    assert packed[0].name.startswith("cifar-desktop-1.2-")
    assert packed[0].read_bytes() == packed[1].read_bytes()
    with tarfile.open(packed[0]) as tar:
        members = {member.name: member for member in tar.getmembers()}
        assert list(members) == sorted(members)
        assert {(member.uid, member.uname) for member in members.values()} == {(0, "root")}
        assert members["cifar-desktop/cifar-desktop"].mode == 0o755
        assert members["cifar-desktop/_internal/data.txt"].mode == 0o644
        assert members["cifar-desktop/_internal/link.txt"].linkname == "data.txt"
        tar.extractall(tmp_path / "unpacked", filter="data")
    assert (tmp_path / "unpacked/cifar-desktop/_internal/data.txt").read_text() == "data" * 1000


def test_the_edition_with_cuda_says_so(folder: Path) -> None:
    assert not archive.file_name(folder, "1").endswith("-cuda")
    (folder / "_internal" / "libtorch_cuda.so").touch()
    assert archive.file_name(folder, "1").endswith("-cuda")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@posix_only
@pytest.mark.skipif(
    shutil.which("dpkg-deb") is None or shutil.which("readelf") is None, reason="needs dpkg-deb, readelf"
)
def test_the_deb_has_everything_in_its_place(folder: Path, tmp_path: Path) -> None:
    deb = debian.build(folder, tmp_path, root=ROOT, work=tmp_path / "work", version="1.2")
    told = subprocess.run(["dpkg-deb", "--contents", str(deb)], capture_output=True, text=True, check=True).stdout
    places = {line.split()[5]: line.split() for line in told.splitlines()}
    assert {fields[1] for fields in places.values()} == {"root/root"}
    assert places["./usr/bin/cifar-desktop"][7] == "/opt/cifar-desktop/cifar-desktop"
    assert {
        "./opt/cifar-desktop/_internal/data.txt",
        "./usr/share/applications/cifar-desktop.desktop",
        "./usr/share/icons/hicolor/scalable/apps/cifar-desktop.svg",
        "./usr/share/icons/hicolor/48x48/apps/cifar-desktop.png",
    } <= set(places)
    field = subprocess.run(["dpkg-deb", "--field", str(deb)], capture_output=True, text=True, check=True).stdout
    assert "Version: 1.2\n" in field
    assert "libc6 (>= 2." in field
    assert folder.is_dir()


def test_the_packages_that_bring_a_library() -> None:
    names = ["libc.so.6", "libm.so.6", "libstdc++.so.6", "libglib-2.0.so.0", "libxcb.so.1", "libgcc_s.so.1"]
    assert debian.packages_of(names, glibc=(2, 34), glibcxx=(3, 4, 30)) == [
        "libc6 (>= 2.34)",
        "libgcc-s1",
        "libglib2.0-0t64 | libglib2.0-0",
        "libstdc++6 (>= 12)",
        "libxcb1",
    ]


def test_a_library_that_nobody_knows_is_no_dependency_to_guess() -> None:
    with pytest.raises(KeyError, match="libnew"):
        debian.packages_of(["libnew.so.1"], glibc=(2, 34), glibcxx=(3, 4, 28))


def test_the_desktop_entry_is_valid() -> None:
    entry = ROOT / "tools/package/linux/cifar-desktop.desktop"
    lines = dict(line.split("=", 1) for line in entry.read_text(encoding="utf-8").splitlines() if "=" in line)
    assert lines["Exec"] == lines["Icon"] == lines["StartupWMClass"] == "cifar-desktop"
    if shutil.which("desktop-file-validate"):
        subprocess.run(["desktop-file-validate", str(entry)], check=True)


def test_the_readme_names_what_the_system_has_to_have() -> None:
    text = read_me.text("1.2", ["libEGL.so.1", "libc.so.6"], (2, 34))
    assert "libegl1" in text
    assert "glibc 2.34" in text
    assert "glibc" not in read_me.text("1.2", [], ())
    assert max(map(len, text.splitlines())) <= 120


def test_a_size_counts_a_link_as_a_link(folder: Path) -> None:
    files = [folder / "cifar-desktop", folder / "_internal/data.txt"]
    assert 0 <= size(folder) - sum(file.stat().st_size for file in files) < 20


@pytest.mark.parametrize(
    ("version", "numbers"), [("0.1.0", (0, 1, 0, 0)), ("1.2.3.4.5", (1, 2, 3, 4)), ("2.0rc1", (2, 0, 0, 0))]
)
def test_windows_gets_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert windows_version.four_numbers(version) == numbers


def test_macos_gets_its_icon(tmp_path: Path) -> None:
    file = icons.write_icns(ROOT / "resources/icons/cifar-desktop-512.png", tmp_path / "new" / "icon.icns")
    with Image.open(file) as icon:
        assert icon.format == "ICNS"
        assert icon.size[0] >= 512
