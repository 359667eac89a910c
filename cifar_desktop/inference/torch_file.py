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
from cifar_desktop.inference.pickle_names import forbidden_name

_ZIP = b"PK\x03\x04"  # torch.save since PyTorch 1.6
_PICKLE = b"\x80"  # torch.save before that: a bare pickle of protocol 2
# What PyTorch's restricted reader says where it met something that is neither a tensor nor a plain container.
_FOREIGN_OBJECT = re.compile(r"GLOBAL (\S+)")
_NO_MEMORY = re.compile(r"(?:allocate|not enough|out of) memory", re.IGNORECASE)


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
    except MemoryError as error:
        raise _too_large() from error
    except Exception as error:  # a damaged pickle fails in as many ways as there are bytes
        raise _refusal(path, str(error)) from error


def _refuse_compressed(path: Path) -> None:
    """Refuse a zip archive that unpacks to more than its own size: torch.save does not compress."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > path.stat().st_size:
        raise WeightsError("It is a compressed archive, not a file of PyTorch.", remedy="Unpack it first.")


def _refusal(path: Path, reason: str) -> WeightsError:
    """Return what to tell a person about a file that PyTorch would not read."""
    if _NO_MEMORY.search(reason):
        return _too_large()
    what = _why_not_opened(path, reason)
    if what:
        return WeightsError(
            what,
            kept="Nothing in it was executed.",
            remedy="Ask its maker for the plain weights: model.state_dict() saved as .safetensors or with torch.save.",
        )
    return WeightsError("The file is damaged, was cut short or holds no weights.", remedy="Copy or download it again.")


def _why_not_opened(path: Path, reason: str) -> str:
    """Return why a file that may be whole is not opened; "" where it is damaged."""
    if "TorchScript" in reason:
        return "The file is a TorchScript program, which would run on this computer, so it was not opened."
    if "legacy .tar" in reason:
        return "The file is of a PyTorch from before 2017 and can only be read by running code, so it was not opened."
    found = _FOREIGN_OBJECT.search(reason)
    name = found[1] if found else ""
    is_other_pickle = "Unsupported operand" in reason or "unrecognized function" in reason
    if not name and is_other_pickle:
        name = forbidden_name(path)
    if name:
        return f"The file wants to run code on this computer (it calls “{name}”), so it was not opened."
    if is_other_pickle:
        return "The file is a Python pickle in a form that cannot be read without running code, so it was not opened."
    return ""


def _too_large() -> WeightsError:
    return WeightsError("It needs more memory than there is.", remedy="Close other programs, or choose a smaller file.")
