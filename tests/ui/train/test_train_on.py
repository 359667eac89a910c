"""Training on from weights, by clicks on the real window: from a run, a result, a file, and ImageNet's."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from cifar_desktop.errors import RunError
from cifar_desktop.models.registry import MODELS
from cifar_desktop.training.run_label import rename_run
from cifar_desktop.ui.opened_dialog import WeightsDialog
from cifar_desktop.ui.runs.run_actions import ActionButton
from cifar_desktop.ui.train.training_state import TrainState
from tests.data.loopback_server import LoopbackServer
from tests.training.transfer_runs import MODEL, write_backbone_file
from tests.ui.train.beginnings import choose_in_dialog, write_start_weights
from tests.ui.train.train_tabs import Stage, all_runs, only_run


def run_of(folder: Path) -> dict:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def newest_run() -> Path:
    return max(all_runs(), key=lambda folder: run_of(folder)["created"] + folder.name)


def banner_of(stage: Stage):
    return stage.tab.beginning.start_desk.banner


def wait_for_weights(stage: Stage) -> Path:
    stage.wait_for(lambda: stage.tab.beginning.start_from and not stage.tab.problem)
    return stage.tab.beginning.start_from


def go_on_from_runs_tab(stage: Stage, name: str) -> None:
    """Choose a run in the Runs tab, and click on the link that trains on from it."""
    window = stage.window
    window.tabs.setCurrentWidget(window.runs_tab)
    page = window.runs_tab.page
    stage.wait_for(lambda: [run.name for run in page.model.runs].count(name))
    page.table.selectRow([run.name for run in page.model.runs].index(name))
    stage.wait_for(page.run_actions.go_further.isEnabled)
    (link,) = [one for one in page.details.findChildren(ActionButton) if one.text() == "Train on from its &weights"]
    stage.click(link)


def test_from_the_runs_tab_to_the_end_of_a_second_round(stage: Stage) -> None:
    stage.start(epochs=1, split_seed=9, validation_fraction=0.3)
    stage.wait_for_end()
    first = only_run()
    rename_run(first, "first round")
    stage.tab.form.set_config(replace(stage.tab.form.config(), model="resnet20", split_seed=1, validation_fraction=0.1))
    go_on_from_runs_tab(stage, "first round")
    assert stage.window.tabs.currentWidget() is stage.tab
    assert wait_for_weights(stage) == first / "best.safetensors"
    banner = banner_of(stage)
    assert banner.isVisible()
    assert banner.words.words.startswith("The next training begins with “first round”: ResNet-9 slim, ")
    assert not banner.caveat.isVisible()  # the same photos, split in the same way
    config = stage.tab.form.config()
    assert (config.model, config.split_seed, config.validation_fraction) == ("resnet9-slim", 9, 0.3)
    stage.click(stage.tab.result_card.again_button)
    assert not banner.isVisible()
    assert stage.sentence.endswith("from “first round”")
    link = stage.tab.form.weights_link.button
    assert not link.isEnabled()
    stage.wait_for_end()
    assert stage.state is TrainState.FINISHED, stage.sentence
    second = run_of(newest_run())
    assert second["started_from"]["path"] == str((first / "best.safetensors").resolve())
    assert second["started_from"]["sha256"] == hashlib.sha256((first / "best.safetensors").read_bytes()).hexdigest()
    assert stage.tab.beginning.start_from is None
    assert banner.message.words.startswith("The training that began with “first round” has ended.")
    assert link.isEnabled()
    stage.click(stage.tab.result_card.again_button)
    stage.wait_for_end()
    assert run_of(newest_run())["started_from"] is None
    assert not stage.failures


def test_from_the_result(stage: Stage) -> None:
    stage.start(epochs=1)
    stage.wait_for_end()
    stage.click(stage.tab.result_card.further_button)
    assert wait_for_weights(stage) == only_run() / "best.safetensors"
    assert only_run().name in banner_of(stage).words.words


def test_from_a_file_that_the_menu_opened(stage: Stage) -> None:
    stage.set_up()
    file = write_start_weights(stage.photos.parent / "mine.safetensors")
    stage.window._files.open_weights(file)
    stage.wait_for(lambda: [one for one in stage.window.findChildren(WeightsDialog) if one.isVisible()])
    (dialog,) = stage.window.findChildren(WeightsDialog)
    stage.window.tabs.setCurrentWidget(stage.window.classify_tab)
    stage.click(dialog.train_button)
    assert stage.window.tabs.currentWidget() is stage.tab
    assert wait_for_weights(stage) == file
    assert stage.sentence.startswith("Press Start: a ResNet-9 slim looks at 75 photos two times and goes on from “mine")


def test_not_while_a_training_runs(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    stage.window.train_on_from(only_run() / "best.safetensors")
    (failure,) = stage.failures
    assert isinstance(failure, RunError)
    assert stage.dialog_told().what == "A training is under way."
    assert stage.tab.beginning.start_from is None
    go_further = stage.window.runs_tab.page.run_actions.go_further
    stage.window.tabs.setCurrentWidget(stage.window.runs_tab)
    table = stage.window.runs_tab.page.table
    stage.wait_for(stage.window.runs_tab.page.model.rowCount)
    table.selectRow(0)
    assert not go_further.isEnabled()
    assert go_further.toolTip() == "A training is under way; it has to end first."
    stage.window._files.open_weights(only_run() / "best.safetensors")
    stage.wait_for(lambda: [one for one in stage.window.findChildren(WeightsDialog) if one.isVisible()])
    (dialog,) = stage.window.findChildren(WeightsDialog)
    assert not dialog.train_button.isEnabled()
    assert dialog.train_button.toolTip() == "A training is under way; stop it first."
    dialog.close()


def test_a_file_that_has_gone_before_start_is_told_in_place(stage: Stage, tmp_path: Path) -> None:
    stage.set_up()
    file = write_start_weights(tmp_path / "mine.safetensors")
    stage.tab.begin_with(file)
    wait_for_weights(stage)
    file.rename(tmp_path / "elsewhere.safetensors")
    stage.click(stage.controls.start_button)
    assert stage.state is TrainState.READY
    assert banner_of(stage).message.words.startswith(f"“{file}” is not there any more.")
    (tmp_path / "elsewhere.safetensors").rename(file)
    stage.click(stage.controls.start_button)
    stage.wait_for_end()
    assert stage.state is TrainState.FINISHED, stage.sentence


def test_weights_for_other_classes_disable_start_and_say_why(stage: Stage, tmp_path: Path) -> None:
    stage.set_up()
    stage.tab.begin_with(write_start_weights(tmp_path / "hats.safetensors", class_names=("cap", "bowler")))
    stage.wait_for(lambda: stage.tab.beginning.start_from)
    assert not stage.controls.start_button.isEnabled()
    assert "tells 2 classes apart, and CIFAR-10 has 10 classes." in stage.tab.run_panel.warning.words
    assert not stage.tab.run_panel.problem_button.isVisible()
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stage.state is TrainState.READY


def test_a_run_that_goes_on_takes_the_place_of_chosen_weights(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    stage.tab.cancel()
    stage.wait_for_end()
    stage.tab.begin_with(write_start_weights(stage.photos.parent / "mine.safetensors"))
    wait_for_weights(stage)
    stage.tab.resume(only_run())
    assert stage.tab.beginning.start_from is None
    assert not banner_of(stage).isVisible()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_backbone_file(tmp_path_factory.mktemp("published") / "resnet18.pth")


@pytest.fixture
def torchvisions_server(published: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A server that publishes our file in the place of torchvision's."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    content, spec = published.read_bytes(), MODELS[MODEL]
    with LoopbackServer(content) as server:
        url = server.url.replace("file.bin", "resnet18-f37072fd.pth")
        file = replace(spec.pretrained, url=url, sha256=hashlib.sha256(content).hexdigest())
        monkeypatch.setitem(MODELS, MODEL, replace(spec, pretrained=file))
        yield server


def test_a_transfer_model_from_the_question_to_the_result(
    stage: Stage, torchvisions_server: LoopbackServer, user_data: Path
) -> None:
    stage.set_up(model=MODEL, upscale=1, epochs=1)
    panel = stage.tab.beginning.backbone_desk.panel
    stage.wait_for(panel.download_button.isVisible)
    assert not stage.controls.start_button.isEnabled()
    assert "builds on is not on this computer yet; see above." in stage.tab.run_panel.warning.words
    assert torchvisions_server.requests == []
    stage.click(panel.download_button)
    stage.wait_for(lambda: not stage.tab.problem)
    assert not panel.isVisible()
    stage.click(stage.controls.start_button)
    stage.wait_for_end()
    assert stage.state is TrainState.FINISHED, stage.sentence
    origin = run_of(only_run())["started_from"]["path"]
    assert origin == str((user_data / "pretrained" / "resnet18-f37072fd.pth").resolve())
    assert len(torchvisions_server.requests) == 1


def test_a_transfer_model_from_a_file_on_disk(
    stage: Stage, torchvisions_server: LoopbackServer, published: Path
) -> None:
    stage.set_up(model=MODEL, upscale=1, epochs=1)
    panel = stage.tab.beginning.backbone_desk.panel
    stage.wait_for(panel.file_button.isVisible)
    stage.click(panel.file_button)
    choose_in_dialog(stage.window, published)
    assert wait_for_weights(stage) == published
    assert not panel.isVisible()
    assert "what ResNet-18 learned from ImageNet" in banner_of(stage).words.words
    stage.click(stage.controls.start_button)
    stage.wait_for_end()
    assert stage.state is TrainState.FINISHED, stage.sentence
    assert run_of(only_run())["started_from"]["path"] == str(published.resolve())
    assert torchvisions_server.requests == []
