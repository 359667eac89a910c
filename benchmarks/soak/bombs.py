"""Archives that unpack to far more than they hold, or list more than anybody can go through."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator

_NUM_MANY = 300_000


def zip_bombs(archive: bytes) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield what makes other archives of a file of `torch.save`, with a name for each."""
    with zipfile.ZipFile(io.BytesIO(archive)) as whole:
        entries = {name: whole.read(name) for name in whole.namelist()}
    instructions = next(name for name in entries if name.endswith("data.pkl"))
    values = f"{instructions.removesuffix('data.pkl')}data/0"
    yield "instructions that unpack to 200 MB", lambda: _packed({**entries, instructions: bytes(200_000_000)})
    yield "values that unpack to 100 MB", lambda: _packed({**entries, values: bytes(100_000_000)})
    yield "a bomb in a bomb", lambda: _packed({instructions: _packed({"data.pkl": bytes(50_000_000)})})
    yield "all of it packed", lambda: _packed(entries)
    yield "a name that leads out", lambda: _plain({**entries, "../../escaped.pkl": b"N."})
    yield "the same name twice", lambda: _plain(entries, again=instructions)
    yield "many entries", lambda: _listed_many(archive, _NUM_MANY)
    yield "a directory elsewhere", lambda: archive[:-6] + struct.pack("<I", 2**32 - 1) + archive[-2:]
    yield "a directory of four billion bytes", lambda: archive[:-10] + struct.pack("<I", 2**32 - 2) + archive[-6:]
    first = archive.index(b"PK\x01\x02")
    yield "a locked archive", lambda: archive[: first + 8] + b"\x01\x00" + archive[first + 10 :]
    yield "an empty archive", lambda: b"PK\x05\x06" + bytes(18)
    yield "only a beginning", lambda: b"PK\x03\x04" + bytes(100)
    yield "two ends", lambda: archive + archive[-22:]


def _packed(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _plain(entries: dict[str, bytes], again: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        if again:
            archive.writestr(again.replace("data.pkl", "datb.pkl"), entries[again])
    return stream.getvalue().replace(b"datb.pkl", b"data.pkl")


def _listed_many(archive: bytes, number: int) -> bytes:
    """Return an archive whose directory lists its first entry again and again."""
    start = archive.index(b"PK\x01\x02")
    lengths = struct.unpack("<HHH", archive[start + 28 : start + 34])
    record = archive[start : start + 46 + sum(lengths)]
    ending = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFE, 0xFFFE, len(record) * number, start, 0)
    return archive[:start] + record * number + ending
