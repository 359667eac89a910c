"""What tests of the Runs tab share: run folders, a tab that shows them, and what a person does with it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from safetensors.numpy import save_file

from cifar_desktop.training import find_interrupted
from cifar_desktop.training.history import History
from cifar_desktop.training.run_label import rename_run
from cifar_desktop.ui.runs.run_columns import Column
from cifar_desktop.ui.runs.runs_tab import RunsTab
from tests.training.made_runs import epoch, finished_run, new_run

PATIENCE_MS = 20_000


def named_run(runs: Path, name: str, **changes: object) -> Path:
    """Return the folder of a finished run with a name."""
    folder = finished_run(runs, **changes).path
    rename_run(folder, name)
    return folder


def interrupted_run(runs: Path, *, name: str = "", epochs: int = 5, **changes: object) -> Path:
    """Return the folder of a run that can go on after its second epoch."""
    run = new_run(runs, epochs=epochs, **changes)
    history = History()
    history.epochs += [epoch(1), epoch(2, validation_accuracy=0.625)]
    run.write_history(history)
    run.best_weights.write_bytes(b"weights")
    document = {"config": run.info.config.as_dict(), "epochs": [1, 2], "step": 20}
    save_file({"a": np.zeros(1)}, run.checkpoint, metadata={find_interrupted._KEY: json.dumps(document)})
    if name:
        rename_run(run.path, name)
    return run.path


def broken_run(runs: Path) -> Path:
    """Return a folder that was a run."""
    folder = runs / "20261101-000000-broken"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text("{ no json")
    return folder


class Desk:
    """A tab that is shown, and all that it asked for."""

    def __init__(self, qtbot: QtBot, runs: Path, **options: object) -> None:
        self.qtbot, self.runs = qtbot, runs
        self.tab = RunsTab(runs=lambda: runs, **options)
        self.asked: list[tuple[str, Path]] = []
        self.failures: list[object] = []
        tab = self.tab
        for name in ("classify_with", "evaluate_with", "resume_requested", "continue_from"):
            getattr(tab, name).connect(self._noting(name))
        tab.failed.connect(self.failures.append)
        tab.resize(944, 540)

    def _noting(self, name: str) -> Callable[[Path], None]:
        return lambda path: self.asked.append((name, path))

    @property
    def page(self):
        return self.tab.page

    @property
    def table(self):
        return self.page.table

    @property
    def details(self):
        return self.page.details

    @property
    def comparison(self):
        return self.page.comparison

    @property
    def run_actions(self):
        return self.page.run_actions

    def names(self) -> list[str]:
        return [run.name for run in self.page.model.runs]

    def cell(self, row: int, column: Column) -> str:
        return self.page.model.index(row, column).data()

    def show(self) -> None:
        self.tab.show()
        self.tab.activateWindow()
        self.settle()

    def settle(self) -> None:
        """Wait until everything that was asked for is done."""
        desk = self.page.desk

        def is_done() -> bool:
            waits = desk._jobs or desk._wants_history or desk._curves_job
            return not waits and not desk._thread.is_running

        self.qtbot.waitUntil(is_done, timeout=PATIENCE_MS)

    def choose(self, *names: str) -> None:
        """Click on runs, with Ctrl from the second on."""
        for number, name in enumerate(names):
            index = self.page.model.index(self.names().index(name), Column.STATE)
            self.table.scrollTo(index)
            held = Qt.KeyboardModifier.ControlModifier if number else Qt.KeyboardModifier.NoModifier
            where = self.table.visualRect(index).center()
            self.qtbot.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, held, where)
        self.settle()

    def chosen(self) -> list[str]:
        return [run.name for run in self.table.chosen]

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.table.setFocus()
        self.qtbot.keyClick(self.table, key, held)


@contextmanager
def desk_on(qtbot: QtBot, runs: Path, **options: object) -> Iterator[Desk]:
    """Return a tab that shows the runs, and end it afterwards."""
    desk = Desk(qtbot, runs, **options)
    try:
        desk.show()
        yield desk
    finally:
        desk.tab.shut_down()
        assert desk.tab.wait(PATIENCE_MS)
        desk.tab.close()
        desk.tab.deleteLater()
