"""Weights that the next training begins with: chosen, shown, bound to the form, let go of."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.task_thread import TaskFailed
from tests.ui.train.beginnings import Bench, bench_on, write_start_weights


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    with bench_on(qtbot) as bench:
        yield bench


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return write_start_weights(tmp_path / "first.safetensors")


def test_at_first_there_is_nothing_to_see(bench: Bench) -> None:
    assert not bench.banner.isVisible()
    assert not bench.panel.isVisible()
    assert bench.problem == ""
    assert bench.beginning.start_from is None


def test_chosen_weights_are_shown_and_the_form_follows(bench: Bench, first: Path) -> None:
    bench.choose(first)
    assert bench.problem == ""
    assert bench.beginning.start_from == first
    assert bench.banner.isVisible()
    assert bench.banner.words.words.startswith("The next training begins with “first.safetensors”: ResNet-9 slim, 75.0")
    assert bench.banner.words.toolTip() == str(first)
    assert not bench.banner.caveat.isVisible()
    assert not bench.banner.message.isVisible()
    config = bench.form.config()
    assert (config.model, config.validation_fraction, config.split_seed) == ("resnet9-slim", 0.25, 7)
    assert bench.form.changed_settings == ()
    assert bench.form.preset_cards.cards["refine"].isVisible()


def test_while_they_are_looked_into_nothing_can_start(bench: Bench, first: Path) -> None:
    bench.start.choose(first)
    assert bench.problem == "The weights to begin with are still being looked into."
    assert bench.banner.message.words == "Looking into “first.safetensors”…"
    assert not bench.banner.hide_button.isVisible()
    bench.wait_for(lambda: bench.start.weights)
    assert bench.problem == ""


def test_one_click_lets_go_of_them(bench: Bench, first: Path) -> None:
    bench.choose(first)
    bench.activateWindow()
    bench.banner.drop_button.setFocus()
    assert bench.banner.drop_button.text() == "Begin at random"
    bench.qtbot.keyClick(bench.banner.drop_button, Qt.Key.Key_Space)
    assert bench.beginning.start_from is None
    assert not bench.banner.isVisible()
    config = bench.form.config()
    assert (config.model, config.validation_fraction, config.split_seed) == ("resnet9-slim", 0.1, 1)
    assert not bench.form.preset_cards.cards["refine"].isVisible()


def test_another_model_lets_go_of_them_and_says_so(bench: Bench, first: Path) -> None:
    bench.choose(first)
    bench.form.set_setting("model", "resnet20")
    assert bench.beginning.start_from is None
    assert bench.form.config().model == "resnet20"
    assert bench.banner.message.words == (
        "“first.safetensors” is of ResNet-9 slim, and another model was chosen: the next training begins without it."
    )
    assert not bench.banner.words.isVisible()
    bench.click(bench.banner.hide_button)
    assert not bench.banner.isVisible()


def test_a_preset_does_not_let_go_of_them(bench: Bench, first: Path) -> None:
    bench.choose(first)
    bench.click(bench.form.preset_cards.cards["refine"])
    assert bench.beginning.start_from == first
    assert bench.form.config().model == "resnet9-slim"


def test_a_training_that_has_ended_lets_go_of_them_and_says_so(bench: Bench, first: Path) -> None:
    bench.choose(first)
    bench.beginning.set_training(True)
    assert not bench.banner.isVisible()  # the room belongs to the training
    bench.beginning.end(has_finished=False)
    assert bench.beginning.start_from == first
    bench.beginning.end(has_finished=True)
    bench.beginning.set_training(False)
    assert bench.beginning.start_from is None
    assert bench.banner.message.words.startswith("The training that began with “first.safetensors” has ended.")


def test_a_file_that_cannot_be_used_is_named_and_the_former_choice_stays(bench: Bench, tmp_path: Path) -> None:
    gone = tmp_path / "gone.safetensors"
    bench.choose(gone)
    assert bench.banner.message.property("role") == "failed"
    assert f"“{gone}” cannot be used. There is no such file." in bench.banner.message.words
    assert bench.problem == ""
    assert bench.beginning.start_from is None
    first = write_start_weights(tmp_path / "first.safetensors")
    bench.choose(first)
    assert not bench.banner.message.isVisible()
    bench.choose(gone)
    assert bench.banner.message.words.endswith(" “first.safetensors” stays chosen.")
    assert bench.beginning.start_from == first
    assert not bench.faults


def test_weights_for_other_classes_cannot_start(bench: Bench, tmp_path: Path) -> None:
    bench.choose(write_start_weights(tmp_path / "hats.safetensors", class_names=("cap", "bowler", "fedora")))
    assert bench.problem.startswith("“hats.safetensors” tells 3 classes apart, and CIFAR-10 sample has 10 classes.")
    bench.click(bench.banner.drop_button)
    assert bench.problem == ""


def test_a_file_that_has_gone_is_missed_before_the_start(bench: Bench, first: Path) -> None:
    assert bench.start.is_there()  # nothing is needed
    bench.choose(first)
    assert bench.start.is_there()
    first.unlink()
    assert not bench.start.is_there()
    assert bench.banner.message.words.startswith(f"“{first}” is not there any more.")


def test_the_last_of_two_wishes_counts(bench: Bench, tmp_path: Path, first: Path) -> None:
    second = write_start_weights(tmp_path / "second.safetensors")
    bench.start.choose(first)
    bench.choose(second)
    assert bench.beginning.start_from == second


def test_letting_go_while_they_are_looked_into(bench: Bench, first: Path) -> None:
    bench.start.choose(first)
    bench.start.drop()
    assert bench.problem == ""
    assert bench.start.wait(60_000)
    bench.qtbot.wait(50)
    assert bench.beginning.start_from is None
    assert not bench.banner.isVisible()


def test_the_link_opens_a_dialog(bench: Bench, first: Path) -> None:
    bench.click(bench.form.weights_link.button)
    assert [one.windowTitle() for one in bench.findChildren(QFileDialog)] == ["Weights to begin with"]
    bench.choose_in_dialog(first)
    bench.wait_for(lambda: bench.start.weights)
    assert bench.beginning.start_from == first


def test_a_fault_of_the_program_is_told_with_its_traceback(bench: Bench, first: Path) -> None:
    bench.start._reader.wish(lambda _cancel: 1 // 0)
    bench.wait_for(lambda: bench.faults)
    (fault,) = bench.faults
    assert isinstance(fault, TaskFailed)
    assert "ZeroDivisionError" in fault.details
    assert "a fault of its own" in bench.banner.message.words


def test_everything_can_be_read_out(bench: Bench, first: Path) -> None:
    bench.choose(first)
    assert bench.banner.words.accessibleName() == bench.banner.words.words
    for button in (bench.banner.drop_button, bench.banner.hide_button, bench.form.weights_link.button):
        assert button.toolTip()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
