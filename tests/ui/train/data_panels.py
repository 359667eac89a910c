"""What the tests of the data panel share: panels that end in good order, and a small CIFAR-10 of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from cifar_desktop.data import cifar10
from cifar_desktop.ui.train.data_panel import DataPanel
from tests.data.cifar_files import write_archive, write_folder

PATIENCE_MS = 60_000  # a machine busy with something else takes that long to import the engine
PANEL_WIDTH = 340


@contextmanager
def shown_panel(qtbot: QtBot, remembered_source: str | None = None) -> Iterator[DataPanel]:
    """Show a panel as narrow as it may be, and let it end."""
    panel = DataPanel(remembered_source=remembered_source)
    qtbot.addWidget(panel)
    panel.resize(PANEL_WIDTH, 700)
    panel.show()
    try:
        yield panel
    finally:
        assert panel.shut_down()


def click(qtbot: QtBot, button: QAbstractButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=_mark(button))


def _mark(button: QAbstractButton):
    """Return where a radio button can be hit: its words, not what is empty beside them."""
    place = button.rect().center()
    place.setX(min(place.x(), 20))
    return place


def wait_for(qtbot: QtBot, condition: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)


def begin(qtbot: QtBot, panel: DataPanel) -> None:
    """Let the panel use the engine, and wait until it has read what is in force."""
    panel.begin()
    wait_for(qtbot, lambda: not panel.problem and panel.overview is not None and panel.overview.has_examples)


def small_cifar10(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Write 100 + 20 pictures as a folder and as an archive, and let the program take them for CIFAR-10."""
    batches, archive = folder / "originals", folder / "cifar-10-python.tar.gz"
    write_folder(batches)
    table = write_archive(batches, archive)
    monkeypatch.setattr(cifar10, "official_files", lambda: table)
    return batches, archive
