"""A disk on which every step of a write takes its time, so that a kill can meet it."""

import functools
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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

    def write_bytes(self: Path, data: bytes | bytearray | memoryview) -> int:
        content = memoryview(data).cast("B")
        piece = max(1, len(content) // PIECES)
        with self.open("wb", buffering=0) as stream:
            for begin in range(0, len(content), piece):
                stream.write(content[begin : begin + piece])
                dawdle()
        return len(content)

    for name in ("fsync", "replace"):
        setattr(os, name, slow(getattr(os, name)))
    Path.write_bytes = write_bytes  # type: ignore[method-assign,assignment]
