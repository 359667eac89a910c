"""The rules of the house hold, and each of them would notice if it did not."""

from pathlib import Path

import pytest

from tests import architecture as rules
from tests.architecture import ROOT, RULES, Rule, Source, loaded_by, read_sources, violations

SOURCES = read_sources()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_sources_keep(rule: Rule) -> None:
    found = violations(rule, SOURCES)
    assert not found, f"\n{found}"


def test_the_tests_stay_small_too() -> None:
    found = violations(rules.rooms_stay_small, read_sources(folders=rules.TESTS))
    assert not found, f"\n{found}"


LONG_FUNCTION = "def long():\n" + "    x = 1\n" * 60
CHANNELS = "MEAN = (0.4914, 0.4822, 0.4465)"

# A source that breaks a rule, the line at fault, and a word that the message must have.
BROKEN = [
    (rules.qt_stays_in_ui, "cifar_desktop/training/trainer.py", "import os\nimport PySide6.QtCore", 2, "PySide6"),
    (rules.qt_stays_in_ui, "cifar_desktop/cli/train.py", "def f():\n    from pyqtgraph import mkPen", 2, "pyqtgraph"),
    (rules.qt_stays_in_ui, "train/__main__.py", "from shiboken6 import isValid", 1, "shiboken6"),
    (
        rules.qt_stays_in_ui,
        "cifar_desktop/tasks.py",
        "import importlib\nimportlib.import_module('PySide6')",
        2,
        "PySide6",
    ),
    (rules.torch_stays_out_of_ui, "cifar_desktop/ui/main_window.py", "from torch import nn", 1, "torch"),
    (
        rules.torch_stays_out_of_ui,
        "cifar_desktop/ui/train/plot.py",
        "def f():\n    import torchvision.io",
        2,
        "torchvision",
    ),
    (
        rules.torch_stays_out_of_ui,
        "cifar_desktop/ui/app.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch",
        3,
        "torch",
    ),
    (rules.rooms_use_only_lower_floors, "cifar_desktop/errors.py", "import cifar_desktop.data", 1, "data"),
    (rules.rooms_use_only_lower_floors, "cifar_desktop/data/a.py", "from cifar_desktop import evaluation", 1, "higher"),
    (rules.rooms_use_only_lower_floors, "cifar_desktop/models/a.py", "from ..training import config", 1, "higher"),
    (
        rules.rooms_use_only_lower_floors,
        "cifar_desktop/evaluation/__init__.py",
        "from ..inference import x",
        1,
        "higher",
    ),
    (
        rules.rooms_use_only_lower_floors,
        "cifar_desktop/training/a.py",
        "def f():\n    import cifar_desktop.cli",
        2,
        "higher",
    ),
    (rules.rooms_use_only_lower_floors, "cifar_desktop/training/a.py", "from cifar_desktop.ui.app import run", 1, "ui"),
    (
        rules.rooms_use_only_lower_floors,
        "cifar_desktop/inference/a.py",
        "from cifar_desktop.training import x",
        1,
        "trainer",
    ),
    (rules.rooms_use_only_lower_floors, "cifar_desktop/cli/__init__.py", "from cifar_desktop.ui import app", 1, "Qt"),
    (
        rules.rooms_use_only_lower_floors,
        "cifar_desktop/__main__.py",
        "try:\n    import cifar_desktop.ui\nfinally: pass",
        2,
        "Qt",
    ),
    (rules.rooms_use_only_lower_floors, "cifar_desktop/ui/app.py", "import cifar_desktop.__main__", 1, "higher"),
    (rules.rooms_use_only_lower_floors, "cifar_desktop/attic/a.py", "", 1, "attic"),
    (rules.nobody_needs_train, "cifar_desktop/training/a.py", "from train.recipes import best", 1, "train/"),
    (rules.nobody_needs_train, "benchmarks/speed.py", "import train", 1, "train/"),
    (rules.nobody_needs_train, "train/__main__.py", "def f():\n    from cifar_desktop.ui import app", 2, "ui"),
    (
        rules.tabs_stand_alone,
        "cifar_desktop/ui/train/a.py",
        "from cifar_desktop.ui.classify.b import B",
        1,
        "ui/classify",
    ),
    (rules.tabs_stand_alone, "cifar_desktop/ui/evaluate/a.py", "from ..train import form", 1, "ui/train"),
    (
        rules.tabs_stand_alone,
        "cifar_desktop/ui/widgets/a.py",
        "from cifar_desktop.ui import evaluate",
        1,
        "ui/evaluate",
    ),
    (rules.tabs_stand_alone, "cifar_desktop/ui/attic/a.py", "", 1, "attic"),
    (
        rules.one_place_for_threads,
        "cifar_desktop/ui/app.py",
        "from PySide6.QtCore import QObject, QThread",
        1,
        "QThread",
    ),
    (
        rules.one_place_for_threads,
        "cifar_desktop/ui/app.py",
        "from PySide6 import QtCore\nt = QtCore.QThread()",
        2,
        "QThread",
    ),
    (rules.one_place_for_threads, "cifar_desktop/ui/train/a.py", "\n\nworker.moveToThread(t)", 3, "moveToThread"),
    (rules.one_place_for_frozen, "cifar_desktop/ui/app.py", "import sys\nif sys.frozen: pass", 2, "frozen"),
    (
        rules.one_place_for_frozen,
        "cifar_desktop/cli/a.py",
        "import sys\nx = getattr(sys, 'frozen', False)",
        2,
        "frozen",
    ),
    (rules.one_place_for_frozen, "train/a.py", "import sys\nx = hasattr(sys, '_MEIPASS')", 2, "frozen"),
    (rules.one_place_for_frozen, "train/a.py", "import sys\nx = sys._MEIPASS", 2, "frozen"),
    (
        rules.no_data_set_in_the_code,
        "cifar_desktop/ui/a.py",
        "x = 1\nNAMES = ['airplane', 'automobile']",
        2,
        "airplane",
    ),
    (rules.no_data_set_in_the_code, "cifar_desktop/cli/a.py", "NAMES = 'Airplane automobile bird'.split()", 1, "bird"),
    (rules.no_data_set_in_the_code, "cifar_desktop/inference/preprocess.py", f"x = 1\n{CHANNELS}", 2, "mean"),
    (rules.rooms_stay_small, "cifar_desktop/cli/a.py", "x = 1\n" * 301, 301, "301 lines"),
    (rules.rooms_stay_small, "benchmarks/a.py", f"\n{LONG_FUNCTION}", 2, "61 lines"),
    (
        rules.rooms_stay_small,
        "train/a.py",
        f"class A:\n    async {LONG_FUNCTION.replace('    ', '        ')}",
        2,
        "61 lines",
    ),
    (rules.names_say_what_is_inside, "cifar_desktop/ui/utils.py", "", 1, "utils"),
    (rules.names_say_what_is_inside, "train/utils/plots.py", "", 1, "utils"),
]


@pytest.mark.parametrize(("rule", "path", "text", "line", "word"), BROKEN)
def test_a_rule_notices_what_breaks_it(rule: Rule, path: str, text: str, line: int, word: str) -> None:
    found = violations(rule, [Source.of(path, text)])
    assert found.startswith(f"{path}:{line}: "), found
    assert word in found


def test_every_rule_has_been_broken() -> None:
    assert {rule for rule, *_ in BROKEN} == set(RULES)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "cifar_desktop/ui/widgets/plot.py",
            "import PySide6\nimport pyqtgraph\nfrom cifar_desktop.ui.theme import colours",
        ),
        ("cifar_desktop/ui/train/train_tab.py", "from cifar_desktop.ui.widgets.plot import Plot\nfrom . import form"),
        (
            "cifar_desktop/ui/main_window.py",
            "from cifar_desktop.ui.train import tab\nfrom cifar_desktop.training import config",
        ),
        ("cifar_desktop/ui/task_thread.py", "from PySide6.QtCore import QThread"),
        ("cifar_desktop/paths.py", "import sys\nx = getattr(sys, 'frozen', False) and sys._MEIPASS"),
        (
            "cifar_desktop/__main__.py",
            "from cifar_desktop import __version__\ndef main():\n    from cifar_desktop.ui import app",
        ),
        ("cifar_desktop/cli/self_test.py", "import torch\ndef f():\n    from cifar_desktop.ui import app"),
        (
            "cifar_desktop/training/a.py",
            "from cifar_desktop.evaluation import x\nfrom cifar_desktop.inference import weights",
        ),
        ("cifar_desktop/training/b.py", "from . import config\nfrom ..data import dataset\nimport trainer"),
        ("cifar_desktop/ui/help.py", "'''One photo: airplane, bird, cat.'''\nTIP = 'A photo of a cat or a ship, say.'"),
        ("cifar_desktop/inference/assumptions.py", f"{CHANNELS}\nNAMES = ('airplane', 'automobile')"),
        ("cifar_desktop/data/cifar10.py", CHANNELS),
        (
            "cifar_desktop/data/dataset.py",
            "@dataclass(frozen=True)\nclass A:\n    frozen: bool = False\nx = A().frozen",
        ),
        ("benchmarks/startup.py", "import PySide6, torch\nfrom cifar_desktop.ui import app"),
        ("train/__main__.py", "from train import recipes\nfrom cifar_desktop.cli import main"),
    ],
)
def test_no_rule_minds_what_is_allowed(path: str, text: str) -> None:
    assert [found for rule in RULES if (found := violations(rule, [Source.of(path, text)]))] == []


def test_no_file_is_overlooked(tmp_path: Path) -> None:
    for path in ("cifar_desktop/ui/train/tab.py", "cifar_desktop/a.py", "train/b.py", "benchmarks/c.py", "tests/d.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("import torch\n")
    sources = read_sources(tmp_path)
    assert {str(source.path) for source in sources} == {
        "cifar_desktop/ui/train/tab.py",
        "cifar_desktop/a.py",
        "train/b.py",
        "benchmarks/c.py",
    }
    assert [str(source.path) for source in read_sources(tmp_path, rules.TESTS)] == ["tests/d.py"]
    assert violations(rules.torch_stays_out_of_ui, sources).startswith("cifar_desktop/ui/train/tab.py:1: ")
    assert "cifar_desktop/tasks.py" in {str(source.path) for source in SOURCES}


def _exists(module: str) -> bool:
    path = ROOT.joinpath(*module.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


@pytest.mark.parametrize(
    "module", ["cifar_desktop", "cifar_desktop.cli", "cifar_desktop.__main__", "cifar_desktop.ui.app"]
)
def test_the_program_starts_without_torch(module: str) -> None:
    if not _exists(module):
        pytest.skip(f"{module} is not written yet")
    assert not loaded_by(module) & rules.TORCH


@pytest.mark.parametrize("module", ["cifar_desktop.training.trainer", "cifar_desktop.cli", "train.__main__"])
def test_the_engine_works_without_qt(module: str) -> None:
    if not _exists(module):
        pytest.skip(f"{module} is not written yet")
    assert not loaded_by(module) & rules.QT


def test_what_an_import_brings_along_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "heavy").mkdir()
    (tmp_path / "heavy" / "part.py").touch()
    (tmp_path / "middle.py").write_text("import heavy.part\n")
    (tmp_path / "program.py").write_text("import middle\n")
    assert {"middle", "heavy"} <= loaded_by("program", tmp_path)


def test_an_import_that_fails_is_not_taken_for_a_light_one(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("raise RuntimeError('no')\n")
    with pytest.raises(AssertionError, match="importing program failed"):
        loaded_by("program", tmp_path)
