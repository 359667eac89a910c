"""A file is asked for and written on a thread; whatever happens, another one may be written afterwards."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.exported_files import write_export
from cifar_desktop.ui.file_export import FileExport

PATIENCE_MS = 60_000
KINDS = ["A list (*.txt)", "A page (*.html)"]


class Asked:
    """An export that was asked where to write; what it says is noted."""

    def __init__(self, qtbot: QtBot, folder: Path, write: Callable[[Path], None]) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        self.export = FileExport(self.window)
        self.said: list[object] = []
        self.export.saved.connect(self.said.append)
        self.export.failed.connect(self.said.append)
        self.place, self.write = folder / "things.txt", write
        self.ask()

    def ask(self) -> None:
        self.export.ask_where(self.window, "Save the things", self.place, KINDS, self.write)

    @property
    def dialog(self) -> QFileDialog:
        assert self.export.dialog is not None
        return self.export.dialog

    def answer(self, name: str) -> None:
        self.dialog.findChild(QLineEdit).setText(name)
        with self.qtbot.waitSignal(self.export.ended, timeout=PATIENCE_MS):
            self.dialog.accept()


@pytest.fixture
def asked(qtbot: QtBot, tmp_path: Path) -> Iterator[Asked]:
    asked = Asked(qtbot, tmp_path, lambda path: write_export(path, threading.current_thread().name))
    yield asked
    assert asked.export.wait(PATIENCE_MS)


def test_it_asks_with_a_name_and_the_kinds(asked: Asked, tmp_path: Path) -> None:
    assert asked.dialog.isVisible()
    assert asked.dialog.windowTitle() == "Save the things"
    assert asked.dialog.nameFilters() == KINDS
    assert asked.dialog.selectedFiles() == [str(tmp_path / "things.txt")]
    assert asked.export.is_busy


def test_it_writes_on_a_thread_and_says_where(asked: Asked, tmp_path: Path) -> None:
    asked.answer(str(tmp_path / "mine"))
    assert asked.said == [tmp_path / "mine.txt"]
    assert (tmp_path / "mine.txt").read_text() not in ("", threading.main_thread().name)
    assert asked.export.dialog is None
    assert not asked.export.is_busy


def test_a_name_without_an_ending_gets_that_of_the_kind(asked: Asked, tmp_path: Path) -> None:
    asked.dialog.selectNameFilter(KINDS[1])
    asked.dialog.filterSelected.emit(KINDS[1])  # what the field for the kinds does when a person changes it
    asked.answer(str(tmp_path / "mine"))
    assert asked.said == [tmp_path / "mine.html"]


def test_what_cannot_be_written_is_said(asked: Asked, tmp_path: Path) -> None:
    asked.write = lambda path: write_export(tmp_path / "absent" / "file", "")
    asked.dialog.reject()
    asked.ask()
    asked.answer(str(tmp_path / "mine.txt"))
    (failure,) = asked.said
    assert "could not be written" in failure.error.what
    assert not asked.export.is_busy


def test_a_fault_of_the_program_comes_with_its_traceback(asked: Asked, tmp_path: Path) -> None:
    asked.write = lambda path: path.no_such_thing
    asked.dialog.reject()
    asked.ask()
    asked.answer(str(tmp_path / "mine.txt"))
    (failure,) = asked.said
    assert failure.error is None
    assert "no_such_thing" in failure.details


def test_a_person_may_think_better_of_it(qtbot: QtBot, asked: Asked, tmp_path: Path) -> None:
    with qtbot.waitSignal(asked.export.ended, timeout=PATIENCE_MS):
        asked.dialog.reject()
    assert asked.export.dialog is None
    assert asked.said == []
    assert not (tmp_path / "things.txt").exists()
    asked.ask()
    asked.answer(str(tmp_path / "things.txt"))
    assert asked.said == [tmp_path / "things.txt"]


def test_while_it_is_asked_nothing_else_is_asked(asked: Asked) -> None:
    before = asked.dialog
    asked.ask()
    assert asked.dialog is before
