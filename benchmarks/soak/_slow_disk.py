"""A disk on which every step of a write takes its time, so that a kill can meet it."""

import functools
import os
import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cifar_desktop import atomic_files

PIECES = 8


def make_disk_slow(seed: int, longest_s: float) -> None:
    """Let this process dawdle before and after each step of a write; what is written, and in which order, stays."""
    chance = random.Random(seed)

    def dawdle() -> None:
        time.sleep(chance.random() * longest_s)

    def slow(step: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(step)
        def slowly(*arguments: Any, **options: Any) -> Any:
            dawdle()
            result = step(*arguments, **options)
            dawdle()
            return result

        return slowly

    def pour(pieces: Iterable[bytes | memoryview], file: Path) -> None:
        content = memoryview(b"".join(pieces))
        step = max(1, len(content) // PIECES)
        with file.open("wb", buffering=0) as stream:
            for begin in range(0, len(content), step):
                stream.write(content[begin : begin + step])
                dawdle()

    for name in ("fsync", "replace"):
        setattr(os, name, slow(getattr(os, name)))
    atomic_files.pour = pour
