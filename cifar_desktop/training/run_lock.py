"""Who trains a run: a lock of the system's on a file in its folder, held by the process that trains.

The system lets go of it when that process ends, however it ends, so it is never stale; what stands in the file only
says whom to ask, and the file itself may stay. Readers need no lock. A folder that cannot be written to, or a network
drive that knows no locks, is not locked: nobody is kept from training for that. Importing this module imports no torch.
"""

import contextlib
import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cifar_desktop.errors import RunError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK_NAME = "training.lock"
# Whoever looks holds the lock for a moment, and whoever wants it must not take that for a training.
_TRIES, _PAUSE_S = 20, 0.05
_TRIES_TO_LOOK = 3
_LONGEST_NOTE = 4096
_LOCKED_BYTE = 1 << 30  # Windows locks bytes and keeps others from reading them: one that is far behind the note


class _HeldError(Exception):
    """Another process has the lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockSeen:
    """What a look at a run's lock told.

    Attributes:
        is_held: whether a process trains the run just now.
        pid, host: that process, or the last one, and its machine; None and empty where that cannot be read.
    """

    is_held: bool
    pid: int | None = None
    host: str = ""

    @property
    def holder(self) -> str:
        """Say who trains it: "process 4711", "process 4711 on lab-7", "this program"."""
        is_here = self.host in ("", platform.node())
        if self.pid is None:
            return "another process"
        if is_here and self.pid == os.getpid():
            return "this program"
        return f"process {self.pid}" if is_here else f"process {self.pid} on {self.host}"

    @property
    def sentence(self) -> str:
        """Say that it is being trained."""
        return f"It is being trained just now, by {self.holder}."


@contextlib.contextmanager
def hold_lock(folder: Path) -> Iterator[None]:
    """Keep every other process from training the run, for as long as the context lasts.

    Raises:
        RunError: where one trains it already.
    """
    try:
        descriptor = _taken(folder / LOCK_NAME)
    except _HeldError:
        raise is_trained_error(folder, look_at_lock(folder)) from None
    try:
        yield
    finally:
        if descriptor is not None:
            with contextlib.suppress(OSError):
                _let_go(descriptor)
            os.close(descriptor)


def look_at_lock(folder: Path) -> LockSeen | None:
    """Tell whether a process trains the run just now; None where nobody can tell: no file, or no locks on this disk."""
    try:
        descriptor = os.open(folder / LOCK_NAME, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    try:
        pid, host = _read_note(descriptor)
        _lock(descriptor, shared=True, tries=_TRIES_TO_LOOK)
        _let_go(descriptor)
    except _HeldError:
        return LockSeen(is_held=True, pid=pid, host=host)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    # Some network drives lock among the processes of one machine only.
    return LockSeen(is_held=False, pid=pid, host=host) if host == platform.node() else None


def refuse_if_trained(folder: Path) -> None:
    """Raise RunError where a process trains the run just now."""
    seen = look_at_lock(folder)
    if seen and seen.is_held:
        raise is_trained_error(folder, seen)


def is_trained_error(folder: Path, seen: LockSeen | None) -> RunError:
    """Return the error for a run that is being trained elsewhere."""
    holder = seen.holder if seen else "another process"
    return RunError(
        f"The run in “{folder}” is being trained just now, by {holder}.",
        kept="That training goes on, and the folder was not touched.",
        remedy="Stop it there first, or wait until it has ended.",
    )


def _taken(path: Path) -> int | None:
    """Return the locked file's descriptor, None where it cannot be locked; raise _HeldError where another has it."""
    descriptor = _opened(path)
    if descriptor is None:
        return None
    try:
        _lock(descriptor, shared=False, tries=_TRIES)
    except _HeldError:
        os.close(descriptor)
        raise
    except OSError:  # no locks on this disk: an unlocked file would say that nobody trains the run
        os.close(descriptor)
        with contextlib.suppress(OSError):
            path.unlink()
        return None
    note = json.dumps({"pid": os.getpid(), "host": platform.node()}).encode()
    with contextlib.suppress(OSError):  # it is the lock that counts
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, note)
    return descriptor


def _opened(path: Path) -> int | None:
    """Open the file to lock it; one that belongs to somebody else can be locked without being written to."""
    for flags in (os.O_RDWR | os.O_CREAT, os.O_RDONLY):
        try:
            return os.open(path, flags, 0o644)
        except OSError:
            continue
    return None


def _lock(descriptor: int, *, shared: bool, tries: int) -> None:
    """Lock the file; raise _HeldError where another process has it, and OSError where nothing can be locked."""
    for left in reversed(range(tries)):
        try:
            _lock_at_once(descriptor, shared=shared)
        except (BlockingIOError, PermissionError) as error:  # the latter on Windows and on some network drives
            if not left:
                raise _HeldError from error
            time.sleep(_PAUSE_S)
        else:
            return


def _read_note(descriptor: int) -> tuple[int | None, str]:
    """Return the number of a process and its machine; None and nothing where the file does not say."""
    try:
        note = json.loads(os.read(descriptor, _LONGEST_NOTE))
    except (OSError, ValueError, RecursionError):
        return None, ""
    if not isinstance(note, dict):
        return None, ""
    pid, host = note.get("pid"), note.get("host")
    return pid if type(pid) is int else None, host if isinstance(host, str) else ""


if sys.platform == "win32":

    def _lock_at_once(descriptor: int, *, shared: bool) -> None:  # noqa: ARG001 - Windows' runtime has but one kind
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _let_go(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:

    def _lock_at_once(descriptor: int, *, shared: bool) -> None:
        # Not lockf: its locks belong to the process, and two trainings in one would not notice each other.
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)

    def _let_go(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
