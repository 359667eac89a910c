"""Names the functions that a pickle would call, by reading its instructions; nothing is executed."""

import io
import pickletools
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

_MAX_BYTES = 16 * 1024**2  # of instructions; those of a large network take less than one
_MAX_INSTRUCTIONS = 1_000_000
_MAX_PICKLES = 5  # that follow each other in the files of old PyTorch
# What stands in every file of tensors: containers, and what puts tensors together from their bytes.
_HARMLESS = re.compile(
    r"collections\.OrderedDict|torch\.Size|torch\.(?:storage\.)?\w*Storage|torch\.nn\.parameter\.Parameter"
    r"|torch\._utils\._rebuild_(?:parameter|tensor)(?:_v2)?|torch\.(?:bfloat|float|u?int|complex)\d+|torch\.bool"
)


def forbidden_name(path: Path) -> str:
    """Return the first function or class that tensors do not need, such as "posix.system"; "" where there is none."""
    try:
        return next((name for name in _names_in(_instructions(path)) if not _HARMLESS.fullmatch(name)), "")
    except Exception:  # noqa: BLE001 - whoever hides a name may as well damage the file; it is refused all the same
        return ""


def _instructions(path: Path) -> bytes:
    """Return the pickle that a file is or, where it is a zip archive, holds."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as stream:
            return stream.read(_MAX_BYTES)
    with zipfile.ZipFile(path) as archive:
        name = next(each for each in archive.namelist() if each.rpartition("/")[2] == "data.pkl")
        with archive.open(name) as stream:
            return stream.read(_MAX_BYTES)


def _names_in(content: bytes) -> Iterator[str]:
    """Yield what is looked up by name, in order."""
    stream = io.BytesIO(content)
    for _ in range(_MAX_PICKLES):
        yield from _names_in_one(stream)


def _names_in_one(stream: io.BytesIO) -> Iterator[str]:
    """Yield what one pickle looks up; since protocol 4, module and name are texts that were pushed before."""
    texts: list[str] = []
    memo: dict[int, str] = {}
    top = ""  # the text that lies uppermost, where it is one
    for number, (instruction, argument, _) in enumerate(pickletools.genops(stream)):
        if number > _MAX_INSTRUCTIONS:
            return
        text = argument if isinstance(argument, str) else ""
        match instruction.name:
            case "GLOBAL" | "INST":
                yield text.replace(" ", ".", 1)
            case "STACK_GLOBAL":
                yield ".".join(texts[-2:])
            case "MEMOIZE":
                memo[len(memo)] = top
                continue
            case "PUT" | "BINPUT" | "LONG_BINPUT":
                memo[int(argument or 0)] = top
                continue
            case "GET" | "BINGET" | "LONG_BINGET":
                text = memo.get(int(argument or 0), "")
        top = text
        if top:
            texts = [*texts[-1:], top]
