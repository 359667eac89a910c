"""Every part of the package brings its licence, and Qt its conditions."""

import sys
from importlib.metadata import PathDistribution, distribution
from pathlib import Path

import pytest

from tools.package import licences, metadata
from tools.package.licences import LicenceMissingError, Part

ROOT = Path(__file__).parents[2]


def _source(package: str, name: str) -> Path:
    file = next(file for file in distribution(package).files or () if file.as_posix() == name)
    return Path(str(file.locate()))


@pytest.fixture(scope="module")
def sources() -> list[Path]:
    return [
        _source("numpy", "numpy/__init__.py"),
        _source("pillow", "PIL/Image.py"),
        _source("PySide6_Essentials", "PySide6/__init__.py"),
        ROOT / "cifar_desktop" / "paths.py",
    ]


def test_the_parts_are_found_by_their_files(sources: list[Path]) -> None:
    assert set(licences.packages_of(sources)) == {"numpy", "pillow", "pyside6_essentials", "cifar_desktop"}


def test_every_text_is_written(sources: list[Path], tmp_path: Path) -> None:
    pytest.importorskip("PyInstaller", reason="make package installs it")
    parts = licences.parts_of(sources, ROOT)
    assert {"numpy", "pillow", "Python", "cifar-desktop"} <= {part.name for part in parts}
    licences.write(
        parts, tmp_path / "licences", qt_version="6.1", destinations=["PySide6/Qt/lib/libQt6Core.so.6", "a.so"]
    )
    for part in parts:
        folder = next((tmp_path / "licences").glob(f"{part.name}-*"))
        assert any(text.stat().st_size > 500 for text in folder.iterdir()), part.name
    about_qt = (tmp_path / "licences" / "QT.txt").read_text(encoding="utf-8")
    assert "libQt6Core.so.6" in about_qt
    assert "a.so" not in about_qt
    assert "6.1" in about_qt
    assert "LESSER GENERAL PUBLIC LICENSE" in (tmp_path / "licences" / "LGPL-3.0.txt").read_text(encoding="utf-8")
    listed = (tmp_path / "licences" / "LICENCES.txt").read_text(encoding="utf-8")
    assert all(part.name in listed for part in parts)


def test_a_library_of_which_its_package_says_nothing_is_a_part(sources: list[Path]) -> None:
    pytest.importorskip("PyInstaller", reason="make package installs it")
    torch = _source("torch", "torch/__init__.py")
    names = {part.name for part in licences.parts_of([*sources, torch, torch.parent / "lib" / "libgomp.so.1"], ROOT)}
    assert "libgomp" in names
    assert "libgomp" not in {part.name for part in licences.parts_of(sources, ROOT)}


@pytest.mark.skipif(sys.platform == "win32", reason="an archive for Windows has no links")
def test_a_text_that_is_there_twice_becomes_a_link(tmp_path: Path) -> None:
    metadata_text = tmp_path / "numpy-2.dist-info" / "licenses" / "LICENSE.txt"
    listed = tmp_path / "licences" / "numpy-2" / "LICENSE.txt"
    other = tmp_path / "licences" / "numpy-2" / "OTHER.txt"
    for text, words in ((metadata_text, "text"), (listed, "text"), (other, "another text")):
        text.parent.mkdir(parents=True, exist_ok=True)
        text.write_text(words)
    licences.link_equal_texts(tmp_path)
    assert listed.is_symlink()
    assert listed.read_text() == "text"
    assert not other.is_symlink()


def test_a_package_without_a_licence_stops_the_build(tmp_path: Path) -> None:
    folder = tmp_path / "bare-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: bare\nVersion: 1.0\n")
    (folder / "RECORD").write_text("bare-1.0.dist-info/METADATA,,\n")
    with pytest.raises(LicenceMissingError, match="bare"):
        licences.part_of_package("bare", PathDistribution(folder), ROOT)


def test_a_part_of_which_only_the_name_is_known_is_listed(tmp_path: Path) -> None:
    licences.write([Part(name="libfoo.so.1")], tmp_path / "licences", qt_version="6", destinations=[])
    listed = (tmp_path / "licences" / "LICENCES.txt").read_text(encoding="utf-8")
    assert "libfoo.so.1\n    The licence lies with the system" in listed


def test_the_metadata_that_goes_along_names_only_itself(sources: list[Path], tmp_path: Path) -> None:
    packages = licences.packages_of(sources)
    for source, place in metadata.write_metadata(packages, tmp_path / "written"):
        destination = tmp_path / "packaged" / place / Path(source).name
        destination.parent.mkdir(parents=True, exist_ok=True)
        destination.write_bytes(Path(source).read_bytes())
    (folder,) = (tmp_path / "packaged").glob("numpy-*.dist-info")
    copied = PathDistribution(folder)
    assert copied.version == distribution("numpy").version
    files = copied.files or []
    assert len(files) > 2
    assert all(Path(str(file.locate())).is_file() for file in files)
