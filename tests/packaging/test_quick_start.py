"""What is done once while the package is built, so that not every start does it anew."""

import marshal
import os
import subprocess
import sys
from importlib.machinery import SourcelessFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

from tools.package import quick_start

LAID_OUT = "shiboken6/files.dir"
not_on_macos = pytest.mark.skipif(sys.platform == "darwin", reason="nothing is laid out there")
LOOK = """
import sys
from PySide6.QtCore import QObject
import shibokensupport.feature
print(shibokensupport.feature.__file__)
print(*{"argparse", "logging"} & set(sys.modules))
QObject(parent=1)
"""


@not_on_macos
def test_shiboken_takes_its_python_part_as_it_was_compiled(tmp_path: Path) -> None:
    laid_out = quick_start.shiboken_support(tmp_path)
    assert {Path(source).suffix for source, _ in laid_out} == {".pyc"}
    assert f"{LAID_OUT}/shibokensupport/signature" in {folder for _, folder in laid_out}
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    looked = subprocess.run([sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=False)
    assert looked.stdout.splitlines() == [str(tmp_path / LAID_OUT / "shibokensupport" / "feature.pyc"), ""]
    assert "QObject.__init__(parent: PySide6.QtCore.QObject | None" in looked.stderr  # what it knows of Qt, in words


@not_on_macos
def test_what_is_laid_out_names_no_folder_of_this_machine(tmp_path: Path) -> None:
    places = {
        marshal.loads(Path(file).read_bytes()[16:]).co_filename for file, _ in quick_start.shiboken_support(tmp_path)
    }
    assert "shibokensupport/feature.py" in places
    assert [place for place in places if Path(place).is_absolute()] == []


def test_a_table_that_is_read_at_once_is_the_same(tmp_path: Path) -> None:
    writers = pytest.importorskip("PyInstaller.archive.writers", reason="make package installs it")
    archive = tmp_path / "modules.pyz"
    names = ("first", "second", "third")
    code = {name: compile(f"name = '{name}'", f"{name}.py", "exec") for name in names}
    writers.ZlibArchiveWriter(str(archive), [(name, f"{name}.py", "PYMODULE") for name in names], code_dict=code)
    with archive.open("ab") as file:
        file.write(b"what the program's file goes on with")

    entries = [("struct", "struct.pyc", "PYMODULE"), ("pyimod01_archive", "theirs.pyc", "PYMODULE")]
    (struct, (name, compiled, kind)) = quick_start.with_quick_table(entries, tmp_path / "starter")
    assert (struct, name, kind) == (entries[0], *entries[1][::2])
    spec = spec_from_loader(name, SourcelessFileLoader(name, compiled))
    assert spec is not None
    assert spec.loader is not None
    starter = module_from_spec(spec)
    spec.loader.exec_module(starter)
    reader = starter.ZlibArchiveReader(str(archive), 0)
    assert sorted(reader.toc) == [*names]
    assert reader.extract("second").co_filename == code["second"].co_filename
