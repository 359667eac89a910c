"""What is found in a paste or a drop, and what is said of the rest."""

import io
import os
import socket
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage, QPixmap
from pytestqt.qtbot import QtBot

from cifar_desktop.errors import PhotoError
from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.ui.classify.mime_photos import MimePhotos, may_hold_photos, photos_in
from tests.ui.classify.pasted_things import (
    ON_THE_WEB,
    data_address,
    from_browser,
    picture,
    png,
    qt_image,
    with_addresses,
    with_format,
    with_text,
)

PNG = png(picture())


@pytest.fixture
def cat(tmp_path: Path) -> Path:
    file = tmp_path / "cat.png"
    file.write_bytes(PNG)
    return file


def found_in(mime: QMimeData) -> MimePhotos:
    """Return what is found, once it is sure that it was not held for hopeless before it was dropped."""
    found = photos_in(mime, came="dropped")
    if found.files or found.folders or found.pictures:
        assert may_hold_photos(mime)
    return found


def refusal(mime: QMimeData) -> str:
    """Return what is said where nothing at all is taken."""
    found = found_in(mime)
    assert (found.files, found.folders, found.pictures) == ((), (), ())
    assert isinstance(found.problem, PhotoError)
    assert found.problem.remedy.endswith(".")
    return found.problem.what


class TestFiles:
    @pytest.mark.parametrize(
        "name",
        [
            "sp ace.png",
            "100%25 50%.png",
            "a#b?c&d.png",
            "größe 猫.png",
            "semi;colon, 'quote\".png",
            "two\nlines.png",
        ],
    )
    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
    def test_odd_names_are_understood(self, tmp_path: Path, name: str) -> None:
        file = tmp_path / name
        file.write_bytes(PNG)
        found = found_in(with_addresses(file))
        assert found.files == (file,)
        assert found.problem is None
        assert PhotoSource(name=name, path=found.files[0]).read().size == (41, 29)

    @pytest.mark.skipif(sys.platform != "linux", reason="only here may a name be no text")
    def test_a_name_that_is_no_text_is_found_all_the_same(self, tmp_path: Path) -> None:
        file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9 100%.png"))
        file.write_bytes(PNG)
        encoded = b"file://" + os.fsencode(tmp_path) + b"/caf%E9%20100%25.png"
        found = found_in(with_addresses(QUrl.fromEncoded(encoded)))
        assert found.files == (file,)
        assert found.files[0].read_bytes() == PNG

    def test_files_and_folders_mixed(self, tmp_path: Path, cat: Path) -> None:
        folder, notes, gone = tmp_path / "holidays.png", tmp_path / "notes.txt", tmp_path / "gone.jpg"
        folder.mkdir()
        notes.write_text("no photo, but that is said by whoever reads it")
        found = found_in(with_addresses(notes, folder, cat, gone, cat))
        assert found == MimePhotos(files=(notes, cat, gone), folders=(folder,))

    def test_addresses_of_this_computer(self, cat: Path) -> None:
        for host in ("", "localhost", socket.gethostname()):
            assert found_in(with_addresses(f"file://{host}{cat}")).files == (cat,)

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows reads shares of other computers")
    @pytest.mark.parametrize(
        ("address", "name"),
        [
            ("file://elsewhere/photos/my%20cat.jpg", "my cat.jpg"),
            ("smb://nas/photos/cat.jpg", "cat.jpg"),
            ("mtp://phone/", "phone"),
            ("trash:///cat.jpg", "cat.jpg"),
        ],
    )
    def test_what_lies_elsewhere_is_named(self, address: str, name: str) -> None:
        assert not may_hold_photos(with_addresses(address))
        assert refusal(with_addresses(address)).startswith(f"“{name}” lies on another computer or device")
        assert "and 1 more lies" in refusal(with_addresses(address, "smb://nas/dog.jpg"))

    def test_a_file_beats_the_icon_beside_it(self, cat: Path) -> None:
        mime = with_addresses(cat)
        mime.setImageData(qt_image(png(picture(size=(16, 16)))))
        assert found_in(mime) == MimePhotos(files=(cat,))

    def test_a_picture_beats_a_page_beside_it(self, tmp_path: Path) -> None:
        page = tmp_path / "page.html"
        page.write_text("<p>")
        mime = with_addresses(page)
        mime.setImageData(qt_image(PNG))
        (found,) = found_in(mime).pictures
        assert found.read().tobytes() == picture().tobytes()

    @pytest.mark.parametrize("before", ["{}", '"{}"', "  {}\n\n", "file://{}"])
    def test_paths_as_text(self, cat: Path, before: str) -> None:
        assert found_in(with_text(before.format(cat))).files == (cat,)
        assert found_in(with_text(f"{cat}\n'{cat.parent}'")) == MimePhotos(files=(cat,), folders=(cat.parent,))

    @pytest.mark.parametrize("text", ["cat.png", "{}\nand words", "{}x", "/" + "long" * 2_000, "/zero\0byte"])
    def test_words_are_not_taken_for_paths(self, cat: Path, text: str) -> None:
        assert refusal(with_text(text.format(cat))) == "What was dropped is only text, no picture."


class TestPictures:
    def test_from_a_browser_it_has_the_name_that_it_has_there(self) -> None:
        (found,) = found_in(from_browser(PNG)).pictures
        assert found.name == "my cat.png"
        assert found.read().tobytes() == picture().tobytes()
        assert found_in(from_browser(PNG, "https://example.org/image?id=7")).pictures[0].name == ""

    def test_transparency_is_kept(self) -> None:
        before = picture("RGBA")
        (found,) = found_in(from_browser(png(before))).pictures
        with Image.open(io.BytesIO(found.content or b"")) as after:
            assert after.mode == "RGBA"
            assert np.array_equal(np.asarray(after), np.asarray(before))

    def test_a_large_one_is_kept_exactly_too(self) -> None:
        large = picture(size=(2_500, 1_700))
        mime = QMimeData()
        mime.setImageData(qt_image(png(large)))
        (found,) = found_in(mime).pictures
        assert found.read(enough_pixels=10_000).tobytes() == large.tobytes()
        as_file = PhotoSource(name="", content=png(large))
        assert found.read().tobytes() == as_file.read().tobytes()  # reduced, both in the same way

    def test_a_png_is_taken_as_it_is(self) -> None:
        mime = with_format("image/png", PNG)
        mime.setImageData(QImage(3, 3, QImage.Format.Format_RGB32))
        assert found_in(mime).pictures == (PhotoSource(name="", content=PNG),)

    def test_what_only_calls_itself_png_is_passed_over(self) -> None:
        mime = with_format("image/png", b"not at all")
        mime.setImageData(qt_image(PNG))
        assert found_in(mime).pictures[0].read().tobytes() == picture().tobytes()

    def test_a_pixmap(self, qtbot: QtBot) -> None:
        mime = QMimeData()
        mime.setImageData(QPixmap.fromImage(qt_image(PNG)))
        assert found_in(mime).pictures[0].read().tobytes() == picture().tobytes()

    @pytest.mark.parametrize("name", ["image/x-nobody-knows-it", "application/octet-stream;name=cat.png"])
    def test_formats_that_only_our_reader_may_know(self, name: str) -> None:
        found = found_in(with_format(name, PNG, ON_THE_WEB))
        assert found.pictures == (PhotoSource(name="my cat.png", content=PNG),)

    def test_one_that_cannot_be_read(self) -> None:
        mime = QMimeData()
        mime.setImageData(QImage())
        assert refusal(mime) == "What was dropped should be a picture, but cannot be read."


class TestAddresses:
    def test_pictures_inside_addresses(self) -> None:
        whole = data_address(PNG)
        head, letters = whole.split(",")
        for body in (
            letters,
            letters.rstrip("="),
            letters.replace("+", "%2B").replace("=", "%3D"),
            letters.replace("+", "-").replace("/", "_"),
            letters[:40] + "%0A%20" + letters[40:],
        ):
            (found,) = found_in(with_addresses(f"{head},{body}")).pictures
            assert found.content == PNG
        assert found_in(with_text(whole)).pictures[0].content == PNG

    def test_several_at_once(self, cat: Path) -> None:
        other = png(picture("L"))
        found = found_in(with_addresses(data_address(PNG), cat, data_address(other)))
        assert found.files == (cat,)
        assert [each.content for each in found.pictures] == [PNG, other]

    def test_a_picture_in_the_text_of_a_page(self) -> None:
        mime = with_addresses("https://example.org/")
        mime.setHtml(f"<a href='https://example.org/'><IMG width=3\n src='{data_address(PNG)}'></a>")
        (found,) = found_in(mime).pictures
        assert found.content == PNG

    @pytest.mark.parametrize("body", ["", "AAA!AAA", "A"])
    def test_a_damaged_one(self, body: str) -> None:
        assert "damaged or cut short" in refusal(with_addresses(f"data:image/png;base64,{body}"))

    def test_one_that_is_cut_short_is_for_the_reader_to_refuse(self) -> None:
        (found,) = found_in(with_addresses(data_address(PNG[:200]))).pictures
        with pytest.raises(PhotoError, match="damaged"):
            found.read()

    def test_one_that_holds_something_else(self) -> None:
        assert "no picture" in refusal(with_addresses("data:text/html,<p>Hello, you</p>"))

    @pytest.mark.parametrize(
        "mime",
        [
            with_addresses(ON_THE_WEB),
            with_addresses(ON_THE_WEB, "https://example.org/dog.jpg"),
            with_addresses("blob:https://example.org/0123"),
            with_text(f" {ON_THE_WEB}\n"),
        ],
        ids=["one", "two", "blob", "text"],
    )
    def test_nothing_is_downloaded(self, mime: QMimeData) -> None:
        assert not may_hold_photos(mime)
        words = refusal(mime)
        assert words == "What was dropped is only an address on the web, and nothing is downloaded without being asked."

    def test_a_page_without_pictures_of_its_own(self) -> None:
        mime = with_addresses(ON_THE_WEB)
        mime.setHtml(f'<img src="{ON_THE_WEB}">')
        assert "only an address" in refusal(mime)

    def test_what_can_be_taken_is(self, cat: Path) -> None:
        found = found_in(with_addresses(ON_THE_WEB, cat, "data:image/png;base64,!"))
        assert found.files == (cat,)
        assert found.problem is not None
        assert found.problem.what.startswith("Some of what was dropped is only an address")
        assert found.problem.kept == "What can be read was taken."


class TestNothing:
    def test_nothing_at_all(self) -> None:
        assert refusal(QMimeData()) == "Nothing was dropped."
        found = photos_in(QMimeData(), came="pasted")
        assert str(found.problem) == (
            "There is nothing to paste: the clipboard is empty. Copy a picture or photo files first."
        )
        assert not may_hold_photos(QMimeData())

    @pytest.mark.parametrize(
        "mime", [with_text(" \n"), with_format("application/x-color", b"\0" * 8)], ids=["blank", "colour"]
    )
    def test_something_that_no_photo_can_be_in(self, mime: QMimeData) -> None:
        assert not may_hold_photos(mime)
        assert refusal(mime) == "What was dropped holds no picture that can be read."

    def test_text_of_a_page(self) -> None:
        mime = with_text("Hello")
        mime.setHtml("<b>Hello</b>")
        assert refusal(mime) == "What was dropped is only text, no picture."
