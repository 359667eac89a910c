"""Files that are either whole or not there.

Every write goes to a temporary file beside its destination, which is flushed to the disk and only then
renamed over it; the folder is flushed last, so that the rename itself survives a loss of power.
"""

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

if sys.platform == "darwin":
    import fcntl

TEMPORARY_SUFFIX = ".part"


@contextlib.contextmanager
def replacing(destination: Path) -> Iterator[Path]:
    """Yield a temporary path to write; on success it becomes `destination`, on failure it is removed."""
    temporary = _temporary_beside(destination)
    try:
        yield temporary
        flush_to_disk(temporary)
        os.replace(temporary, destination)
        flush_folder(destination.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_bytes(destination: Path, content: bytes) -> None:
    """Write `content` so that the file is never seen half written."""
    write_pieces(destination, [content])


def write_pieces(destination: Path, pieces: Iterable[bytes | memoryview]) -> None:
    """Write what comes piece by piece, as `write_bytes` does, without ever holding all of it."""
    with replacing(destination) as temporary:
        pour(pieces, temporary)


def pour(pieces: Iterable[bytes | memoryview], file: Path) -> None:
    """Write one piece after the other into a file, in its own place."""
    with file.open("wb") as stream:
        for piece in pieces:
            stream.write(piece)


def write_text(destination: Path, content: str) -> None:
    """Write `content` as UTF-8 with bare newlines, never half; of a file name that is no text, the bytes are named."""
    write_bytes(destination, content.encode(errors="backslashreplace"))


def try_to_write_beside(destination: Path) -> None:
    """Raise OSError where a file could not be written to `destination`'s folder; leaves nothing behind."""
    trial = _temporary_beside(destination)
    trial.touch()
    trial.unlink()


def is_there(file: Path) -> bool:
    """Tell whether a file is there, for a sentence about it; one in a folder that nobody may look into is not."""
    try:
        return file.is_file()
    except OSError:
        return False


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of a process that was killed while it wrote, where that is possible."""
    with contextlib.suppress(OSError):
        for leftover in folder.glob(f".*{TEMPORARY_SUFFIX}"):
            leftover.unlink(missing_ok=True)


def flush_to_disk(file: Path) -> None:
    """Return only once the file's content is on the disk."""
    with file.open("rb+") as stream:
        _flush(stream.fileno())


def flush_folder(folder: Path) -> None:
    """Return only once the folder's entries are on the disk; Windows does that with the rename."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems cannot; the file itself is safe by now
            _flush(descriptor)
    finally:
        os.close(descriptor)


def _flush(descriptor: int) -> None:
    """Flush to the disk itself, which on macOS takes more than fsync: that leaves it in the drive's own memory."""
    if sys.platform == "darwin":
        with contextlib.suppress(OSError):  # some network drives do not know it
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def _temporary_beside(destination: Path) -> Path:
    """Return a name in the same folder that nothing has yet."""
    return destination.with_name(f".{destination.name}.{os.urandom(4).hex()}{TEMPORARY_SUFFIX}")
