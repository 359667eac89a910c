"""Other photos in the data panel: picked, read, refused."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.train.data_opener import DataOpener
from cifar_desktop.ui.train.data_panel import DataPanel
from tests.data.cifar_files import flip_a_byte
from tests.ui.train.data_panels import PATIENCE_MS, begin, click, wait_for

pytestmark = pytest.mark.usefixtures("no_cifar10_dir")


class TestOpening:
    def test_a_folder_picked_in_the_dialog(self, qtbot: QtBot, panel: DataPanel, small: tuple[Path, Path]) -> None:
        begin(qtbot, panel)
        panel.chooser.choose_button.menu().actions()[0].trigger()
        dialog = panel.window().findChild(QFileDialog)
        assert dialog is not None
        dialog.setDirectory(str(small[0]))
        with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS) as chosen:
            dialog.accept()
            assert panel.problem == "The photos are still being checked."
            assert panel.source == "sample"
        assert chosen.args == [str(small[0])]
        assert (panel.source, panel.problem, panel.num_train_pictures) == (str(small[0]), "", 100)
        assert panel.chooser.disk_button.isChecked()
        assert panel.chooser.disk_path.toolTip() == str(small[0])
        assert panel.counts.words.text() == "10 classes with 10 photos each for training and 2 for the test."
        assert not panel.opening.isVisible()
        assert not panel.download.isVisible()
        wait_for(qtbot, lambda: panel.window().findChild(QFileDialog) is None)

    def test_an_archive_picked_in_the_dialog(self, qtbot: QtBot, panel: DataPanel, small: tuple[Path, Path]) -> None:
        begin(qtbot, panel)
        panel.chooser.choose_button.menu().actions()[1].trigger()
        dialog = panel.window().findChild(QFileDialog)
        assert dialog is not None
        dialog.setDirectory(str(small[1].parent))
        dialog.selectFile(small[1].name)
        with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS) as chosen:
            dialog.accept()
        assert chosen.args == [str(small[1])]
        assert panel.num_train_pictures == 100

    def test_a_closed_dialog_changes_nothing(self, qtbot: QtBot, panel: DataPanel) -> None:
        panel.chooser.choose_folder()
        dialog = panel.window().findChild(QFileDialog)
        assert dialog is not None
        dialog.reject()
        wait_for(qtbot, lambda: panel.window().findChild(QFileDialog) is None)
        assert (panel.source, panel.problem) == ("sample", "")

    def test_a_click_leads_back_to_the_sample_and_forth(
        self, qtbot: QtBot, panel: DataPanel, small: tuple[Path, Path]
    ) -> None:
        begin(qtbot, panel)
        with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS):
            panel.choose(str(small[0]))
        with qtbot.waitSignals([panel.source_chosen, panel.changed, panel.overview_changed]):
            click(qtbot, panel.chooser.sample_button)
        assert (panel.source, panel.num_train_pictures) == ("sample", 5000)
        assert panel.chooser.disk_button.isVisible()
        with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS) as back:
            click(qtbot, panel.chooser.disk_button)
        assert back.args == [str(small[0])]

    def test_cancel_keeps_the_earlier_choice(self, qtbot: QtBot, panel: DataPanel, small: tuple[Path, Path]) -> None:
        panel.choose(str(small[0]))  # the engine is first imported now, so there is time for a click
        assert panel.problem
        click(qtbot, panel.opening.cancel_button)
        wait_for(qtbot, lambda: not panel.problem)
        assert panel.source == "sample"
        assert panel.chooser.sample_button.isChecked()
        assert panel.message.words == "Stopped. The bundled sample stays chosen."
        assert not panel.chooser.disk_button.isVisible()

    def test_of_two_wishes_the_last_counts(
        self, qtbot: QtBot, panel: DataPanel, small: tuple[Path, Path], tmp_path: Path
    ) -> None:
        chosen: list[str] = []
        panel.source_chosen.connect(chosen.append)
        panel.begin()
        panel.choose(str(tmp_path / "nowhere"))
        panel.choose(str(small[1]))
        panel.choose(str(small[0]))
        wait_for(qtbot, lambda: not panel.problem)
        assert chosen == [panel.source] == [str(small[0])]
        assert panel.message.words == ""

    def test_cancelled_before_its_turn(self, qtbot: QtBot, panel: DataPanel, small: tuple[Path, Path]) -> None:
        panel.begin()  # the sample is being read
        panel.choose(str(small[0]))
        click(qtbot, panel.opening.cancel_button)
        assert panel.problem == ""
        wait_for(qtbot, lambda: panel.overview is not None and panel.overview.has_examples)
        assert panel.source == "sample"


class TestWhatGoesWrong:
    def test_a_damaged_folder_says_why_and_the_earlier_choice_stays(
        self, qtbot: QtBot, panel: DataPanel, small: tuple[Path, Path]
    ) -> None:
        begin(qtbot, panel)
        with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS):
            panel.choose(str(small[1]))
        overview, chosen = panel.overview, []
        panel.source_chosen.connect(chosen.append)
        flip_a_byte(small[0] / "data_batch_3")
        panel.choose(str(small[0]))
        wait_for(qtbot, lambda: not panel.problem)
        assert panel.message.words.startswith(f"data_batch_3 in {small[0]} is damaged: its md5 is ")
        assert panel.message.words.endswith(f"CIFAR-10 in {small[1]} stays chosen.")
        assert panel.message.property("role") == "failed"
        assert (panel.source, panel.overview, chosen) == (str(small[1]), overview, [])
        assert panel.chooser.disk_path.toolTip() == str(small[1])

    def test_the_source_in_force_opened_anew_and_damaged_by_now(
        self, qtbot: QtBot, panel: DataPanel, small: tuple[Path, Path]
    ) -> None:
        begin(qtbot, panel)
        with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS):
            panel.choose(str(small[0]))
        (small[0] / "test_batch").unlink()
        panel.choose(str(small[0]))
        wait_for(qtbot, lambda: not panel.problem)
        assert panel.message.words.startswith(f"test_batch is missing in {small[0]}.")
        assert panel.message.words.endswith("The bundled sample is chosen instead.")
        assert (panel.source, panel.num_train_pictures) == ("sample", 5000)
        assert not panel.chooser.disk_button.isVisible()

    def test_a_missing_folder(self, qtbot: QtBot, panel: DataPanel, tmp_path: Path) -> None:
        begin(qtbot, panel)
        panel.choose(str(tmp_path / "nowhere"))
        wait_for(qtbot, lambda: not panel.problem)
        assert panel.message.words.startswith(f"There is no file or folder {tmp_path / 'nowhere'}.")
        assert panel.message.words.endswith("The bundled sample stays chosen.")
        assert panel.source == "sample"
        assert panel.chooser.sample_button.isChecked()
        assert panel.download.isVisible()

    def test_the_next_choice_takes_the_message_away(self, qtbot: QtBot, panel: DataPanel, tmp_path: Path) -> None:
        begin(qtbot, panel)
        panel.choose(str(tmp_path))
        wait_for(qtbot, lambda: not panel.problem)
        assert panel.message.isVisible()
        panel.choose("sample")
        assert not panel.message.isVisible()

    def test_a_fault_of_the_program_is_handed_on(
        self, qtbot: QtBot, panel: DataPanel, small: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begin(qtbot, panel)
        monkeypatch.setattr("cifar_desktop.data.cifar10.official_files", lambda: 1 / 0)
        with qtbot.waitSignal(panel.failed, timeout=PATIENCE_MS) as failed:
            panel.choose(str(small[0]))
        assert "ZeroDivisionError" in failed.args[0]
        wait_for(qtbot, lambda: not panel.problem)
        assert panel.message.words.startswith("The program met a fault of its own.")


def test_what_was_superseded_is_heard_of_no_more(qtbot: QtBot, small: tuple[Path, Path], tmp_path: Path) -> None:
    opener = DataOpener()
    heard: list[str] = []
    for signal in (opener.opened, opener.failed, opener.stopped):
        signal.connect(lambda source, *_: heard.append(source))
    opener.open(str(tmp_path / "nowhere"))
    assert opener.is_running
    with qtbot.waitSignal(opener.opened, timeout=PATIENCE_MS):
        opener.open(str(small[0]))
    assert heard == [str(small[0])]
    assert opener.shut_down()
