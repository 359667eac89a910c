"""An area whose cases end in every way in which they must not; for the tests of what notices that."""

import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from benchmarks.soak.trials import Unsurvived

MAX_SECONDS = 0.5


def trial(scratch: Path, seed: int) -> Callable[[int], str]:
    return lambda case: CASES[case]()


def works() -> str:
    return "read"


def is_refused_badly() -> str:
    raise Unsurvived("it was read")


def fails() -> str:
    raise KeyError("a traceback")


def crashes() -> str:
    os.abort()


def leaves() -> str:
    sys.exit(0)


def prints() -> str:
    os.write(2, b"a library speaks\n")
    return "read"


def warns() -> str:
    warnings.warn("a warning leaks", stacklevel=1)
    return "read"


def takes_long() -> str:
    until = time.process_time() + 0.7
    while time.process_time() < until:
        pass
    return "read"


def takes_memory() -> str:
    return "read" if bytearray(2 * 2**30 + 2**20) else ""


CASES = (
    works, is_refused_badly, fails, crashes, leaves, works, prints, warns, takes_long, takes_memory, works,
)  # fmt: skip
