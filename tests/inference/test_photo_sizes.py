"""Large photos are read reduced, and what is too large is refused before it takes memory."""

import tracemalloc
from pathlib import Path

import pytest
from PIL import Image

from cifar_desktop.errors import PhotoError
from cifar_desktop.inference import photo as photo_module
from cifar_desktop.inference.photo import MAX_PIXELS, MAX_REDUCED_PIXELS, open_photo, read_photo
from tests.inference.photo_files import RED, assert_upright, giant_jpeg, png_header, quarters, refusal, saved, with_size


class TestSizes:
    def test_one_pixel(self) -> None:
        assert read_photo(saved(Image.new("RGB", (1, 1), RED), "PNG")).size == (1, 1)

    def test_a_large_jpeg_is_decoded_reduced(self) -> None:
        large = saved(quarters(4800, 3200), "JPEG")
        shown = read_photo(large, enough_pixels=400)
        assert shown.size == (600, 400)
        assert_upright(shown, tolerance=6)
        assert read_photo(large).size == (1200, 800)

    def test_a_huge_picture_is_refused_before_it_is_decoded(self) -> None:
        side = int(MAX_PIXELS**0.5) + 1
        what = refusal(png_header(side, side)).what
        assert f"{side:,} by {side:,} pixels" in what
        assert "at most 178 million" in what

    def test_a_decompression_bomb_is_refused(self) -> None:
        assert "million" in refusal(png_header(200_000, 200_000)).what

    def test_a_file_too_large_for_a_photo_is_not_even_read(self, tmp_path: Path, monkeypatch) -> None:
        monkeypatch.setattr(photo_module, "MAX_FILE_BYTES", 100)
        path = tmp_path / "video.png"
        path.write_bytes(bytes(101))
        assert "too much for a photo" in refusal(path).what

    def test_the_size_in_the_file_is_told_the_right_way_up(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        photo = open_photo(saved(quarters(4800, 3200), "JPEG", exif=exif))
        assert (photo.width, photo.height) == (3200, 4800)
        assert photo.picture.size == (800, 1200)

    def test_a_tiff_turns_itself(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        photo = open_photo(saved(quarters().transpose(Image.Transpose.ROTATE_90), "TIFF", exif=exif))
        assert (photo.width, photo.height) == photo.picture.size == (64, 48)
        assert_upright(photo.picture)

    def test_other_large_pictures_come_reduced_as_well(self) -> None:
        photo = open_photo(saved(quarters(2400, 1600), "PNG"))
        assert (photo.width, photo.height) == (2400, 1600)
        assert photo.picture.size == (800, 534)
        assert_upright(photo.picture)

    def test_a_giant_jpeg_is_read_with_little_memory(self) -> None:
        content = giant_jpeg(20_000, 20_000)
        tracemalloc.start()
        try:
            photo = open_photo(content)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert (photo.width, photo.height) == (20_000, 20_000)
        assert photo.picture.size == (625, 625)
        assert photo.picture.getpixel((600, 3)) == (128, 128, 128)
        assert peak < 50e6  # what Python's allocator knows of; `benchmarks/classify.py` counts all of it

    def test_a_giant_that_must_be_held_whole_is_refused(self) -> None:
        progressive = saved(quarters(64, 64), "JPEG", progressive=True)
        what = refusal(with_size(progressive, 20_000, 20_000)).what
        assert "20,000 by 20,000" in what
        assert "progressive" in what
        in_passes = bytearray(saved(quarters(64, 64), "JPEG"))
        in_passes[in_passes.index(b"\xff\xda") + 4] = 1  # the first scan holds one of the three colours
        assert "progressive" in refusal(with_size(bytes(in_passes), 20_000, 20_000)).what

    def test_even_a_jpeg_can_be_too_large(self) -> None:
        side = int(MAX_REDUCED_PIXELS**0.5) + 1
        assert "at most 500 million" in refusal(giant_jpeg(side, side, body=b"")).what

    def test_what_stays_too_large_even_reduced_is_refused(self) -> None:
        with pytest.raises(PhotoError, match="at most 178 million"):
            open_photo(giant_jpeg(20_000, 20_000, body=b""), enough_pixels=15_000)
