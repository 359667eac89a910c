"""Pictures that somebody made on purpose: absurd sizes, endless passes, bombs, other things under a picture's name."""

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image

from benchmarks.soak.good_pictures import saved

_SIDES = (
    (0, 0),
    (0, 5),
    (5, 0),
    (1, 65535),
    (65535, 1),
    (65535, 65535),
    (2**31 - 1, 1),
    (2**31 - 1, 2**31 - 1),
    (2**32 - 1, 3),
    (13_000, 13_000),
)


def odd_pictures() -> Iterator[tuple[str, bytes]]:
    """Yield all of them with a name each."""
    yield from _pngs()
    yield from _jpegs()
    yield from _bmps()
    yield from _tiffs()
    yield from _simple()
    yield from _other_things()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png(*chunks: bytes, size: tuple[int, int] = (8, 8), colour: int = 2, bits: int = 8, tail: bytes = b"") -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", size[0] % 2**32, size[1] % 2**32, bits, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + tail


def _pngs() -> Iterator[tuple[str, bytes]]:
    rows = zlib.compress(b"\x00" * 25 * 8)
    ending = _chunk(b"IEND", b"")
    for size in _SIDES:
        yield f"PNG of {size[0]} x {size[1]}", _png(_chunk(b"IDAT", rows), ending, size=size)
    for bits in (0, 1, 2, 3, 4, 16, 255):
        for colour in (0, 1, 2, 3, 4, 6, 7):
            yield (
                f"PNG of {bits} bits and colour {colour}",
                _png(_chunk(b"IDAT", rows), ending, bits=bits, colour=colour),
            )
    bomb = zlib.compress(bytes(100_000_000), 9)
    yield "PNG with a hundred million bytes for 8 rows", _png(_chunk(b"IDAT", bomb), ending)
    for kind, start in ((b"zTXt", b"a\x00\x00"), (b"iCCP", b"a\x00\x00"), (b"iTXt", b"a\x00\x01\x00\x00\x00")):
        yield f"PNG with a bomb in {kind.decode()}", _png(_chunk(kind, start + bomb), _chunk(b"IDAT", rows), ending)
    texts = b"".join(_chunk(b"tEXt", b"a\x00" + b"x" * 60_000) for _ in range(300))
    yield "PNG with 18 MB of text", _png(texts, _chunk(b"IDAT", rows), ending)
    yield "PNG with 200,000 empty chunks", _png(_chunk(b"IDAT", b"") * 200_000, _chunk(b"IDAT", rows), ending)
    yield "PNG with a chunk of four billion bytes", _png(struct.pack(">I", 2**32 - 1) + b"IDAT" + rows)
    yield "PNG without picture", _png(ending)
    yield (
        "PNG with transparency and no palette",
        _png(_chunk(b"tRNS", b"\x01" * 300), _chunk(b"IDAT", rows), ending, colour=3),
    )
    yield (
        "PNG, moving, without frames",
        _png(_chunk(b"acTL", struct.pack(">II", 2**31, 0)), _chunk(b"IDAT", rows), ending),
    )
    yield "PNG with an odd profile", _png(_chunk(b"eXIf", b"MM\x00*\xff\xff\xff\xff"), _chunk(b"IDAT", rows), ending)
    wide = Image.new("1", (13_000, 13_000))
    yield "PNG, black, of 169 million pixels", saved(wide, "PNG")
    yield "PNG, grey and deep, of 40 million pixels", saved(Image.fromarray(np.zeros((8000, 5000), np.uint16)), "PNG")


def _jpegs() -> Iterator[tuple[str, bytes]]:
    picture = Image.new("RGB", (64, 64), (90, 120, 30))
    plain, passes = saved(picture, "JPEG"), saved(picture, "JPEG", progressive=True)
    for size in _SIDES:
        for name, content in (("JPEG", plain), ("progressive JPEG", passes)):
            yield f"{name} of {size[0]} x {size[1]}", _with_size(content, size)
    for number in (12, 200, 5000, 100_000):
        yield (
            f"JPEG of 121 million pixels in {number} passes",
            _with_size(_more_passes(passes, number), (11_000, 11_000)),
        )
    yield "JPEG of 64 pixels in 100,000 passes", _more_passes(passes, 100_000)
    yield "JPEG with 3,000 segments", plain[:2] + (b"\xff\xe5\x00\x04ab" * 3000) + plain[2:]
    yield (
        "JPEG with EXIF in a circle",
        plain[:2]
        + _app1(
            b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x87\x69\x00\x04\x00\x00\x00\x01\x00\x00\x00\x08\x00\x00\x00\x08"
        )
        + plain[2:],
    )
    yield (
        "JPEG with EXIF of four billion entries",
        plain[:2]
        + _app1(b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\xff\xff\xff\xff\x08\x00\x00\x00")
        + plain[2:],
    )
    for orientation in (0, 9, 65535):
        exif = Image.Exif()
        exif[0x0112] = orientation
        yield f"JPEG held in way {orientation}", saved(picture, "JPEG", exif=exif)
    yield "JPEG without tables", plain[:2] + plain[plain.index(b"\xff\xc0") :]
    yield "JPEG without end", plain[:-2]
    yield "JPEG that is only fill", b"\xff" * 1_000_000
    yield "JPEG start and fill", b"\xff\xd8\xff" + b"\xff" * 1_000_000
    yield "JPEG start and restarts", b"\xff\xd8\xff" + b"\xd0\xff" * 500_000


def _app1(content: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def _with_size(content: bytes, size: tuple[int, int]) -> bytes:
    place = next(content.index(mark) for mark in (b"\xff\xc0", b"\xff\xc2") if mark in content) + 5
    return content[:place] + struct.pack(">HH", size[1] % 65536, size[0] % 65536) + content[place + 4 :]


def _more_passes(content: bytes, number: int) -> bytes:
    """Return a progressive JPEG with its last pass again and again."""
    start = content.rindex(b"\xff\xda")
    return content[:start] + content[start:-2] * number + content[-2:]


def _bmps() -> Iterator[tuple[str, bytes]]:
    for size in (*_SIDES, (-5, 5), (5, -5)):
        for bits, packing in ((24, 0), (8, 1), (4, 2), (16, 3), (32, 6), (1, 0), (7, 9)):
            sides = struct.pack("<ii", *((side + 2**31) % 2**32 - 2**31 for side in size))
            header = struct.pack("<I", 40) + sides + struct.pack("<HHIIIIII", 1, bits, packing, 0, 0, 0, 0, 0)
            body = b"\x00\x00" * 200 + b"\xff\x05" * 50 + b"\x00\x02\xff\xff" * 20 + b"\x00\x01"
            yield (
                f"BMP of {size[0]} x {size[1]}, {bits} bits, packing {packing}",
                b"BM" + struct.pack("<IHHI", 0, 0, 0, 54) + header + body,
            )


def _tiffs() -> Iterator[tuple[str, bytes]]:
    good = saved(Image.new("RGB", (16, 16)), "TIFF")
    first = struct.unpack("<I", good[4:8])[0]
    number = struct.unpack("<H", good[first : first + 2])[0]
    for entry in range(number):
        place = first + 2 + 12 * entry
        tag = struct.unpack("<H", good[place : place + 2])[0]
        for kind, count, value in (
            (4, 1, 0),
            (4, 1, 2**32 - 1),
            (3, 2**32 - 1, 8),
            (2, 5, 0),
            (5, 1, first),
            (12, 1, 8),
            (13, 1, first),
            (99, 1, 1),
        ):
            changed = struct.pack("<HHII", tag, kind, count, value)
            yield (
                f"TIFF with tag {tag} of kind {kind}, {count} times, {value}",
                good[:place] + changed + good[place + 12 :],
            )
    yield "TIFF in a circle", good[:first] + struct.pack("<H", 0) + struct.pack("<I", first)
    yield "TIFF without pictures", good[:first] + struct.pack("<H", 0) + struct.pack("<I", 0)
    yield "TIFF that begins at its end", good[:4] + struct.pack("<I", len(good)) + good[8:]
    yield "TIFF of 65,535 entries", good[:first] + struct.pack("<H", 65535) + good[first + 2 : -4] * 100
    yield "BigTIFF", b"II+\x00\x08\x00\x00\x00" + struct.pack("<Q", 16) + bytes(100)


def _simple() -> Iterator[tuple[str, bytes]]:
    for size in _SIDES:
        yield f"PPM of {size[0]} x {size[1]}", f"P6\n{size[0]} {size[1]}\n255\n".encode() + bytes(100)
        yield f"PPM in words of {size[0]} x {size[1]}", f"P3\n{size[0]} {size[1]}\n255\n".encode() + b"1 2 3 " * 100
        yield (
            f"TGA of {size[0]} x {size[1]}",
            struct.pack("<BBBHHBHHHHBB", 0, 0, 10, 0, 0, 0, 0, 0, size[0] % 65536, size[1] % 65536, 24, 0)
            + b"\xff\x01\x02\x03" * 90,
        )
        yield (
            f"GIF of {size[0]} x {size[1]}",
            b"GIF89a"
            + struct.pack("<HH", size[0] % 65536, size[1] % 65536)
            + b"\x00\x00\x00,"
            + bytes(9)
            + b"\x08\x02\x01\x01\x00;",
        )
        yield (
            f"ICO of {size[0]} x {size[1]}",
            b"\x00\x00\x01\x00\xff\xff" + struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, 2**31, 22) * 5,
        )
    yield "PPM in words, a million of them", b"P3\n1000 333\n255\n" + b"7 " * 1_000_000
    yield "PPM in one word", b"P2\n10 10\n255\n" + b"1" * 3_000_000
    yield "PPM with a comment that never ends", b"P6\n#" + b"a" * 3_000_000
    yield (
        "GIF of frames without end",
        b"GIF89a\x08\x00\x08\x00\x80\x00\x00" + bytes(6) + (b"!\xf9\x04\x00\x00\x00\x00\x00" * 100_000),
    )
    yield (
        "GIF with a comment without end",
        b"GIF89a\x08\x00\x08\x00\x80\x00\x00" + bytes(6) + b"!\xfe" + (b"\xff" + b"a" * 255) * 4000,
    )
    riff = struct.pack("<4sI4s", b"RIFF", 2**32 - 1, b"WEBP")
    yield "WebP of four billion bytes", riff + b"VP8 " + bytes(100)
    yield (
        "WebP of 16384 x 16384",
        riff + b"VP8X" + struct.pack("<I", 10) + b"\x12\x00\x00\x00" + b"\xff\x3f\x00\xff\x3f\x00" + bytes(64),
    )
    yield (
        "AVIF with a box of no length",
        b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + b"\x00\x00\x00\x00meta" * 20,
    )
    yield (
        "AVIF of boxes in boxes",
        b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf"
        + b"".join(struct.pack(">I", 9000 - 8 * n) + b"meta" for n in range(1000)),
    )


def _other_things() -> Iterator[tuple[str, bytes]]:
    """Yield what is no photo: among it, formats that Pillow would read by starting other programs or by doing much."""
    picture = Image.new("RGB", (16, 16), (90, 120, 30))
    for name in (
        "EPS",
        "PDF",
        "PCX",
        "SGI",
        "IM",
        "DDS",
        "JPEG2000",
        "MSP",
        "XBM",
        "SPIDER",
        "PALM",
        "QOI",
        "ICNS",
        "HDF5",
        "GRIB",
    ):
        try:
            yield (
                f"{name} under another name",
                saved(picture.convert("1") if name in ("MSP", "XBM", "PALM") else picture, name),
            )
        except (OSError, KeyError, ValueError):
            continue
    for name, start in {
        "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) (w) file\n",
        "HEIC": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "SVG": b"<svg xmlns:x='http://127.0.0.1'/>",
        "HTML": b"<!doctype html>", "text": b"Dear diary", "zeros": b"",
        "XML bomb": b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'b'>]>", "program": b"\x7fELF\x02\x01\x01",
        "batch": b"@echo off", "pickle": b"\x80\x04cos\nsystem\n", "MP4": b"\x00\x00\x00\x20ftypisom",
        "gzip": b"\x1f\x8b\x08", "FITS": b"SIMPLE  =                    T", "BLP": b"BLP1",
        "FLI": b"\x00\x00\x00\x00\x11\xaf", "PSD": b"8BPS\x00\x01", "WMF": b"\xd7\xcd\xc6\x9a\x00\x00",
        "MIC": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    }.items():  # fmt: skip
        yield name, start + bytes(3000)
        yield f"only the start of {name}", start
