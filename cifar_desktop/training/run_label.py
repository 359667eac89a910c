"""What a person calls a run and notes about it: `label.json` in its folder. Importing this module imports no torch."""

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cifar_desktop import atomic_files
from cifar_desktop.errors import RunError
from cifar_desktop.training.json_table import read_table

LABEL_NAME = "label.json"
LONGEST_NAME = 120
LONGEST_NOTE = 10_000
_NO_LETTERS = {"Cc", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLabel:
    """A person's words about a run.

    Attributes:
        name: empty where the run goes by the name of its folder.
        note: may have several lines.
    """

    name: str = ""
    note: str = ""


def read_label(folder: Path) -> RunLabel:
    """Return the label in a run folder; an empty one where there is none or it is damaged."""
    document = _document(folder)
    name, note = document.get("name"), document.get("note")
    return RunLabel(
        name=_one_line(name) if isinstance(name, str) else "", note=_no_halves(note) if isinstance(note, str) else ""
    )


def rename_run(folder: Path, name: str) -> RunLabel:
    """Give a run a name; an empty one gives it back that of its folder."""
    name = _one_line(name)
    if len(name) > LONGEST_NAME:
        raise RunError(
            f"The name has {len(name)} letters, and at most {LONGEST_NAME} fit.",
            kept="The run keeps its name.",
            remedy="Choose a shorter one, and put the rest into the note.",
        )
    return _write(folder, "name", name)


def note_run(folder: Path, note: str) -> RunLabel:
    """Note something about a run, in place of what was noted before; nothing removes the note."""
    note = _no_halves(note)
    if len(note) > LONGEST_NOTE:
        raise RunError(
            f"The note has {len(note):,} letters, and at most {LONGEST_NOTE:,} fit.", kept="The former note is kept."
        )
    return _write(folder, "note", note)


def _write(folder: Path, key: str, value: str) -> RunLabel:
    """Write one of the words; what else the file holds, perhaps from a newer version, stays."""
    document = {**_document(folder), key: value}
    try:
        atomic_files.write_text(folder / LABEL_NAME, json.dumps(document, indent=2) + "\n")
    except OSError as error:
        raise RunError(
            f"“{folder / LABEL_NAME}” cannot be written: {error.strerror or error}.", kept="The run is as it was."
        ) from error
    return read_label(folder)


def _document(folder: Path) -> dict[str, Any]:
    """Return what the file holds; nothing where it is damaged."""
    try:
        return read_table(folder / LABEL_NAME)
    except (OSError, ValueError):
        return {}


def _one_line(name: str) -> str:
    """Return a name without line breaks, control characters and halves of letters."""
    kept = (" " if unicodedata.category(letter) in _NO_LETTERS else letter for letter in name)
    return " ".join("".join(kept).split())


def _no_halves(note: str) -> str:
    """Return a note without halves of letters (surrogates), which no terminal and no file can take."""
    return note.strip().encode("utf-8", "replace").decode("utf-8")
