"""Makes `import torchvision` work beside a torch that its compiled part does not fit.

WORKAROUND: on Linux, PyPI's torchvision is a CUDA build. Beside a CPU torch its `_C` library cannot be
loaded, and the import ends in "operator torchvision::nms does not exist", because two Python functions
are registered for operators that `_C` would have declared. Declared but never implemented, they let the
import through: data sets, models and transforms call neither. https://github.com/pytorch/pytorch/issues/157648
"""

import importlib.machinery
import importlib.util
import sys
import threading
from pathlib import Path

import torch

from cifar_desktop.data.no_compiler import leave_compiler_out

_SIGNATURE = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"

_lock = threading.Lock()
# The operators live as long as the Library that declared them.
_declared: list[torch.library.Library] = []


def prepare_torchvision() -> None:
    """Declare torchvision's operators where its compiled part cannot load, so that it can be imported.

    Call it before every `import torchvision`, from any thread; only the first call does something, and
    where torchvision fits torch it changes nothing.
    """
    with _lock:
        leave_compiler_out()
        if not _declared and "torchvision" not in sys.modules and not _compiled_part_loads():
            _declare_missing_operators()


def _compiled_part_loads() -> bool:
    """Load torchvision's `_C` as torchvision would, and tell whether that went well.

    Trying it is the one test that is right for every pair of versions and builds; a second load of the
    same library, by torchvision itself, is free.
    """
    package = importlib.util.find_spec("torchvision")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("torchvision is not installed", name="torchvision")
    folder = Path(package.submodule_search_locations[0])
    if sys.platform == "win32":
        import os  # noqa: PLC0415 - only Windows looks for a library's libraries in named folders

        os.add_dll_directory(str(folder))
    loader = (importlib.machinery.ExtensionFileLoader, importlib.machinery.EXTENSION_SUFFIXES)
    library = importlib.machinery.FileFinder(str(folder), loader).find_spec("_C")
    if library is None or library.origin is None:
        return False
    try:
        torch.ops.load_library(library.origin)  # type: ignore[no-untyped-call]
    except (ImportError, OSError):
        return False
    return True


def _declare_missing_operators() -> None:
    """Declare the operators for which torchvision registers Python functions unasked."""
    library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
    for name in ("nms", "qnms"):
        library.define(name + _SIGNATURE)  # type: ignore[no-untyped-call]
    _declared.append(library)
