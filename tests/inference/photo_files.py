"""Photos for tests: four colours that tell every turn apart, in any format, and sizes that nobody has memory for."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cifar_desktop.errors import PhotoError
from cifar_desktop.inference.photo import read_photo

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
