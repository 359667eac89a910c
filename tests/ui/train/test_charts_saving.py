"""Saving and copying the charts, through real dialogs."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from cifar_desktop.ui.theme import LIGHT
from cifar_desktop.ui.train.live_charts import LiveCharts
from tests.ui.train.chart_events import loss_at
from tests.ui.train.chart_tools import figure_of


def menu_action(charts: LiveCharts, words: str):
    (action,) = [each for each in charts.controls.save_button.menu().actions() if words in each.text().replace("&", "")]
    return action


def answer_the_dialog(path: Path, *, accept: bool = True) -> None:
    """Type a path into the file dialog that is about to open, and press its button."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        dialog.findChild(QLineEdit).setText(str(path))
        dialog.accept() if accept else dialog.reject()

    QTimer.singleShot(200, answer)


def colours_in(image: QImage) -> set[str]:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return {QColor(int(value)).name() for value in np.unique(pixels[:, : image.width()])}


@pytest.fixture(autouse=True)
def own_dialogs() -> Iterator[None]:
    """Have Qt's own file dialogs, which a test can type into."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    yield
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)


def test_csv_is_saved_with_every_raw_point(running: LiveCharts, tmp_path: Path) -> None:
    answer_the_dialog(tmp_path / "numbers")
    menu_action(running, "CSV").trigger()
    rows = list(csv.DictReader((tmp_path / "numbers.csv").read_text(encoding="utf-8").splitlines()))
    assert [float(row["loss"]) for row in rows] == pytest.approx([loss_at(step) for step in range(1, 61)], rel=1e-6)
    assert rows[39]["validation_accuracy"] == "0.7"
    assert running._note.text() == f"Saved as “{tmp_path / 'numbers.csv'}”."
    assert running._note.isVisible()


def test_the_picture_has_the_curves_in_their_colours(running: LiveCharts, tmp_path: Path) -> None:
    answer_the_dialog(tmp_path / "curves.png")
    menu_action(running, "PNG").trigger()
    image = QImage(str(tmp_path / "curves.png"))
    assert image.width() > 2 * figure_of(running).width()
    wanted = {LIGHT.surface, LIGHT.train_curve, LIGHT.validation_curve, LIGHT.rate_curve, LIGHT.line}
    assert wanted <= colours_in(image)


def test_the_picture_goes_to_the_clipboard(running: LiveCharts) -> None:
    menu_action(running, "Copy").trigger()
    assert LIGHT.validation_curve in colours_in(QApplication.clipboard().image())
    assert "copied" in running._note.text()
    QApplication.clipboard().clear()


def test_a_person_may_think_better_of_it(running: LiveCharts, tmp_path: Path) -> None:
    answer_the_dialog(tmp_path / "curves.png", accept=False)
    menu_action(running, "PNG").trigger()
    assert list(tmp_path.glob("*.png")) == []
    assert running._note.isHidden()


@pytest.mark.parametrize("words", ["PNG", "CSV"])
def test_a_folder_that_refuses_is_said_in_words(
    running: LiveCharts, tmp_path: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "gone" / f"curves.{words.lower()}"
    target.parent.mkdir()
    dialog_closed: Callable = QFileDialog.exec

    def vanish(self) -> int:  # between the question and the writing, as a stick that is pulled out
        answer = dialog_closed(self)
        target.parent.rmdir()
        return answer

    monkeypatch.setattr(QFileDialog, "exec", vanish)
    answer_the_dialog(target)
    menu_action(running, words).trigger()
    assert f"“{target}” could not be written" in running._note.text()
    assert "Choose another folder" in running._note.text()
    assert running._note.property("role") == "failed"
    assert not running._note_timer.isActive()
