"""Memory that one training step has used is kept for the next; what a task has left over is given back.

Every step on a processor needs the same large tensors. glibc takes each of them anew from the system, which clears it
page by page, and gives it back a moment later: a tenth of the time of a step. Where it keeps them in its heap, what
was taken between them and stays cuts the heap up: the next step's large tensors do not fit any more, and the heap grows
by half. So the first step takes its large tensors from the system as usual, each by itself, and the heap holds nothing
large that stays, such as gradients and what an optimizer remembers. Of what is freed between things that stay, glibc
gives nothing back by itself: a window that has loaded its engine held 140 MB for nobody. Elsewhere than on Linux, and
with another C library, nothing is done. Importing this module imports no torch.
"""

import ctypes
import functools
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# The names are those of mallopt(3), the later values what glibc does by itself.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _MMAP_MAX, _ARENA_MAX = -1, -3, -4, -8
_NEVER_TRIM, _TRIM_ABOVE = 2**31 - 1, 128 * 1024
_MAP_FROM, _MAP_FROM_USUALLY = 128 * 1024, 32 * 1024 * 1024  # the latter is where glibc ends up with large tensors
_NEVER_MAP, _MAP_UP_TO = 0, 65536

_keepers = 0  # trainings under way in this process


def use_one_heap() -> None:
    """Have threads that begin from now on share the process's heap; one of their own could not hold large tensors."""
    if libc := _glibc():
        libc.mallopt(_ARENA_MAX, 1)


@contextmanager
def kept_heap(*, from_now: bool = True) -> Iterator[None]:
    """Keep freed memory for what is allocated next, from now or from `keep_heap` on; give it back in the end."""
    global _keepers  # noqa: PLW0603 - the heap is the process's
    libc = _glibc()
    if not libc:
        yield
        return
    libc.mallopt(_TRIM_THRESHOLD, _NEVER_TRIM)
    libc.mallopt(_MMAP_THRESHOLD, _MAP_FROM)
    _keepers += 1
    try:
        if from_now:
            keep_heap()
        yield
    finally:
        _keepers -= 1
        libc.mallopt(_MMAP_MAX, _MAP_UP_TO)
        libc.mallopt(_MMAP_THRESHOLD, _MAP_FROM_USUALLY)
        libc.mallopt(_TRIM_THRESHOLD, _TRIM_ABOVE)
        give_back()


def keep_heap() -> None:
    """Take even large pieces from the heap from now on, which is kept; does nothing outside of `kept_heap`."""
    if _keepers and (libc := _glibc()):
        libc.mallopt(_MMAP_MAX, _NEVER_MAP)


def give_back() -> None:
    """Give memory that is free back to the system, unless it is kept; takes up to 50 ms, in which nobody gets any."""
    if not _keepers and (libc := _glibc()):
        libc.malloc_trim(0)


@functools.cache
def _glibc() -> ctypes.CDLL | None:
    """Return the C library, where it is glibc."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "gnu_get_libc_version") else None
