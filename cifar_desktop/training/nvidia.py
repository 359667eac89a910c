"""Finds an NVIDIA card that has its driver, without CUDA and without torch: a build for the processor knows of none."""

import os
import shutil
from pathlib import Path

# What the driver puts there: on Windows, and on a Linux that runs within Windows.
_DRIVER_FILES = ("Windows/System32/nvcuda.dll", "usr/lib/wsl/lib/libcuda.so.1")
_LINUX_CARDS = "proc/driver/nvidia/gpus"


def card_is_there(root: Path | None = None, search_path: str | None = None) -> bool:
    """Tell whether a card and its driver are below `root` or on `search_path`; None is what this system has."""
    root = root or Path(f"{os.environ.get('SYSTEMDRIVE', '')}/")
    if any((root / file).exists() for file in _DRIVER_FILES):
        return True
    try:
        return any((root / _LINUX_CARDS).iterdir())
    except OSError:
        return shutil.which("nvidia-smi", path=search_path) is not None


def remedy(*, is_packaged: bool) -> str:
    """Return which edition uses the card."""
    if is_packaged:
        return "the edition with “cuda” in its name uses your NVIDIA card"
    return "PyTorch's CUDA build uses your NVIDIA card"
