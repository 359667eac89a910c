"""Two things that every start of the packaged program would do anew, done once while it is built.

Both are only about time: where PySide6 or PyInstaller come to work otherwise, the package is built without them, and a
test of the package says so.
"""

import os
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.package.added_files import STAND_INS_LIE_IN, tree
from tools.package.contents import Entry

_NEVER_CALLED = "shibokensupport/signature/lib/pyi_generator.py"
_STARTER = "pyimod01_archive"  # PyInstaller's module that reads the archive of modules
_PIECE_BY_PIECE, _AT_ONCE = "marshal.load(fp)", "marshal.loads(fp.read())"


def shiboken_support(work: Path) -> list[tuple[str, str]]:
    """Return, as `datas` has it, the Python part of PySide6, compiled.

    It lies inside a library as source text, which is compiled at each start: a seventh of the time until the window is
    there. Where the folder `files.dir` is there, Shiboken takes it from there. Laying it out is Shiboken's own work,
    asked for by a variable.
    """
    if sys.platform == "darwin":
        return []  # codesign takes a folder with a dot in its name for a bundle
    import shiboken6  # noqa: PLC0415 - so that the lists can be looked at without it

    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(Path(shiboken6.__path__[0]), work / "shiboken6")
    environment = {**os.environ, "SBK_EMBED": "0", "PYTHONPATH": str(work), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", "import PySide6.QtCore"], env=environment, check=True)
    laid_out = work / "shiboken6" / "files.dir"
    if (laid_out / _NEVER_CALLED).is_file():
        shutil.copy(STAND_INS_LIE_IN / Path(_NEVER_CALLED).name, laid_out / _NEVER_CALLED)
    for source in sorted(laid_out.rglob("*.py")):
        _compile(source, source.relative_to(laid_out).as_posix())
        source.unlink()
    return tree(laid_out, "shiboken6/files.dir") if laid_out.is_dir() else []


def with_quick_table(starter: Sequence[Entry], work: Path) -> list[Entry]:
    """Return PyInstaller's starter, one that reads the table of all modules at once.

    Python's marshal asks a file for each of its 2,500 names and numbers by itself, which takes a thirtieth of the time
    until the window is there, and text that lies in memory in no time.
    """
    return [
        (name, _quick(work) or compiled if name == _STARTER else compiled, kind) for name, compiled, kind in starter
    ]


def _quick(work: Path) -> str:
    """Return where the module lies that reads the table at once; nothing where PyInstaller reads it otherwise now."""
    import PyInstaller.loader  # noqa: PLC0415 - only a build has it

    text = (Path(PyInstaller.loader.__path__[0]) / f"{_STARTER}.py").read_text(encoding="utf-8")
    if text.count(_PIECE_BY_PIECE) != 1:
        return ""
    work.mkdir(parents=True, exist_ok=True)
    source = work / f"{_STARTER}.py"
    source.write_text(text.replace(_PIECE_BY_PIECE, _AT_ONCE), encoding="utf-8")
    return _compile(source, source.name)


def _compile(source: Path, known_as: str) -> str:
    """Compile a file beside it, without the name of its folder; return where the code lies."""
    return py_compile.compile(
        str(source),
        cfile=str(source.with_suffix(".pyc")),
        dfile=known_as,
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )  # type: ignore[return-value]  # None only where it does not raise
