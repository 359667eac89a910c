"""Keeps Pillow's warnings to itself while photos are read, on however many threads.

Pillow warns of large pictures and of odd metadata: the former are judged by `photo.py`, the latter harm nobody. What
libtiff says of damaged files goes past Python to the standard error, and nothing here keeps it from that.
"""

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# What it logs would be printed where nobody listens.
logging.getLogger("PIL").addHandler(logging.NullHandler())

_lock = threading.Lock()
_num_inside = 0
_filters = warnings.catch_warnings()


@contextmanager
def quiet_pillow() -> Iterator[None]:
    """Silence warnings that Pillow gives within the context.

    `warnings.catch_warnings` alone is not for threads: what one saves another would put back too soon, or never. So
    the first that comes in sets the filter, and the last that leaves takes it away.
    """
    _come_in()
    try:
        yield
    finally:
        _leave()


def _come_in() -> None:
    global _num_inside, _filters  # noqa: PLW0603 - the warning filters are the process's own as well
    with _lock:
        if not _num_inside:
            _filters = warnings.catch_warnings()
            _filters.__enter__()
            warnings.filterwarnings("ignore", module=r"PIL\.")
        _num_inside += 1


def _leave() -> None:
    global _num_inside  # noqa: PLW0603
    with _lock:
        _num_inside -= 1
        if not _num_inside:
            _filters.__exit__(None, None, None)
