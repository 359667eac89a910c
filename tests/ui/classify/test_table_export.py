"""The table as a file: all of it or none of it, and every refusal in words."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.many_panel import ManyPanel
from cifar_desktop.ui.classify.photo_groups import BAD
from cifar_desktop.ui.settings import Settings
from tests.ui.classify.made_photos import PATIENCE_MS
from tests.ui.classify.photo_labels import CLASS_NAMES, answered, bad, made


@pytest.fixture(autouse=True)
def own_dialogs() -> Iterator[None]:
    """Have Qt's own file dialogs, which a test can type into."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    yield
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def panel(qtbot: QtBot, settings: Settings) -> Iterator[ManyPanel]:
    panel = ManyPanel(settings=settings)
    qtbot.addWidget(panel)
    panel.show()
    panel.set_threshold(0.0)
    panel.begin(CLASS_NAMES)
    panel.add_labels(
        made(
            [
                answered(0, "a cup, with a comma.jpg", confidence=0.9),
                answered(1, "ünïcode “quoted”.jpg", says="plate", confidence=0.5, familiarity=-1.0),
                bad(2, "notes.txt"),
            ]
        )
    )
    panel.finished(False)
    yield panel
    assert panel.wait(PATIENCE_MS)


def ask(panel: ManyPanel) -> QFileDialog:
    panel.footer.export_button.click()
    dialog = panel.export.dialog
    assert isinstance(dialog, QFileDialog)
    assert dialog.isVisible()
    return dialog


def save(qtbot: QtBot, panel: ManyPanel, path: Path) -> None:
    dialog = ask(panel)
    dialog.findChild(QLineEdit).setText(str(path))
    with qtbot.waitSignal(panel.export.ended, timeout=PATIENCE_MS):
        dialog.accept()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_photo_is_a_line_with_all_probabilities(
    qtbot: QtBot, panel: ManyPanel, settings: Settings, tmp_path: Path
) -> None:
    save(qtbot, panel, tmp_path / "labels")  # the suffix comes by itself
    first, second, third = rows_of(tmp_path / "labels.csv")
    assert list(first) == ["path", "label", "confidence", *CLASS_NAMES, "reason"]
    assert Path(first["path"]).name == "a cup, with a comma.jpg"
    assert (first["label"], first["reason"]) == ("cup", "")
    assert float(first["cup"]) == float(first["confidence"]) == pytest.approx(0.9)
    assert sum(float(first[name]) for name in CLASS_NAMES) == pytest.approx(1, abs=1e-5)
    assert Path(second["path"]).name == "ünïcode “quoted”.jpg"
    assert second["label"] == "not sure"
    assert (third["label"], third["confidence"], third["cup"]) == ("", "", "")
    assert third["reason"] == "The file is empty. Copy or download it again."
    assert panel.footer.words == f"Saved 3 photos as “{tmp_path / 'labels.csv'}”."
    assert settings.export_folder == tmp_path
    assert panel.footer.export_button.isEnabled()
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_what_is_listed_is_saved_in_its_order(qtbot: QtBot, panel: ManyPanel, tmp_path: Path) -> None:
    panel.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    panel.finder.text_field.setText("jpg")
    assert "2 of 3 photos" in ask(panel).windowTitle()
    panel.export.dialog.reject()
    save(qtbot, panel, tmp_path / "some.csv")
    assert [row["label"] for row in rows_of(tmp_path / "some.csv")] == ["not sure", "cup"]
    assert panel.footer.words.startswith("Saved 2 of 3 photos as ")


def test_the_threshold_that_holds_now_decides(qtbot: QtBot, panel: ManyPanel, tmp_path: Path) -> None:
    panel.set_threshold(-2.0)
    save(qtbot, panel, tmp_path / "sure.csv")
    assert [row["label"] for row in rows_of(tmp_path / "sure.csv")] == ["cup", "plate", ""]
    panel.set_threshold(None)
    save(qtbot, panel, tmp_path / "always.csv")
    assert [row["label"] for row in rows_of(tmp_path / "always.csv")] == ["cup", "plate", ""]


def test_a_person_may_think_better_of_it(qtbot: QtBot, panel: ManyPanel, tmp_path: Path) -> None:
    dialog = ask(panel)
    assert not panel.footer.export_button.isEnabled()
    assert panel.footer.export_button.toolTip() == "The table is being saved."
    dialog.findChild(QLineEdit).setText(str(tmp_path / "labels.csv"))
    with qtbot.waitSignal(panel.export.ended, timeout=PATIENCE_MS):
        dialog.reject()
    assert panel.footer.words == ""
    assert panel.footer.export_button.isEnabled()
    assert not (tmp_path / "labels.csv").exists()


def test_the_list_may_change_while_it_is_asked_where_to(qtbot: QtBot, panel: ManyPanel, tmp_path: Path) -> None:
    dialog = ask(panel)
    panel.clear()
    dialog.findChild(QLineEdit).setText(str(tmp_path / "labels.csv"))
    with qtbot.waitSignal(panel.export.saved, timeout=PATIENCE_MS):
        dialog.accept()
    assert len(rows_of(tmp_path / "labels.csv")) == 3  # what the question was about


def test_a_folder_that_is_gone_is_said_in_words(qtbot: QtBot, panel: ManyPanel, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    dialog = ask(panel)
    dialog.findChild(QLineEdit).setText(str(folder / "labels.csv"))
    # Pulled out between the question and the writing: of the dialog's two signals, this one comes first.
    dialog.filesSelected.connect(lambda _: folder.rmdir())
    with qtbot.waitSignal(panel.export.failed, timeout=PATIENCE_MS):
        dialog.accept()
    assert f"“{folder / 'labels.csv'}” could not be written" in panel.footer.words
    assert "Choose another folder" in panel.footer.words
    assert panel.footer.note.property("role") == "failed"
    qtbot.waitUntil(panel.footer.export_button.isEnabled, timeout=PATIENCE_MS)


def read_only_folder(tmp_path: Path) -> Path:
    """Return a folder in which nobody may write, not even root."""
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o555)
    for folder in (locked, Path("/sys")):
        try:
            (folder / "trial").touch()
        except OSError:
            return folder
    pytest.skip("every folder may be written to here")


def test_a_read_only_folder_is_said_in_words(qtbot: QtBot, panel: ManyPanel, tmp_path: Path) -> None:
    folder = read_only_folder(tmp_path)
    save(qtbot, panel, folder / "labels.csv")
    assert f"“{folder / 'labels.csv'}” could not be written: " in panel.footer.words
    assert panel.footer.words.endswith("Choose another folder or name.")
    assert not (folder / "labels.csv").exists()
    assert panel.footer.export_button.isEnabled()


def test_a_file_in_place_of_which_nothing_can_be_written_stays(qtbot: QtBot, panel: ManyPanel, tmp_path: Path) -> None:
    """Of a system that refuses even root: where the table should go, there is a folder that is not empty."""
    target = tmp_path / "labels.csv"
    dialog = ask(panel)
    dialog.findChild(QLineEdit).setText(str(target))
    dialog.filesSelected.connect(lambda _: (target / "kept").mkdir(parents=True))
    with qtbot.waitSignal(panel.export.failed, timeout=PATIENCE_MS):
        dialog.accept()
    assert "could not be written" in panel.footer.words
    assert (target / "kept").is_dir()
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_a_name_that_is_no_text_still_gets_its_line(qtbot: QtBot, panel: ManyPanel, tmp_path: Path) -> None:
    panel.add_labels(made([answered(3, os.fsdecode(b"caf\xe9.jpg"))]))
    save(qtbot, panel, tmp_path / "labels.csv")
    assert "caf" in rows_of(tmp_path / "labels.csv")[3]["path"]


def test_only_bad_files_can_be_saved_too(qtbot: QtBot, panel: ManyPanel, tmp_path: Path) -> None:
    panel.finder.show_group(BAD)
    save(qtbot, panel, tmp_path / "bad.csv")
    assert [row["reason"] for row in rows_of(tmp_path / "bad.csv")] == ["The file is empty. Copy or download it again."]
    assert panel.footer.words.startswith("Saved 1 of 3 photos as ")
