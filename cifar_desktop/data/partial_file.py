"""The beginning of a file that is being downloaded, kept so that another attempt can go on from there.

`NAME.partial` holds the bytes, `NAME.partial.json` where they came from and which version of the file they
belong to. Neither has the random name of `atomic_files`: a later process must find them again.
"""

import errno
import json
import os
import sys
from pathlib import Path
from types import TracebackType

from cifar_desktop import atomic_files
from cifar_desktop.data.checksum import new_digest
from cifar_desktop.errors import DownloadError
from cifar_desktop.tasks import CancelToken

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_READ_BYTES = 1024 * 1024
_LOCKED_BYTE = 0x7FFF_0000  # Windows locks bytes, not files, and forbids reading them: take one beyond every download
_LOCK_TAKEN = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})


class PartialFile:
    """An open `.partial` file that belongs to this process alone; a context manager that closes and keeps it.

    What an earlier process left is taken over where it came from the same address. An empty one is removed
    on the way out.

    Attributes:
        done: how many bytes are there.
        etag, last_modified: which version of the file they belong to, in the server's words; empty where unknown.
    """

    def __init__(self, destination: Path, url: str, *, cancel: CancelToken, algorithm: str = "md5") -> None:
        self.done = 0
        self.etag = ""
        self.last_modified = ""
        self._destination = destination
        self._url = url
        self._path = destination.with_name(f"{destination.name}.partial")
        self._origin = destination.with_name(f"{destination.name}.partial.json")
        self._algorithm = algorithm
        self._digest = new_digest(algorithm)
        self._stream = self._path.open("a+b", buffering=0)  # nothing may linger in a buffer when the disk is full
        try:
            self._lock()
            self._take_over(cancel)
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> "PartialFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self._stream.closed and self.done == 0:
            self.discard()
        self._stream.close()

    @property
    def checksum(self) -> str:
        """Return the checksum of the bytes so far, in hexadecimal."""
        return self._digest.hexdigest()

    def resume_headers(self) -> dict[str, str]:
        """Return what asks a server for the rest of the file, if it is still the same file."""
        if self.done == 0:
            return {}
        headers = {"Range": f"bytes={self.done}-"}
        # A weak ETag (W/"...") must not be used here: it promises the same meaning, not the same bytes.
        unchanged_since = self.last_modified if self.etag.startswith("W/") else self.etag or self.last_modified
        return headers | ({"If-Range": unchanged_since} if unchanged_since else {})

    def belongs_to(self, *, etag: str, last_modified: str) -> bool:
        """Tell whether a server that names this version goes on with the same file."""
        return (not (etag and self.etag) or etag == self.etag) and (
            not (last_modified and self.last_modified) or last_modified == self.last_modified
        )

    def restart(self, *, etag: str = "", last_modified: str = "") -> None:
        """Drop the bytes and begin anew with this version of the file."""
        self._empty()
        self.etag = etag
        self.last_modified = last_modified
        origin = {"url": self._url, "etag": etag, "last_modified": last_modified}
        atomic_files.write_text(self._origin, json.dumps(origin, indent=2) + "\n")

    def append(self, chunk: bytes) -> None:
        """Add what arrived; once this returns, it survives the death of the process."""
        unwritten = memoryview(chunk)
        while unwritten:
            unwritten = unwritten[self._stream.write(unwritten) :]
        self._digest.update(chunk)
        self.done += len(chunk)

    def discard(self) -> None:
        """Remove the file and what was remembered about it."""
        self._empty()
        self._close_where_open_files_stay()
        self._path.unlink(missing_ok=True)
        self._origin.unlink(missing_ok=True)
        self._stream.close()

    def become_destination(self) -> None:
        """Put the file, now whole, where it was meant to be."""
        os.fsync(self._stream.fileno())
        self._close_where_open_files_stay()
        os.replace(self._path, self._destination)
        atomic_files.flush_folder(self._destination.parent)
        self._origin.unlink(missing_ok=True)
        self._stream.close()

    def _close_where_open_files_stay(self) -> None:
        """Close before a rename or removal on Windows, which refuses both; elsewhere the lock is held throughout."""
        if os.name == "nt":
            self._stream.close()

    def _empty(self) -> None:
        if self._stream.seek(0, os.SEEK_END) > 0:
            self._stream.truncate(0)
        self.done = 0
        self._digest = new_digest(self._algorithm)

    def _lock(self) -> None:
        """Refuse to share: two writers would leave a file that is neither's."""
        try:
            if sys.platform == "win32":
                self._stream.seek(_LOCKED_BYTE)
                msvcrt.locking(self._stream.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            taken = not self._is_still_there()
        except OSError as error:
            taken = error.errno in _LOCK_TAKEN  # otherwise: a file system without locks, where hope must do
        if taken:
            raise DownloadError(
                f"{self._destination.name} is already being downloaded into {self._destination.parent}.",
                kept="That download was left alone.",
                remedy="Wait until it is over, or stop it first.",
            )

    def _is_still_there(self) -> bool:
        """Tell whether the path still leads to the open file: another download may have finished it meanwhile."""
        try:
            return os.path.samestat(os.fstat(self._stream.fileno()), self._path.stat())
        except FileNotFoundError:
            return False

    def _take_over(self, cancel: CancelToken) -> None:
        """Read what an earlier process left, or drop it where it came from elsewhere."""
        try:
            origin = json.loads(self._origin.read_text(encoding="utf-8"))
            known = origin["url"] == self._url
            self.etag = str(origin["etag"])
            self.last_modified = str(origin["last_modified"])
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            known = False
        if not known:
            self.restart()
            return
        self._stream.seek(0)
        while piece := self._stream.read(_READ_BYTES):
            cancel.raise_if_cancelled()
            self._digest.update(piece)
            self.done += len(piece)
