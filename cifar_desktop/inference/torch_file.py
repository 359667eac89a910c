"""Files written by `torch.save`, read without executing anything in them.

Such a file is a pickle, and a pickle can name any function to be called while it is read. Only the reader that
knows nothing but tensors and plain containers is used (`weights_only=True`); there is no way round it. Even that one
makes room for whatever a few bytes claim, so the file is judged first: what it calls, how much it claims.
"""

import io
import re
import tarfile
import warnings
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import torch

from cifar_desktop.errors import WeightsError
from cifar_desktop.inference import torch_refusals as refusals
from cifar_desktop.inference.pickle_claims import Storage, UnknownInstruction, storages_in
from cifar_desktop.inference.pickle_names import forbidden_name

MAX_FILE_BYTES = 1024**3  # the networks here take 2 to 550 MB; more is some other file picked by mistake
MAX_LISTED_BYTES = 8 * 1024**2  # of instructions, or of an archive's directory: ten times those of a large network

_ZIP = b"PK\x03\x04"  # torch.save since PyTorch 1.6
_PICKLE = b"\x80"  # torch.save before that: a bare pickle of protocol 2
_NUM_BARE_PICKLES = 5  # magic number, version, sizes of numbers, the content, the keys of what follows
_LENGTH_BYTES = 8  # before the values of each storage
# What PyTorch's restricted reader says where it met something that is neither a tensor nor a plain container.
_FOREIGN_OBJECT = re.compile(r"GLOBAL (\S+)")
_NO_MEMORY = re.compile(r"(?:allocate|not enough|out of) memory", re.IGNORECASE)


def is_torch_file(path: Path, start: bytes) -> bool:
    """Tell by its content whether a file may have been written by `torch.save`; the oldest ones are tar archives."""
    return start.startswith((_ZIP, _PICKLE)) or _is_tar(path)


def read_torch_file(path: Path) -> Any:
    """Return what the file holds: tensors in plain containers, on the CPU."""
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise refuse_size(size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about old pickle protocols, storages and odd letters, of no use to a person
        try:
            with refusals.damage_in_words():
                _judge(path, size)
        except UnknownInstruction as error:
            name = forbidden_name(path)
            raise (refusals.runs_code(name) if name else refusals.other_pickle()) from error
        return _loaded(path)


def _loaded(path: Path) -> Any:
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except MemoryError as error:
        raise refusals.too_large() from error
    except Exception as error:  # a damaged pickle fails in as many ways as there are bytes
        raise _refusal(str(error)) from error


def refuse_size(num_bytes: int) -> WeightsError:
    """Return the refusal of a file with more bytes than any network here."""
    return WeightsError(
        f"It has {num_bytes / 1024**3:.1f} GiB, and no network here is that large.", remedy="Choose a weights file."
    )


def _judge(path: Path, size: int) -> None:
    """Refuse a file that calls what it must not, or claims more than it holds."""
    if _is_tar(path):
        raise refusals.from_before_2017()
    with path.open("rb") as stream:
        if zipfile.is_zipfile(stream):
            stream.seek(0)
            with zipfile.ZipFile(_ShortReads(stream)) as archive:
                _judge_archive(archive, size)
        else:
            stream.seek(0)
            _judge_bare(stream.read(MAX_LISTED_BYTES), size)


def _judge_archive(archive: zipfile.ZipFile, size: int) -> None:
    entries = {entry.filename: entry for entry in archive.infolist()}
    # torch.save neither compresses nor names anything twice; an archive that unpacks to more than its size is a bomb.
    if sum(entry.file_size for entry in archive.infolist()) > size:
        raise refusals.compressed()
    folder = next(iter(entries), "").partition("/")[0]
    if f"{folder}/constants.pkl" in entries:
        raise refusals.torch_script()
    if len(entries) < len(archive.infolist()) or f"{folder}/data.pkl" not in entries:
        raise refusals.damaged()
    instructions = entries[f"{folder}/data.pkl"]
    if instructions.file_size > MAX_LISTED_BYTES:
        raise refusals.too_long()
    for key, storage in storages_in(io.BytesIO(archive.read(instructions))).items():
        entry = entries.get(f"{folder}/data/{key}")
        if entry is None or entry.file_size != storage.num_bytes:
            raise refusals.damaged()


def _judge_bare(start: bytes, size: int) -> None:
    stream = io.BytesIO(start)
    claimed: dict[str, Storage] = {}
    for _ in range(_NUM_BARE_PICKLES):
        claimed |= storages_in(stream)
    lengths = len(claimed) * _LENGTH_BYTES
    if sum(storage.num_bytes for storage in claimed.values()) + lengths > size - stream.tell():
        raise refusals.damaged()


def _is_tar(path: Path) -> bool:
    """Tell whether a file begins like a tar archive; unlike tarfile's own question, this unpacks nothing."""
    try:
        with path.open("rb") as stream:
            tarfile.TarInfo.frombuf(stream.read(tarfile.BLOCKSIZE), tarfile.ENCODING, "surrogateescape")
    except (tarfile.HeaderError, ValueError, OSError):
        return False
    return True


class _ShortReads:
    """A file that gives at most as much at once as the directory of an archive may take.

    zipfile reads the directory in one go and makes an object of each entry, however many there are.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable
        self._stream = stream

    def read(self, number: int = -1) -> bytes:
        """Return so many bytes, if they are not too many."""
        if number > MAX_LISTED_BYTES:
            raise refusals.too_long()
        return self._stream.read(number)


def _refusal(reason: str) -> WeightsError:
    """Return what to tell a person about a file that seemed harmless, and that PyTorch would not read."""
    if _NO_MEMORY.search(reason):
        return refusals.too_large()
    if "TorchScript" in reason:
        return refusals.torch_script()
    if found := _FOREIGN_OBJECT.search(reason):
        return refusals.runs_code(found[1])
    return refusals.damaged()
