"""Stands in for torch._dynamo, which compiles networks: nothing is compiled here, and packaged it could not be.

PyTorch's optimizers import it with their first step, for two functions that do nothing outside a compiler. The real one
brings SymPy along: 10 MB on the disk, 75 MB of memory, and a second of processor time before the first training.
"""

from collections.abc import Callable
from typing import Any

import torch._dynamo.utils  # DistributedDataParallel takes it for granted that it is there  # noqa: F401


def disable(fn: Callable[..., Any] | None = None, *_: object, **__: object) -> Callable[..., Any]:
    """Return the function as it is: no compiler looks at it."""
    return fn if fn is not None else lambda decorated: decorated


def graph_break(*_: object, **__: object) -> None:
    """Say nothing, as there is nobody to be told where a graph would end."""
