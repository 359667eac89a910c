"""Reads the JSON files of a run folder, which may be anybody's by now. Importing this module imports no torch."""

import json
from pathlib import Path
from typing import Any

MAX_BYTES = 16 * 1024**2  # ours have some kilobytes


def read_table(path: Path) -> dict[str, Any]:
    """Return the table of names and values in a file.

    Raises:
        OSError: where it cannot be read; FileNotFoundError where it is not there.
        ValueError: where it holds something else.
    """
    size = path.stat().st_size
    if not path.is_file():
        raise ValueError("it is not an ordinary file")  # a pipe would never end
    if size > MAX_BYTES:
        raise ValueError(f"it has {size / 1024**2:,.0f} MiB")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except RecursionError as error:
        raise ValueError("it holds tables in tables without end") from error
    if not isinstance(document, dict):
        raise ValueError("it is not a table of names and values")
    return document
