"""Limits on what a picture file can make the program do: passes, chunks and colours without end."""

import logging
import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.soak.good_pictures import saved
from cifar_desktop.errors import PhotoError
from cifar_desktop.inference import photo as photo_module
from cifar_desktop.inference.photo import read_photo, to_rgb


def in_passes(number: int, side: int) -> bytes:
    """Return a progressive JPEG that claims this side, with its last pass so many times."""
    content = saved(Image.new("RGB", (64, 64), (90, 120, 30)), "JPEG", progressive=True)
    start, frame = content.rindex(b"\xff\xda"), content.index(b"\xff\xc2") + 5
    content = content[:start] + content[start:-2] * number + content[-2:]
    return content[:frame] + struct.pack(">HH", side, side) + content[frame + 4 :]


def test_a_jpeg_of_passes_without_end_is_refused() -> None:
    with pytest.raises(PhotoError, match=r"more than 17 passes over its 12,000 by 12,000 pixels"):
        read_photo(in_passes(5_000, 12_000))


def test_passes_over_a_small_picture_are_read() -> None:
    assert read_photo(in_passes(200, 64)).size == (64, 64)


def test_a_chunk_that_claims_four_billion_bytes_takes_none(tmp_path: Path) -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    path = tmp_path / "claims.png"
    path.write_bytes(start + struct.pack(">I", 2**31 - 1) + b"tEXt" + bytes(100))
    tracemalloc.start()
    try:
        with pytest.raises(PhotoError, match="damaged"):
            read_photo(path)
        assert tracemalloc.get_traced_memory()[1] < 20e6
    finally:
        tracemalloc.stop()


def test_what_pillow_logs_is_not_printed(capfd: pytest.CaptureFixture[str]) -> None:
    tiff = saved(Image.new("RGB", (16, 16)), "TIFF")
    samples = struct.pack("<HHI", 277, 3, 1)
    place = tiff.index(samples) + len(samples)
    with pytest.raises(PhotoError):
        read_photo(tiff[:place] + b"\xff\xff" + tiff[place + 2 :])
    assert "samples" not in capfd.readouterr().err
    assert logging.getLogger("PIL").handlers


MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F")


@pytest.mark.parametrize("mode", MODES)
def test_a_large_picture_is_the_same_in_bands(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    grey = np.arange(40 * 30).reshape(40, 30)
    if mode in ("I;16", "I", "F"):
        picture = Image.fromarray((grey * 7).astype({"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]))
    else:
        picture = Image.fromarray(np.stack([grey % 256, grey // 5, 255 - grey // 5], axis=2).astype(np.uint8)).convert(
            mode
        )
    if mode == "P":
        picture.info["transparency"] = 3
    whole = to_rgb(picture)
    monkeypatch.setattr(photo_module, "BAND_PIXELS", 100)
    assert to_rgb(picture).tobytes() == whole.tobytes()
