"""Files that a person asked for: the ending is checked before the work, and they are written whole or not at all."""

import errno
from collections.abc import Sequence
from pathlib import Path

from cifar_desktop import atomic_files
from cifar_desktop.errors import UserError


def refuse_ending(destination: Path, endings: Sequence[str]) -> None:
    """Refuse a file whose name does not end as its content does."""
    if destination.suffix.lower() not in endings:
        has = f"ends in “{destination.suffix}”" if destination.suffix else "has no ending"
        raise UserError(
            f"The name of “{destination.name}” {has}, and that does not say what to write.",
            kept="Nothing was written.",
            remedy=f"End it in {' or '.join(endings)}.",
        )


def write_export(destination: Path, content: str | bytes) -> None:
    """Write a file; raises UserError where the system refuses.

    What is no text, such as half a letter in a name from a damaged file, becomes a question mark.
    """
    if isinstance(content, str):
        content = content.encode("utf-8", "replace")
    try:
        atomic_files.write_bytes(destination, content)
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else str(error.strerror or error)
        raise UserError(
            f"“{destination}” could not be written: {reason}.",
            kept="The file that was there is as it was." if destination.exists() else "",
            remedy="Choose another folder or name.",
        ) from error
