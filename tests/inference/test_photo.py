"""Photos of every kind become upright RGB, in any number of threads."""

import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, features

from cifar_desktop.inference import photo as photo_module
from cifar_desktop.inference.photo import read_photo
from tests.inference.photo_files import BLUE, GREEN, RED, YELLOW, assert_upright, corners, quarters, saved


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
