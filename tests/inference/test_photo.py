"""Photos of every kind become upright RGB, or are refused in words."""

import io
import struct
import tracemalloc
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, features

from cifar_desktop.errors import PhotoError
from cifar_desktop.inference import photo as photo_module
from cifar_desktop.inference.photo import MAX_PIXELS, MAX_REDUCED_PIXELS, open_photo, read_photo

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 180, 40), (30, 40, 200), (220, 210, 40)


def quarters(width: int = 64, height: int = 48) -> Image.Image:
    """A picture of four colours, which tells every turn and mirroring apart."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    picture.paste(YELLOW, (width // 2, height // 2, width, height))
    return picture


def saved(picture: Image.Image, format: str, **options: object) -> bytes:  # noqa: A002 - Pillow's own name
    stream = io.BytesIO()
    picture.save(stream, format, **options)
    return stream.getvalue()


def corners(picture: Image.Image) -> list[tuple[int, int, int]]:
    """The colours of the four quarters, from the top left."""
    width, height = picture.size
    places = [(1, 1), (3, 1), (1, 3), (3, 3)]
    return [picture.getpixel((width * x // 4, height * y // 4)) for x, y in places]


def assert_upright(picture: Image.Image, *, tolerance: int = 0) -> None:
    assert picture.mode == "RGB"
    difference = np.array(corners(picture), dtype=int) - np.array([RED, GREEN, BLUE, YELLOW])
    assert np.abs(difference).max() <= tolerance


def refusal(source: Path | bytes) -> PhotoError:
    with pytest.raises(PhotoError) as caught:
        read_photo(source)
    assert caught.value.what.endswith(".")
    assert caught.value.remedy
    return caught.value


class TestFormats:
    @pytest.mark.parametrize(
        ("format_name", "options", "tolerance"),
        [
            ("PNG", {}, 0),
            ("BMP", {}, 0),
            ("TIFF", {}, 0),
            ("TIFF", {"compression": "tiff_lzw"}, 0),
            ("WEBP", {"lossless": True}, 0),
            ("PPM", {}, 0),
            ("TGA", {}, 0),
            ("JPEG", {"quality": 95}, 6),
            ("GIF", {}, 2),
            pytest.param(
                "AVIF", {"quality": 95}, 8, marks=pytest.mark.skipif(not features.check("avif"), reason="no AVIF here")
            ),
        ],
    )
    def test_each_format_gives_the_same_picture(self, format_name: str, options: dict, tolerance: int) -> None:
        assert_upright(read_photo(saved(quarters(), format_name, **options)), tolerance=tolerance)

    def test_a_file_is_read_like_its_content(self, tmp_path: Path) -> None:
        path = tmp_path / "a photo, with spaces and ü.png"
        path.write_bytes(saved(quarters(), "PNG"))
        assert read_photo(path).tobytes() == read_photo(path.read_bytes()).tobytes() == quarters().tobytes()

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_the_camera_may_have_been_held_any_way(self, orientation: int) -> None:
        # What undoes each orientation, as the EXIF standard numbers them.
        undo = {
            2: Image.Transpose.FLIP_LEFT_RIGHT,
            3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE,
            6: Image.Transpose.ROTATE_90,
            7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270,
        }
        stored = quarters().transpose(undo[orientation]) if orientation > 1 else quarters()
        exif = Image.Exif()
        exif[0x0112] = orientation
        shown = read_photo(saved(stored, "JPEG", exif=exif, quality=95))
        assert shown.size == (64, 48)
        assert_upright(shown, tolerance=12)

    def test_of_a_moving_picture_the_first_frame_counts(self) -> None:
        frames = [quarters(), Image.new("RGB", (64, 48), BLUE)]
        moving = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
        assert_upright(read_photo(moving), tolerance=2)


class TestColours:
    @pytest.mark.parametrize("mode", ["CMYK", "YCbCr", "LAB"])
    def test_other_colour_models_come_back_as_the_same_colours(self, mode: str) -> None:
        format_name = "JPEG" if mode == "CMYK" else "TIFF"
        if mode == "LAB":
            from PIL import ImageCms

            profiles = (ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"))
            converted = ImageCms.profileToProfile(quarters(), *profiles, outputMode="LAB")
        else:
            converted = quarters().convert(mode)
        assert_upright(read_photo(saved(converted, format_name)), tolerance=12)

    def test_grey_and_black_and_white(self) -> None:
        for mode in ("L", "1"):
            picture = Image.new(mode, (8, 8), 1 if mode == "1" else 77)
            expected = (255, 255, 255) if mode == "1" else (77, 77, 77)
            assert read_photo(saved(picture, "PNG")).getpixel((3, 3)) == expected

    def test_palettes(self) -> None:
        assert_upright(read_photo(saved(quarters().quantize(8), "PNG")), tolerance=2)

    def test_what_is_transparent_is_white(self) -> None:
        picture = Image.new("RGBA", (8, 8), (*RED, 0))
        picture.paste((*RED, 255), (0, 0, 4, 8))
        picture.putpixel((7, 7), (0, 0, 0, 128))
        shown = read_photo(saved(picture, "PNG"))
        assert shown.getpixel((1, 1)) == RED
        assert shown.getpixel((6, 1)) == (255, 255, 255)
        assert shown.getpixel((7, 7)) == (127, 127, 127)

    def test_transparency_of_palettes_and_of_single_colours(self) -> None:
        palette = quarters().quantize(4)
        shown = read_photo(saved(palette, "GIF", transparency=palette.getpixel((1, 1))))
        assert corners(shown)[0] == (255, 255, 255)
        assert corners(shown)[3] == YELLOW
        keyed = read_photo(saved(quarters(), "PNG", transparency=RED))
        assert corners(keyed) == [(255, 255, 255), GREEN, BLUE, YELLOW]

    @pytest.mark.parametrize(("value", "expected"), [(65535, 255), (32896, 128), (257 * 60, 60), (0, 0)])
    def test_sixteen_bits_of_grey_are_scaled_not_cut_off(self, value: int, expected: int) -> None:
        grey = np.full((6, 6), value, dtype=np.uint16)
        grey[0, 0] = 65535
        for format_name in ("PNG", "TIFF"):
            shown = read_photo(saved(Image.fromarray(grey), format_name))
            assert abs(shown.getpixel((3, 3))[0] - expected) <= 1

    def test_grey_as_fractions_with_holes(self) -> None:
        grey = np.full((6, 6), 0.5, dtype=np.float32)
        grey[0, 0], grey[1, 1] = 1.0, np.nan
        shown = read_photo(saved(Image.fromarray(grey), "TIFF"))
        assert shown.getpixel((3, 3)) == (127, 127, 127)
        assert shown.getpixel((1, 1)) == (0, 0, 0)


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


class TestThreads:
    def test_many_threads_read_and_warnings_are_as_before(self, recwarn: pytest.WarningsRecorder) -> None:
        contents = [saved(quarters(300 + number, 200), "JPEG") for number in range(4)]
        odd = saved(quarters(), "TIFF")
        filters = list(warnings.filters)
        with ThreadPoolExecutor(6) as pool:
            sizes = list(pool.map(lambda content: read_photo(content).size, [*contents, odd] * 12))
        assert sizes == [(300, 200), (301, 200), (302, 200), (303, 200), (64, 48)] * 12
        assert warnings.filters == filters
        assert not recwarn.list

    def test_large_ones_are_read_one_after_the_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(photo_module, "LARGE_PIXELS", 100)
        content = saved(quarters(), "PNG")
        with ThreadPoolExecutor(4) as pool:
            for shown in pool.map(read_photo, [content] * 12):
                assert_upright(shown)


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


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds nothing."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def with_size(jpeg: bytes, width: int, height: int) -> bytes:
    """Return a JPEG that claims another size."""
    frame = next(place for mark in (b"\xff\xc0", b"\xff\xc2") if (place := jpeg.find(mark)) >= 0)
    return jpeg[: frame + 5] + struct.pack(">HH", height, width) + jpeg[frame + 9 :]


def giant_jpeg(width: int, height: int, *, body: bytes | None = None) -> bytes:
    """Return a grey JPEG of any size, made of codes: 00 for "as bright as the last block", 1010 for its end."""
    small = with_size(saved(Image.new("L", (8, 8), 128), "JPEG"), width, height)
    scan = small.index(b"\xff\xda")
    start = scan + 2 + int.from_bytes(small[scan + 2 : scan + 4], "big")
    num_blocks = -(-width // 8) * -(-height // 8)
    content = b"\x28\xa2\x8a" * -(-num_blocks // 4) if body is None else body  # four blocks in 24 bits
    return small[:start] + content + b"\xff\xd9"
