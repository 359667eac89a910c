"""The modules that stand in for large ones say what these would, and nothing that the program needs is missed."""

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import torch
import torch.fx.experimental.symbolic_shapes as original

from tools.package import added_files, contents

pytestmark = pytest.mark.skipif(
    not torch.__version__.startswith("2.13."), reason="packages are made of torch 2.13, and this is another one"
)

ROOT = Path(__file__).parents[2]
NAME = "torch.fx.experimental.symbolic_shapes"
# Where PyTorch works out the shape of a tensor without data. What it asks of symbols alone is asked of no number.
ASKING = ("__init__.py", "_meta_registrations.py", "_refs/**/*.py", "_prims*/**/*.py", "_decomp/*.py", "_tensor.py")
ASKED_OF_SYMBOLS = {"_advise_is_size", "_advise_is_bounded", "constrain_range", "_constrain_range_for_size"}
# Puts the stand-ins into the place of what they stand for, and takes away what is left out, as the package does.
AS_IN_THE_PACKAGE = """
import importlib.util, sys
from tools.package import added_files, contents

STAND_INS = {name: source for name, source, _ in added_files.stand_ins()}

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name in STAND_INS:
            inside = [] if STAND_INS[name].endswith("__init__.py") else None
            return importlib.util.spec_from_file_location(name, STAND_INS[name], submodule_search_locations=inside)
        if not contents.keeps_module(name):
            raise ModuleNotFoundError(f"{name} is left out")
        return None

sys.meta_path.insert(0, Finder())
"""
USE = """
import torch
from cifar_desktop.data.no_compiler import leave_compiler_out
from cifar_desktop.models import registry

leave_compiler_out()
for spec in registry.MODELS.values():
    with torch.device("meta"):
        spec.build(10)
for kind in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop):
    layer = torch.nn.Linear(2, 2)
    optimizer = kind(layer.parameters(), lr=0.1)
    layer(torch.ones(1, 2)).sum().backward()
    optimizer.step()
assert "sympy.core" not in sys.modules
import pyqtgraph
pyqtgraph.PlotWidget
assert "PySide6.QtOpenGL" in sys.modules and not hasattr(sys.modules["PySide6.QtOpenGL"], "QOpenGLBuffer")
"""


@pytest.fixture(scope="module")
def stand_in() -> ModuleType:
    """Our symbolic_shapes."""
    source = next(source for name, source, _ in added_files.stand_ins() if name == NAME)
    spec = importlib.util.spec_from_file_location("stand_in", source)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["guard_or_false", "guard_or_true", "statically_known_true", "expect_true"])
@pytest.mark.parametrize("condition", [True, False])
def test_a_condition_is_judged_alike(stand_in: ModuleType, name: str, condition: bool) -> None:
    assert getattr(stand_in, name)(condition) is getattr(original, name)(condition)


@pytest.mark.parametrize("name", ["guarding_hint_or_throw", "guard_int", "optimization_hint", "has_guarding_hint"])
def test_a_number_is_what_it_is(stand_in: ModuleType, name: str) -> None:
    assert getattr(stand_in, name)(7) == getattr(original, name)(7)


@pytest.mark.parametrize(
    ("left", "right"),
    [(3, 3), (3, 4), ((1, 2), [1, 2]), ((1, 2), (1, 3)), ((1, 2), (1, 2, 3)), (torch.Size([2, 3]), [2, 3])],
)
def test_shapes_are_compared_alike(stand_in: ModuleType, left: object, right: object) -> None:
    assert stand_in.sym_eq(left, right) == original.sym_eq(left, right)


@pytest.mark.parametrize("conditions", [(True, True), (True, False), (False, False)])
def test_conditions_are_joined_alike(stand_in: ModuleType, conditions: tuple[bool, bool]) -> None:
    assert stand_in.sym_and(*conditions) == original.sym_and(*conditions)
    assert stand_in.sym_or(*conditions) == original.sym_or(*conditions)


def test_no_number_is_a_symbol(stand_in: ModuleType) -> None:
    assert stand_in.is_nested_int(3) == original.is_nested_int(3)
    assert stand_in.free_unbacked_symbols(3) == original.free_unbacked_symbols(3)


def test_everything_that_is_asked_for_is_there(stand_in: ModuleType) -> None:
    asked = set(_asked_for())
    assert "guard_or_false" in asked
    assert {name for name in asked - ASKED_OF_SYMBOLS if not hasattr(stand_in, name)} == set()


def _asked_for() -> Iterator[str]:
    folder = Path(torch.__file__).parent
    for pattern in ASKING:
        for file in folder.glob(pattern):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("symbolic_shapes"):
                    yield from (alias.name for alias in node.names)


def test_networks_optimizers_and_charts_work_with_what_is_left(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(AS_IN_THE_PACKAGE + USE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        env={"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "PATH": "", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_each_has_its_file() -> None:
    entries = added_files.stand_ins()
    assert {name for name, _, _ in entries} == set(contents.STAND_INS)
    assert [source for _, source, _ in entries if not Path(source).is_file()] == []
    # PyInstaller tells a package from a module by its file's name.
    assert all((Path(source).name == "__init__.py") == _has_parts(name) for name, source, _ in entries)


def _has_parts(name: str) -> bool:
    return any(other.startswith(f"{name}.") for other in contents.STAND_INS)
