"""Files that are no photos, or no whole ones, are refused in words."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cifar_desktop.errors import PhotoError
from cifar_desktop.inference.photo import read_photo
from tests.inference.photo_files import assert_upright, quarters, refusal, saved


class TestBadFiles:
    @pytest.mark.parametrize(
        ("start", "name"),
        [
            (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
            (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "HEIC"),
            (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", "video"),
            (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG XL"),
            (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG 2000"),
            (b"%PDF-1.7\n", "PDF"),
            (b"<?xml version='1.0'?>\n<svg width='3'/>", "SVG"),
            (b"\n <!DOCTYPE HTML><html></html>", "web page"),
            (b"8BPS\x00\x01", "Photoshop"),
            (b"PK\x03\x04", "archive"),
        ],
    )
    def test_what_it_is_instead_is_named(self, start: bytes, name: str) -> None:
        error = refusal(start + bytes(600))
        assert name in error.what
        assert error.what.endswith("cannot be read.")

    def test_odd_metadata_is_no_reason(self) -> None:
        content = saved(quarters(), "JPEG", quality=95, exif=b"Exif\x00\x00MM\x00*\x00\x00\xff\xff and so on")
        assert_upright(read_photo(content), tolerance=12)

    def test_an_empty_content_is_empty(self) -> None:
        assert "empty" in refusal(b"").what

    def test_garbage_in_every_format_is_refused_in_words(self) -> None:
        random = np.random.default_rng(5)
        for format_name in ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "TGA", "PPM", "ICO"):
            whole = saved(quarters(), format_name)
            for _ in range(25):
                content = bytearray(whole)
                for place in random.integers(0, min(len(whole), 200), 6):
                    content[place] = random.integers(0, 256)
                try:
                    shown = read_photo(bytes(content))
                except PhotoError as error:
                    assert error.what.endswith(".")  # noqa: PT017 - some stay readable
                else:
                    assert shown.mode == "RGB"

    def test_what_is_no_picture(self, tmp_path: Path) -> None:
        path = tmp_path / "notes.jpg"
        path.write_text("no picture at all")
        assert "not a picture" in refusal(path).what

    @pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF"])
    def test_a_file_that_was_cut_short(self, format_name: str) -> None:
        noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (64, 64, 3), dtype=np.uint8))
        whole = saved(noise, format_name)
        for share in (0.1, 0.5, 0.9):
            with pytest.raises(PhotoError):
                read_photo(whole[: int(len(whole) * share)])

    def test_nothing_folder_and_empty(self, tmp_path: Path) -> None:
        assert "no such file" in refusal(tmp_path / "missing.png").what
        assert "a folder" in refusal(tmp_path).what
        (tmp_path / "empty.png").touch()
        assert "empty" in refusal(tmp_path / "empty.png").what

    def test_a_broken_chunk(self) -> None:
        content = bytearray(saved(quarters(), "PNG"))
        content[content.index(b"IDAT") + 8] ^= 0xFF
        refusal(bytes(content))
