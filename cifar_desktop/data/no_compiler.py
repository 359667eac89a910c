"""Stands in for torch._dynamo, which compiles networks: nothing is compiled here, and in the package it could not be.

PyTorch imports it with the first optimizer, and torchvision with its operators, for functions that do nothing outside a
compiler. The real one takes a second of processor time, in which no other thread gets far, and 75 MB of memory.
"""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import torch

_NAMES = ("torch._dynamo", "torch._dynamo.utils")


def leave_compiler_out() -> None:
    """Take the place of PyTorch's compiler, unless somebody has loaded it; to be called before what asks for it."""
    global utils, trace_rules  # noqa: PLW0603 - its parts are this module as well
    if _NAMES[0] not in sys.modules:
        utils = trace_rules = torch._dynamo = sys.modules[__name__]
        sys.modules.update(dict.fromkeys(_NAMES, utils))


# What PyTorch and torchvision ask it for

utils: ModuleType
trace_rules: ModuleType


def disable(fn: Callable[..., Any] | None = None, *_: object, **__: object) -> Callable[..., Any]:
    """Return the function as it is: no compiler looks at it."""
    return fn if fn is not None else lambda decorated: decorated


def graph_break(*_: object, **__: object) -> None:
    """Say nothing, as there is nobody to be told where a graph would end."""


def get_optimize_ddp_mode() -> str:
    """Tell DistributedDataParallel that it is not compiled."""
    return "no_optimization"


def is_compile_supported(_device_type: str) -> bool:
    """Tell torchvision's operators that they cannot be."""
    return False


def clear_lru_cache() -> None:
    """Forget nothing, as nothing was looked up."""
