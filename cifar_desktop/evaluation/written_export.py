"""Files that a person asked for: the ending is checked before the work, and they are written whole or not at all."""

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


def write_export(destination: Path, text: str) -> None:
    """Write a text; raises UserError where the system refuses.

    What is no text, such as half a letter in a name from a damaged file, becomes a question mark.
    """
    try:
        atomic_files.write_bytes(destination, text.encode("utf-8", "replace"))
    except OSError as error:
        raise UserError(
            f"“{destination}” cannot be written: {error.strerror or error}.",
            kept="A file that was there before is as it was." if destination.exists() else "",
            remedy="Choose a folder that exists, that you may write to, and that has room.",
        ) from error
