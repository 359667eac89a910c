"""What tests of the Runs tab get."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.runs.run_tabs import Desk, broken_run, desk_on, interrupted_run, named_run


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Four runs: the newest is interrupted, the oldest broken; all of them have been at rest for a long time."""
    folder = tmp_path / "runs"
    named_run(folder, "first", created="2026-11-14T09:00:00Z", test_accuracy=0.75)
    named_run(folder, "second", created="2026-11-15T09:00:00Z", test_accuracy=0.8125, cutout=8, learning_rate=0.3)
    interrupted_run(folder, name="third", created="2026-11-16T09:00:00Z")
    broken_run(folder)
    _let_rest(folder)
    return folder


@pytest.fixture
def desk(qtbot: QtBot, runs: Path) -> Iterator[Desk]:
    """A tab that shows them."""
    with desk_on(qtbot, runs) as desk:
        yield desk


def _let_rest(folder: Path) -> None:
    import os

    for file in [*folder.rglob("*"), folder]:
        os.utime(file, (1_700_000_000, 1_700_000_000))
