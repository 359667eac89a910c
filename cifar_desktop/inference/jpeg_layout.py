"""Looks at how a JPEG is stored: whether a reduced copy can be decoded without holding all of it."""

from typing import BinaryIO

_ALONE = frozenset((0x01, 0xD8, *range(0xD0, 0xD8)))  # markers that nothing comes with
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ONE_PASS_FRAMES = frozenset((0xC0, 0xC1, 0xC9))  # sequential; the others come in several passes
_SCAN = 0xDA
_SCAN_MARKER = b"\xff\xda"
_PIECE_BYTES = 1 << 20


def is_in_one_pass(stream: BinaryIO) -> bool:
    """Tell whether a JPEG, read from its start, lies row after row; False where that cannot be told.

    Otherwise (progressive, or a pass for each colour) a decoder keeps the whole picture in memory, at 2 bytes a value,
    however small a copy is wanted.
    """
    num_colours = 0
    stream.seek(2)
    while (marker := _next_marker(stream)) is not None:
        if marker in _ALONE:
            continue
        length = int.from_bytes(stream.read(2), "big")
        content = stream.read(max(length - 2, 0))
        if marker in _FRAMES:
            if marker not in _ONE_PASS_FRAMES or len(content) < 6:
                return False
            num_colours = content[5]
        elif marker == _SCAN:
            return num_colours > 0 and content[:1] == bytes([num_colours])
    return False


def has_more_passes(stream: BinaryIO, most: int) -> bool:
    """Tell whether a JPEG, read from its start, has more scans than that; those of pictures within it count too.

    A few bytes can ask for another pass over all of a giant's pixels, and a file for a hundred thousand of them.
    """
    stream.seek(0)
    found, last = 0, b""
    while found <= most and (piece := stream.read(_PIECE_BYTES)):
        found += (last + piece).count(_SCAN_MARKER)  # within a scan, a byte of 255 is followed by 0
        last = piece[-1:]
    return found > most


def _next_marker(stream: BinaryIO) -> int | None:
    """Return the next marker; what fills up the space before it is skipped."""
    if stream.read(1) != b"\xff":
        return None
    while (byte := stream.read(1)) == b"\xff":
        pass
    return byte[0] if byte else None
