"""PyInstaller's hooks, run when what they are for is wanted: otherwise every window would wait for all of them.

They prepare Python packages for life inside the packaged program. build.spec puts them in as modules, by their names,
and only `__main__` is left to run at the start. From source there is nothing to prepare.
"""

import importlib

from cifar_desktop import paths

FOR_WORKERS = ("pyi_rth_multiprocessing",)
FOR_QT = ("pyi_rth_pyside6",)  # on Windows it may not come before torch does
FOR_THE_ENGINE = ("pyi_rth_inspect", "pyi_rth_pkgutil")  # torch reads some of its own source


def prepare_for_workers() -> None:
    """Let multiprocessing start this program anew, and this process be what it has started."""
    _run(FOR_WORKERS)


def prepare_for_qt() -> None:
    """Have Qt find what was packed for it, and nothing of the system's; to be called before it is imported."""
    _run(FOR_QT)


def prepare_for_engine() -> None:
    """Have what looks at Python code find it; to be called before torch is imported."""
    _run(FOR_THE_ENGINE)


def _run(hooks: tuple[str, ...]) -> None:
    if paths.is_frozen():
        for hook in hooks:
            importlib.import_module(hook)  # a second time does nothing
