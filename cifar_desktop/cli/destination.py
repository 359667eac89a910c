"""Files that a sub-command is to write: what cannot work is refused before the long work, not after it."""

import os
from collections.abc import Sequence
from pathlib import Path

from cifar_desktop import atomic_files
from cifar_desktop.errors import UserError
from cifar_desktop.exported_files import refuse_ending


def refuse_destination(path: Path, option: str, *, endings: Sequence[str], overwrite: bool) -> None:
    """Refuse a file that could not be written, or that must not be replaced."""
    try:
        if path.is_dir():
            raise UserError(f"“{path}” is a folder.", remedy=f"Give {option} the name of a file in it.")
        refuse_ending(path, endings)
        if path.exists():
            _refuse_existing(path, overwrite=overwrite)
        atomic_files.try_to_write_beside(path)
    except OSError as error:
        raise UserError(
            f"“{path}” cannot be written: {error.strerror or error}.",
            kept="Nothing was evaluated.",
            remedy="Choose a folder that exists and that you may write to.",
        ) from error


def _refuse_existing(path: Path, *, overwrite: bool) -> None:
    """Refuse to replace a file unless that was asked for, and one that is locked even then."""
    kept = "It was not touched."
    if not overwrite:
        raise UserError(f"“{path}” exists already.", kept=kept, remedy="Choose another name, or add --overwrite.")
    if not os.access(path, os.W_OK):
        raise UserError(f"“{path}” is locked against changes.", kept=kept, remedy="Choose another name.")
