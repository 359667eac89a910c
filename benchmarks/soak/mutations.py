"""Damage as it happens, and worse: the same from the same random numbers."""

import struct
from collections.abc import Callable, Sequence
from random import Random

_ODD_NUMBERS = (0, 1, -1, 2, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 2**31 - 1, -(2**31), 2**32 - 1, 2**62)
_NEAR_BYTES = 2048  # of either end, where formats keep what they need to read the rest
_NEAR_SHARE = 0.7


def mutated(content: bytes, random: Random, others: Sequence[bytes] = ()) -> bytes:
    """Return the content with one to three damages; `others` may be spliced in."""
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        if others and random.random() < 0.05:
            content = _spliced(content, random.choice(others), random)
        elif content:
            content = random.choice(_DAMAGES)(content, random)
    return content


def _place(content: bytes, random: Random) -> int:
    """Return a position, more often near one of the ends."""
    if random.random() < _NEAR_SHARE:
        near = random.randrange(min(len(content), _NEAR_BYTES))
        return near if random.random() < 0.6 else len(content) - 1 - near
    return random.randrange(len(content))


def _flip(content: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random.randint(1, 8)):
        changed[_place(content, random)] ^= 1 << random.randrange(8)
    return bytes(changed)


def _overwrite(content: bytes, random: Random) -> bytes:
    place, length = _place(content, random), random.choice((1, 2, 4, 8, 64))
    return content[:place] + random.randbytes(length) + content[place + length :]


def _odd_number(content: bytes, random: Random) -> bytes:
    kind = random.choice("bBhHiIqQ")
    number = random.choice(_ODD_NUMBERS) % (1 << (8 * struct.calcsize("<" + kind)))
    written = number.to_bytes(struct.calcsize("<" + kind), random.choice(("little", "big")))
    place = _place(content, random)
    return content[:place] + written + content[place + len(written) :]


def _cut(content: bytes, random: Random) -> bytes:
    return content[: _place(content, random)]


def _leave_out(content: bytes, random: Random) -> bytes:
    place, length = _place(content, random), random.choice((1, 2, 4, 16, 256))
    return content[:place] + content[place + length :]


def _repeat(content: bytes, random: Random) -> bytes:
    place, length = _place(content, random), random.choice((1, 4, 16, 256, 4096))
    return content[:place] + content[place : place + length] * random.choice((2, 3, 50)) + content[place + length :]


def _insert(content: bytes, random: Random) -> bytes:
    place = _place(content, random)
    return content[:place] + random.randbytes(random.choice((1, 3, 8, 100))) + content[place:]


def _blank(content: bytes, random: Random) -> bytes:
    place, length = _place(content, random), random.choice((1, 16, 512, 8192))
    filling = random.choice((b"\x00", b"\xff", b" ", b"\x7f"))
    length = min(length, len(content) - place)
    return content[:place] + filling * length + content[place + length :]


def _swap(content: bytes, random: Random) -> bytes:
    first, second = sorted((_place(content, random), _place(content, random)))
    return content[second:] + content[first:second] + content[:first]


def _append(content: bytes, random: Random) -> bytes:
    return content + random.choice((b"\x00" * 100, random.randbytes(64), content[:500]))


def _spliced(content: bytes, other: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content) + 1)] + other[random.randrange(len(other) + 1) :]


_DAMAGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _flip, _flip, _flip, _overwrite, _odd_number, _odd_number, _cut, _leave_out, _repeat, _insert, _blank, _swap,
    _append,
)  # fmt: skip
