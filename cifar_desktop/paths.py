"""Where things lie: what is shipped with the program, and what belongs to the person who uses it.

The only module that asks whether the program is frozen.
"""

import os
import sys
from pathlib import Path

import platformdirs

APP_NAME = "cifar-desktop"
_PACKAGE = Path(__file__).resolve().parent


def is_frozen() -> bool:
    """Tell whether this is the packaged executable."""
    return bool(getattr(sys, "frozen", False))


def resources() -> Path:
    """Return the folder of what is shipped: sample data, weights, icons."""
    if is_frozen():
        return Path(sys._MEIPASS) / "resources"  # type: ignore[attr-defined]  # set by PyInstaller's bootloader
    installed = _PACKAGE / "resources"  # a wheel carries them inside the package
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def shipped_weights() -> Path:
    """Return the weights that come with the program."""
    return resources() / "weights" / "resnet9.safetensors"


def user_data() -> Path:
    """Return the folder of what the program keeps for this person; CIFAR_DESKTOP_HOME moves it."""
    moved = os.environ.get("CIFAR_DESKTOP_HOME")
    return Path(moved) if moved else Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def default_runs() -> Path:
    """Return the folder into which trainings write their run folders."""
    return user_data() / "runs"


def pretrained_weights() -> Path:
    """Return the folder of weights that others have trained, for networks that begin with them."""
    return user_data() / "pretrained"


def default_downloads() -> Path:
    """Return the folder into which data sets are downloaded."""
    return user_data() / "data"
