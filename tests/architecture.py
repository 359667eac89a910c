"""The rules of the house as checks on source text; test_architecture.py applies them, and proves that each can fail.

A rule takes sources and yields violations. It reads syntax only, so it sees neither a module whose name is worked
out at run time nor what an import brings along; for the latter, `loaded_by` looks into a fresh process.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.sources import Source, Violation

ROOT = Path(__file__).parents[1]
SCANNED = ("cifar_desktop", "train", "benchmarks")
TESTS = ("tests",)  # which only have to stay small

PROGRAM = "cifar_desktop"
# From the ground up: a room may use its own floor and those below.
FLOORS = (
    ("__init__", "errors", "tasks", "paths", "atomic_files", "exported_files", "percentages", "natural_order", "heap"),
    ("data", "models"),
    ("evaluation",),
    ("training", "inference"),
    ("cli",),
    ("ui",),
    ("__main__",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

QT = {"PySide6", "shiboken6", "pyqtgraph"}
TORCH = {"torch", "torchvision"}
THREADS = {"QThread", "QThreadPool", "QRunnable", "moveToThread"}
TABS = {"train", "evaluate", "classify", "runs"}
SHARED_UI_FOLDERS = {"widgets", "self_test"}
CLASS_NAMES = {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"}
CHANNELS = {0.4914, 0.4822, 0.4465, 0.2470, 0.2435, 0.2616}
# The files of others name neither their classes nor their normalisation; those of CIFAR-10 are assumed in one place.
CLASS_NAMES_LIE_IN = {"cifar_desktop/inference/assumptions.py"}
CHANNELS_LIE_IN = CLASS_NAMES_LIE_IN | {"cifar_desktop/data/cifar10.py"}
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 60

Rule = Callable[[Source], Iterator[Violation]]


def qt_stays_in_ui(source: Source) -> Iterator[Violation]:
    """Benchmarks may measure the window, so they are left out."""
    if source.lies_in(PROGRAM, "ui") or source.lies_in("benchmarks"):
        return
    for each in source.imports:
        if each.target[0] in QT:
            yield source.says(each.line, f"imports {each.target[0]}; only {PROGRAM}/ui may")


def torch_stays_out_of_ui(source: Source) -> Iterator[Violation]:
    if source.lies_in(PROGRAM, "ui"):
        for each in source.imports:
            if each.target[0] in TORCH:
                yield source.says(
                    each.line, f"imports {each.target[0]}; ui/ gets plain numbers and numpy or Pillow pictures"
                )


def rooms_use_only_lower_floors(source: Source) -> Iterator[Violation]:
    if not source.lies_in(PROGRAM):
        return
    if source.room not in FLOOR_OF:
        yield source.says(1, f"“{source.room}” has no floor; give it one in FLOORS of tests/architecture.py")
        return
    for each in source.imports:
        if each.target[0] != PROGRAM or len(each.target) < 2 or each.target[1] not in FLOOR_OF:
            continue
        user, used = source.room, each.target[1]
        if (user, used) == ("inference", "training"):
            yield source.says(each.line, "inference imports training; to label a photo no trainer is needed")
        elif used == "ui" and user in {"cli", "__main__"}:
            if each.at_import:
                yield source.says(each.line, f"{user} imports ui at import; the command line has to work without Qt")
        elif FLOOR_OF[used] > FLOOR_OF[user]:
            yield source.says(each.line, f"{user} imports {used}, which is a higher floor")


def nobody_needs_train(source: Source) -> Iterator[Violation]:
    for each in source.imports:
        if each.target[0] == "train" and not source.lies_in("train"):
            yield source.says(each.line, "imports train/, which is not part of the installed program")
        if each.target[:2] == (PROGRAM, "ui") and source.lies_in("train"):
            yield source.says(each.line, "train/ imports ui; it has to run where no Qt is")


def tabs_stand_alone(source: Source) -> Iterator[Violation]:
    if not source.lies_in(PROGRAM, "ui") or len(source.path.parts) < 4:
        return
    own = source.path.parts[2]
    if own not in TABS | SHARED_UI_FOLDERS:
        yield source.says(1, f"ui/{own} is neither a tab nor shared; say which in tests/architecture.py")
    for each in source.imports:
        if each.target[:2] == (PROGRAM, "ui") and set(each.target[2:3]) & (TABS - {own}):
            yield source.says(each.line, f"ui/{own} imports the tab ui/{each.target[2]}; tabs meet in the main window")


def one_place_for_threads(source: Source) -> Iterator[Violation]:
    if str(source.path) == f"{PROGRAM}/ui/task_thread.py":
        return
    for node in ast.walk(source.tree):
        name = next((n for n in (getattr(node, key, None) for key in ("id", "attr", "name")) if n in THREADS), None)
        if name:
            yield source.says(getattr(node, "lineno", 1), f"touches {name}; only ui/task_thread.py does")


def one_place_for_frozen(source: Source) -> Iterator[Violation]:
    if str(source.path) == f"{PROGRAM}/paths.py":
        return
    for node in ast.walk(source.tree):
        asks_sys = isinstance(node, ast.Attribute) and node.attr == "frozen" and ast.unparse(node.value).endswith("sys")
        asks_getattr = (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in {"getattr", "hasattr"}
            and len(node.args) > 1
            and ast.unparse(node.args[0]).endswith("sys")
            and getattr(node.args[1], "value", "") == "frozen"
        )
        names_meipass = "_MEIPASS" in {getattr(node, key, None) for key in ("attr", "value", "name")}
        if asks_sys or asks_getattr or names_meipass:
            yield source.says(getattr(node, "lineno", 1), "asks whether the program is frozen; only paths.py does")


def no_data_set_in_the_code(source: Source) -> Iterator[Violation]:
    if not source.lies_in(PROGRAM):
        return
    texts = _docstrings(source.tree)
    constants = [node for node in ast.walk(source.tree) if isinstance(node, ast.Constant) and node not in texts]
    names: dict[str, int] = {}
    channels: dict[float, int] = {}
    for node in constants:
        if isinstance(node.value, str):
            words = set(re.findall(r"\w+", node.value.lower())) & CLASS_NAMES
            # One word of a sentence is an example; a word that is all, or a list of them, is meant.
            if words and (node.value.lower() in CLASS_NAMES or len(words) > 2):
                names |= dict.fromkeys(words, node.lineno)
        elif isinstance(node.value, float) and node.value in CHANNELS:
            channels[node.value] = node.lineno
    if len(names) > 1 and str(source.path) not in CLASS_NAMES_LIE_IN:
        yield source.says(min(names.values()), f"names classes of CIFAR-10: {', '.join(sorted(names))}")
    if len(channels) > 1 and str(source.path) not in CHANNELS_LIE_IN:
        yield source.says(
            min(channels.values()), "has the mean or std of CIFAR-10; they come with the data or the weights"
        )


def _docstrings(tree: ast.Module) -> set[ast.AST]:
    """Return the texts that nobody reads at run time."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def rooms_stay_small(source: Source) -> Iterator[Violation]:
    lines = len(source.text.splitlines())
    if lines > MAX_FILE_LINES:
        yield source.says(lines, f"has {lines} lines; more than {MAX_FILE_LINES} are two concepts")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield source.says(node.lineno, f"{node.name} has {lines} lines; at most {MAX_FUNCTION_LINES}")


def names_say_what_is_inside(source: Source) -> Iterator[Violation]:
    for part in source.path.with_suffix("").parts:
        if part in {"utils", "util"}:
            yield source.says(1, f"“{part}” says nothing about what is inside")


RULES: tuple[Rule, ...] = (
    qt_stays_in_ui,
    torch_stays_out_of_ui,
    rooms_use_only_lower_floors,
    nobody_needs_train,
    tabs_stand_alone,
    one_place_for_threads,
    one_place_for_frozen,
    no_data_set_in_the_code,
    rooms_stay_small,
    names_say_what_is_inside,
)


def read_sources(root: Path = ROOT, folders: Sequence[str] = SCANNED) -> list[Source]:
    """Return every file to which the rules apply."""
    files = [file for folder in folders for file in sorted((root / folder).rglob("*.py"))]
    return [Source.of(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")) for file in files]


def violations(rule: Rule, sources: Sequence[Source]) -> str:
    """Return all violations, one a line; empty where there is none."""
    return "\n".join(sorted(str(violation) for source in sources for violation in rule(source)))


def loaded_by(module: str, folder: Path = ROOT) -> set[str]:
    """Return the top-level names of all modules that importing `module` brings along, in a fresh process."""
    program = f"import sys; import {module}; print(*sys.modules)"
    finished = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, f"importing {module} failed:\n{finished.stderr}"
    return {name.partition(".")[0] for name in finished.stdout.split()}
