"""The data panel: which photos are in force, and what is said about them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop import paths
from cifar_desktop.data.open import SAMPLE as THE_ENGINES_SAMPLE
from cifar_desktop.data.overview import DataOverview
from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.theme import apply_theme
from cifar_desktop.ui.train.data_opener import DataOpener
from cifar_desktop.ui.train.data_panel import DataPanel
from cifar_desktop.ui.train.data_sources import SAMPLE
from tests.data.cifar_files import flip_a_byte
from tests.ui.train.data_panels import PATIENCE_MS, begin, click, shown_panel, small_cifar10, wait_for


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[DataPanel]:
    with shown_panel(qtbot) as panel:
        yield panel


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    return small_cifar10(tmp_path, monkeypatch)


@pytest.fixture(autouse=True)
def _no_cifar10_dir(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CIFAR10_DIR", raising=False)


class TestTheSample:
    def test_it_is_there_at_once(self, panel: DataPanel) -> None:
        assert SAMPLE == THE_ENGINES_SAMPLE
        assert (panel.source, panel.problem, panel.num_train_pictures) == ("sample", "", 5000)
        assert panel.chooser.sample_button.isChecked()
        assert panel.chooser.sample_words.text() == "6,000 photos that came with the program"
        assert not panel.chooser.disk_button.isVisible()
        assert panel.counts.words.text() == "10 classes with 500 photos each for training and 100 for the test."
        assert panel.shares.words.text() == "4,500 to learn from, 500 (10 %) to check by, 1,000 for the final test."

    def test_the_engine_adds_examples_and_changes_nothing_else(self, qtbot: QtBot, panel: DataPanel) -> None:
        before = panel.overview
        told: list[DataOverview] = []
        panel.overview_changed.connect(told.append)
        changes: list[None] = []
        panel.changed.connect(lambda: changes.append(None))
        begin(qtbot, panel)
        assert before is not None
        assert told == [panel.overview]
        assert len(told[0].examples) == 40
        assert told[0].train_counts == before.train_counts
        assert changes == []

    def test_the_validation_share_follows_the_form(self, panel: DataPanel) -> None:
        panel.set_config(preset_config("standard"))
        assert panel.shares.words.text() == "4,750 to learn from, 250 (5 %) to check by, 1,000 for the final test."
        panel.set_config(preset_config("standard", validation_fraction=0.0))
        assert panel.shares.words.text() == "5,000 to learn from, none to check by, 1,000 for the final test."

    def test_a_broken_installation_is_a_problem_in_words(
        self, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: tuple[Path, Path]
    ) -> None:
        modules = [f"cifar_desktop.data.{module}" for module in ("overview", "sample_preview", "sample")]
        whole = paths.resources
        for module in modules:
            monkeypatch.setattr(f"{module}.resources", lambda: tmp_path / "nothing")
        with shown_panel(qtbot) as panel:
            assert panel.problem.startswith("The bundled sample in ")
            assert "Install the program again" in panel.message.words
            panel.begin()
            wait_for(qtbot, lambda: panel.problem.startswith("The bundled sample is incomplete"))
            assert panel.num_train_pictures == 0
            with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS):
                panel.choose(str(small[0]))
            assert panel.problem == ""
            assert not panel.message.isVisible()
            click(qtbot, panel.chooser.sample_button)
            wait_for(qtbot, lambda: panel.message.words.startswith("The bundled sample is incomplete"))
            for module in modules:
                monkeypatch.setattr(f"{module}.resources", whole)
            panel.choose("sample")
            wait_for(qtbot, lambda: not panel.problem)
            assert panel.num_train_pictures == 5000


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
        wait_for(qtbot, lambda: panel.overview is not None and len(panel.overview.examples))
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


class TestRemembered:
    def test_it_is_opened_again(self, qtbot: QtBot, small: tuple[Path, Path]) -> None:
        with shown_panel(qtbot, str(small[0])) as panel:
            chosen: list[str] = []
            panel.source_chosen.connect(chosen.append)
            assert panel.problem == "The photos are still being checked."
            assert not panel.shares.isVisible()
            assert panel.opening.words.words == "Loading the engine…"
            assert panel.chooser.disk_button.isChecked()
            begin(qtbot, panel)
            assert (panel.source, panel.num_train_pictures, chosen) == (str(small[0]), 100, [])
            assert panel.shares.isVisible()

    def test_one_that_is_gone_says_so_and_is_remembered_all_the_same(self, qtbot: QtBot, tmp_path: Path) -> None:
        with shown_panel(qtbot, str(tmp_path / "usb stick")) as panel:
            chosen: list[str] = []
            panel.source_chosen.connect(chosen.append)
            begin(qtbot, panel)
            assert panel.source == "sample"
            assert panel.message.words.startswith(f"There is no file or folder {tmp_path / 'usb stick'}.")
            assert chosen == []

    def test_waiting_for_the_engine_can_be_cancelled(self, qtbot: QtBot, small: tuple[Path, Path]) -> None:
        with shown_panel(qtbot, str(small[0])) as panel:
            click(qtbot, panel.opening.cancel_button)
            assert (panel.source, panel.problem) == ("sample", "")

    def test_cifar10_in_the_usual_place_is_offered_and_not_chosen(
        self, qtbot: QtBot, panel: DataPanel, small: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CIFAR10_DIR", str(small[0]))
        begin(qtbot, panel)
        assert panel.source == "sample"
        assert not panel.download.isVisible()
        with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS):
            click(qtbot, panel.chooser.disk_button)
        assert panel.source == str(small[0])


class TestLocked:
    def test_nothing_can_be_chosen_while_training(self, qtbot: QtBot, panel: DataPanel) -> None:
        panel.set_locked(True)
        buttons = [panel.chooser.sample_button, panel.chooser.choose_button, panel.download.button]
        for button in buttons:
            assert not button.isEnabled()
            assert button.toolTip() == "The photos stay as they are while a training runs."
        assert panel.shares.words.isEnabled()
        panel.set_locked(False)
        assert all(button.isEnabled() for button in buttons)
        assert "while a training runs" not in panel.chooser.choose_button.toolTip()

    def test_what_is_found_meanwhile_is_locked_too(
        self, qtbot: QtBot, panel: DataPanel, small: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CIFAR10_DIR", str(small[0]))
        panel.set_locked(True)
        begin(qtbot, panel)
        assert panel.chooser.disk_button.isVisible()
        assert not panel.chooser.disk_button.isEnabled()


class TestForEverybody:
    def test_each_control_has_a_name_and_is_reached_by_tab(self, qtbot: QtBot, panel: DataPanel) -> None:
        panel.activateWindow()
        panel.chooser.sample_button.setFocus()
        wait_for(qtbot, panel.chooser.sample_button.hasFocus)
        reached = [panel.focusWidget()]
        for _ in range(2):
            qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
            reached.append(panel.focusWidget())
        assert reached == [panel.chooser.sample_button, panel.chooser.choose_button, panel.download.button]
        controls = [each for kind in (QPushButton, QRadioButton) for each in panel.findChildren(kind)]
        assert len(controls) == 6
        assert all(control.accessibleName() or control.text() for control in controls)

    def test_the_arrow_keys_choose(
        self, qtbot: QtBot, panel: DataPanel, small: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CIFAR10_DIR", str(small[0]))
        begin(qtbot, panel)
        panel.activateWindow()
        panel.chooser.sample_button.setFocus()
        wait_for(qtbot, panel.chooser.sample_button.hasFocus)
        with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS) as chosen:
            qtbot.keyClick(panel.chooser.sample_button, Qt.Key.Key_Down)
        assert chosen.args == [str(small[0])]

    def test_nothing_is_clipped_in_the_narrowest_column(self, qtbot: QtBot, panel: DataPanel, tmp_path: Path) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, dark=False)
        try:
            begin(qtbot, panel)
            deep = (
                tmp_path
                / "a folder of a name that is rather long"
                / "another_one_with_underscores_in_its_name_0123456789"
            )
            panel.choose(str(deep))
            wait_for(qtbot, lambda: not panel.problem)
            panel.resize(panel.width(), panel.heightForWidth(panel.width()))
            assert panel.minimumSizeHint().width() <= panel.width()
            for label in panel.findChildren(QLabel):
                if label.isVisible():
                    assert not needs_more(label), label.text()
        finally:
            app.setStyleSheet("")

    def test_no_thread_is_left(self, qtbot: QtBot, small: tuple[Path, Path]) -> None:
        with shown_panel(qtbot) as panel:
            panel.begin()
            panel.choose(str(small[1]))
        assert panel._opener.shut_down()
        wait_for(qtbot, lambda: not panel._opener.is_running)
        panel.choose(str(small[0]))
        panel.begin()
        assert not panel._opener.is_running


def needs_more(label: QWidget) -> bool:
    """Tell whether a label is too small for its words."""
    assert isinstance(label, QLabel)
    if label.wordWrap():
        room = label.fontMetrics().boundingRect(
            0, 0, label.width(), 10_000, int(Qt.TextFlag.TextWordWrap), label.text()
        )
        return room.height() > label.height() or room.width() > label.width() + 1
    return label.fontMetrics().horizontalAdvance(label.text()) > label.width()


@pytest.mark.cifar10
def test_the_real_cifar10(qtbot: QtBot, panel: DataPanel, cifar10_folder: Path) -> None:
    begin(qtbot, panel)
    stages: set[str] = set()
    panel._opener.progressed.connect(lambda event: stages.add(event.stage))
    with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS):
        panel.choose(str(cifar10_folder))
    assert stages == {"Checking CIFAR-10", "Reading CIFAR-10"}
    assert panel.num_train_pictures == 50_000
    assert panel.counts.words.text() == "10 classes with 5,000 photos each for training and 1,000 for the test."
    panel.set_config(preset_config("standard"))
    assert panel.shares.words.text() == "47,500 to learn from, 2,500 (5 %) to check by, 10,000 for the final test."


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
