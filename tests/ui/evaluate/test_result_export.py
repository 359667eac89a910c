"""Reports, pictures and tables are written whole, where a person wants them."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.evaluate.evaluate_page import EvaluatePage
from cifar_desktop.ui.settings import Settings
from tests.ui.evaluate.results import NAMES, PATIENCE_MS, large_result


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[EvaluatePage]:
    page = EvaluatePage(Settings())
    page.resize(960, 546)
    page.show()
    page._on_evaluated(large_result())
    yield page
    page.shut_down()
    assert page.wait(PATIENCE_MS)
    page.close()
    page.deleteLater()


def save_as(qtbot: QtBot, page: EvaluatePage, action, path: Path) -> None:
    action.trigger()
    assert isinstance(page.export.dialog, QFileDialog)
    page.export.dialog.setDirectory(str(path.parent))
    page.export.dialog.selectFile(str(path))
    with qtbot.waitSignal(page.export.ended, timeout=PATIENCE_MS):
        page.export.dialog.accept()


@pytest.mark.parametrize("name", ["report.html", "report.md"])
def test_the_report_is_a_single_file(qtbot: QtBot, page: EvaluatePage, tmp_path: Path, name: str) -> None:
    save_as(qtbot, page, page.result.rail.report_action, tmp_path / name)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert ("<html" in text) == name.endswith("html")
    assert "data:image/png;base64," in text
    assert "Tableware" in text
    assert all(name in text for name in NAMES)
    assert page.said.text() == f"Saved: {tmp_path / name}"
    assert page.said.isVisible()
    assert Settings().export_folder == tmp_path or page._settings.export_folder == tmp_path


def test_the_matrix_is_saved_as_a_table(qtbot: QtBot, page: EvaluatePage, tmp_path: Path) -> None:
    save_as(qtbot, page, page.result.rail.table_action, tmp_path / "matrix.csv")
    with (tmp_path / "matrix.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    confusion = page.result.evaluated.examination.metrics.confusion
    assert rows[0][1:] == list(NAMES)
    assert [[int(count) for count in row[1:]] for row in rows[1:]] == [list(row) for row in confusion]


def test_the_matrix_is_saved_as_a_picture(qtbot: QtBot, page: EvaluatePage, tmp_path: Path) -> None:
    save_as(qtbot, page, page.result.rail.picture_action, tmp_path / "matrix.png")
    with Image.open(tmp_path / "matrix.png") as picture:
        assert picture.format == "PNG"
        assert len(picture.convert("RGB").getcolors(1 << 20)) > 20


def test_a_file_that_cannot_be_written_is_told(qtbot: QtBot, page: EvaluatePage, tmp_path: Path) -> None:
    failures: list[object] = []
    page.failed.connect(failures.append)
    (tmp_path / "matrix.png").mkdir()
    page.result.rail.picture_action.trigger()
    with qtbot.waitSignal(page.export.ended, timeout=PATIENCE_MS):
        page.export.dialog.fileSelected.emit(str(tmp_path / "matrix.png"))
    page.export.dialog.reject()
    assert "could not be written" in failures[0].error.what
    assert not page.said.isVisible()


def test_an_ending_that_says_nothing_is_refused(qtbot: QtBot, page: EvaluatePage, tmp_path: Path) -> None:
    failures: list[object] = []
    page.failed.connect(failures.append)
    save_as(qtbot, page, page.result.rail.report_action, tmp_path / "report.doc")
    assert "report.doc" in failures[0].error.what
    assert not (tmp_path / "report.doc").exists()


def test_thinking_better_of_it_writes_nothing(qtbot: QtBot, page: EvaluatePage, tmp_path: Path) -> None:
    page.result.rail.table_action.trigger()
    with qtbot.waitSignal(page.export.ended, timeout=PATIENCE_MS):
        page.export.dialog.reject()
    assert page.export.dialog is None
    assert not page.export.is_busy
