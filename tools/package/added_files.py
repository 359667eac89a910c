"""What goes into the package that PyInstaller does not find by itself: our modules, resources and written files."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.package.contents import STAND_INS, Entry

STAND_INS_LIE_IN = Path(__file__).parent / "stand_ins"


def own_modules(root: Path) -> list[str]:
    """Return the names of all modules of the program, those too that are imported by a name worked out at run time."""
    files = sorted((root / "cifar_desktop").rglob("*.py"))
    names = (".".join(file.relative_to(root).with_suffix("").parts) for file in files)
    return [name.removesuffix(".__init__") for name in names if not name.endswith(".__main__")]


def stand_ins() -> list[Entry]:
    """Return the entries of our modules that stand in for larger ones."""
    return [(name, str(STAND_INS_LIE_IN / file), "PYMODULE") for name, file in STAND_INS.items()]


def tree(folder: Path, destination: str) -> list[tuple[str, str]]:
    """Return source and folder of every file below a folder, as `datas` has it."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return [
        (str(file), f"{destination}/{file.parent.relative_to(folder).as_posix()}".removesuffix("/.")) for file in files
    ]


def as_entries(files: Iterable[tuple[str, str]]) -> list[Entry]:
    """Return entries for files that are given by source and folder."""
    return [(f"{folder}/{Path(source).name}".removeprefix("./"), source, "DATA") for source, folder in files]


def sources(entries: Iterable[Entry]) -> list[Path]:
    """Return the files from which the entries are made; a package without code of its own has none."""
    return [Path(source) for _, source, kind in entries if kind != "SYMLINK" and source not in ("", "-")]


def resource_files(root: Path) -> Iterator[tuple[str, str]]:
    """Yield source and folder of what is shipped beside the code, as `datas` has it."""
    for file in sorted((root / "resources").rglob("*")):
        if file.is_file() and not file.name.startswith("."):
            yield str(file), file.parent.relative_to(root).as_posix()
    yield str(root / "LICENSE"), "."


def camera_permission_plugin() -> list[tuple[str, str]]:
    """Return, on macOS, the plugin through which Qt asks for the camera; PyInstaller does not know of it."""
    if sys.platform != "darwin":
        return []
    import PySide6  # noqa: PLC0415 - only there

    folder = Path(PySide6.__path__[0]) / "Qt" / "plugins" / "permissions"
    return [(str(file), "PySide6/Qt/plugins/permissions") for file in folder.glob("*camera*.dylib")]
