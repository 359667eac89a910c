"""Files written by `torch.save`, read without executing anything in them.

Such a file is a pickle, and a pickle can name any function to be called while it is read. Only the reader that
knows nothing but tensors and plain containers is used (`weights_only=True`); there is no way round it.
"""

import re
import tarfile
import warnings
import zipfile
from pathlib import Path
from typing import Any

import torch

from cifar_desktop.errors import WeightsError

_ZIP = b"PK\x03\x04"  # torch.save since PyTorch 1.6
_PICKLE = b"\x80"  # torch.save before that: a bare pickle of protocol 2
# What PyTorch's restricted reader says where it met something that is neither a tensor nor a plain container.
_FOREIGN_OBJECT = re.compile(r"(?:GLOBAL|reduce for unrecognized function) (\S+)")


def is_torch_file(path: Path, start: bytes) -> bool:
    """Tell by its content whether a file may have been written by `torch.save`; the oldest ones are tar archives."""
    return start.startswith((_ZIP, _PICKLE)) or tarfile.is_tarfile(path)


def read_torch_file(path: Path) -> Any:
    """Return what the file holds: tensors in plain containers, on the CPU."""
    _refuse_compressed(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about old pickle protocols and storages, of no use to a person
            return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged pickle fails in as many ways as there are bytes
        raise _refusal(str(error)) from error


def _refuse_compressed(path: Path) -> None:
    """Refuse a zip archive that unpacks to more than its own size: torch.save does not compress."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > path.stat().st_size:
        raise WeightsError("It is a compressed archive, not a file of PyTorch.", remedy="Unpack it first.")


def _refusal(reason: str) -> WeightsError:
    """Return what to tell a person about a file that PyTorch would not read."""
    what = ""
    if found := _FOREIGN_OBJECT.search(reason):
        what = f"The file wants to run code on this computer (it calls “{found[1]}”), so it was not opened."
    elif "Unsupported operand" in reason:
        what = "The file is a Python pickle that wants to run code on this computer, so it was not opened."
    elif "TorchScript" in reason:
        what = "The file is a TorchScript program, which would run on this computer, so it was not opened."
    if what:
        return WeightsError(
            what,
            kept="Nothing in it was executed.",
            remedy="Ask its maker for the plain weights: model.state_dict() saved as .safetensors or with torch.save.",
        )
    return WeightsError("The file is damaged, was cut short or holds no weights.", remedy="Copy or download it again.")
