"""The data panel: which photos are in force, and what is said about them."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cifar_desktop import paths
from cifar_desktop.data.open import SAMPLE as THE_ENGINES_SAMPLE
from cifar_desktop.data.overview import DataOverview
from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.train.data_panel import DataPanel
from cifar_desktop.ui.train.data_sources import SAMPLE
from tests.ui.train.data_panels import PATIENCE_MS, begin, click, shown_panel, wait_for

pytestmark = pytest.mark.usefixtures("no_cifar10_dir")


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
        modules = [f"cifar_desktop.data.{module}" for module in ("counts", "overview", "sample_preview", "sample")]
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
