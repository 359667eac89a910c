"""What the form says about values that cannot be, and about those that do nothing."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.train.form_row import PATIENCE_MS
from cifar_desktop.ui.train.train_form import TrainForm
from tests.ui.train.form_pages import SECONDS_10, click, set_by_hand


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("epochs", "0", "Epochs is 0, but must lie between 1 and 100,000."),
        ("epochs", "2.5", "Epochs must be a whole number, not 2.5."),
        ("epochs", "", "Epochs is empty."),
        ("epochs", "1,000", "Epochs “1,000” can be read in two ways: write 1000 or 1.000."),
        ("learning_rate", "a lot", "Learning rate is not a number: “a lot”."),
        ("learning_rate", "200", "Learning rate is 200, but must lie between 1e-8 and 100."),
        ("validation_fraction", "95 %", "Validation share is 0.95, but must lie between 0 and 0.9."),
        ("ema_decay", "1", "EMA decay is 1, but must lie between 0 and 0.99999."),
    ],
)
def test_what_is_wrong_is_explained_in_place(qtbot: QtBot, form: TrainForm, name: str, text: str, words: str) -> None:
    row = form.rows[name]
    set_by_hand(qtbot, form, name, text)
    assert form.config() is None
    assert form.problem == words
    assert row.fault_text == words
    assert row.field.is_invalid
    assert row.field.text() == text  # nothing is corrected behind one's back
    assert words in row.field.accessibleDescription()
    assert [other for other, each in form.rows.items() if each.fault_text] == [name]
    click(qtbot, row.reset_dot)
    assert (form.problem, row.fault_text, row.field.is_invalid) == ("", "", False)
    assert form.config() == preset_config("quick")


def test_the_first_of_several_problems_is_told_and_found(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "dropout", "2")
    form.advanced.set_open(False)
    assert form.problem == "Dropout is 2, but must lie between 0 and 0.95."
    assert form.advanced.note == "needs a look"
    form.focus_problem()
    assert form.advanced.is_open
    assert form.rows["dropout"].field.hasFocus()
    set_by_hand(qtbot, form, "epochs", "0")
    assert form.problem.startswith("Epochs is 0")
    set_by_hand(qtbot, form, "epochs", "3")
    assert form.problem.startswith("Dropout is 2")
    set_by_hand(qtbot, form, "dropout", "0.2")
    assert form.config() == preset_config("quick", epochs=3, dropout=0.2)


def test_half_typed_numbers_are_not_scolded_at_once(qtbot: QtBot, form: TrainForm) -> None:
    row = form.rows["learning_rate"]
    row.field.setFocus()
    row.field.selectAll()
    qtbot.keyClicks(row.field, "0")
    assert form.config() is None  # Start knows at once
    assert row.fault_text == ""
    qtbot.keyClicks(row.field, ".01")
    assert form.config() == preset_config("quick", learning_rate=0.01)
    qtbot.keyClick(row.field, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: "is not a number" in row.fault_text, timeout=PATIENCE_MS + SECONDS_10)
    qtbot.keyClick(row.field, Qt.Key.Key_Backspace)
    assert row.fault_text == ""


@pytest.mark.parametrize(
    ("chosen", "without_effect"),
    [
        (
            {},
            {
                "step_every": "the schedule is one cycle",
                "step_factor": "one cycle",
                "min_gain": "Early stopping is off",
            },
        ),
        ({"schedule": "step"}, {"final_lr": "the schedule is steps", "min_gain": "off"}),
        ({"schedule": "constant"}, {"warmup": "no rise", "final_lr": "constant", "step_every": "constant"}),
        ({"optimizer": "adam"}, {"momentum": "Adam keeps means of its own"}),
        ({"weight_decay": "0"}, {"decay_biases_and_norms": "Weight decay is off"}),
        ({"validation_fraction": "0"}, {"patience": "their share is 0", "min_gain": "their share is 0"}),
        (
            {"weight_decay": "0.1"},
            {"backbone": "the model is ResNet-9.", **dict.fromkeys(("upscale", "upscaling"), "transfer models")},
        ),
        (
            {"model": "transfer-resnet18"},
            {
                "initialisation": "no head start but ImageNet",
                "smaller_at_first": "pictures of 32 pixels only",
                "decay_biases_and_norms": "Weight decay is off",
                **dict.fromkeys(("warmup", "final_lr"), "constant"),
                **dict.fromkeys(("flip", "translate", "zoom", "cutout", "mix"), "looks at every picture once"),
            },
        ),
        (
            {"model": "transfer-resnet18", "backbone": "fine-tuned"},
            dict.fromkeys(("initialisation", "decay_biases_and_norms", "warmup", "final_lr", "smaller_at_first"), ""),
        ),
    ],
)
def test_what_has_no_effect_is_disabled_and_says_why(
    qtbot: QtBot, form: TrainForm, chosen: dict[str, str], without_effect: dict[str, str]
) -> None:
    for name, text in chosen.items():
        set_by_hand(qtbot, form, name, text)
    for name, reason in without_effect.items():
        row = form.rows[name]
        assert not row.field.isEnabled()
        for widget in (row.field, row.label):
            assert widget.toolTip().startswith("<p>No effect now: ")
            assert reason in widget.toolTip()
    always = {"step_every", "step_factor", "min_gain"} if chosen.get("schedule") != "step" else {"min_gain"}
    always |= set() if "model" in chosen else {"backbone", "upscale", "upscaling"}
    disabled = {name for name, row in form.rows.items() if not row.field.isEnabled()}
    assert disabled == set(without_effect) | always
    for name in reversed(chosen):
        click(qtbot, form.rows[name].reset_dot)
    assert {name for name, row in form.rows.items() if not row.field.isEnabled()} == {
        "step_every", "step_factor", "min_gain", "backbone", "upscale", "upscaling",
    }  # fmt: skip


def test_early_stopping_without_validation_is_off_and_comes_back(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "patience", "4")
    set_by_hand(qtbot, form, "validation_fraction", "0")
    assert form.config() == preset_config("quick", validation_fraction=0.0)
    set_by_hand(qtbot, form, "validation_fraction", "0.2")
    assert form.config() == preset_config("quick", validation_fraction=0.2, patience=4)


def test_nonsense_without_effect_stands_in_nobodys_way(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "momentum", "fast")
    assert form.problem == "Momentum is not a number: “fast”."
    set_by_hand(qtbot, form, "optimizer", "adamw")
    assert form.config() == preset_config("quick", optimizer="adamw")
    assert form.rows["momentum"].fault_text == ""
    set_by_hand(qtbot, form, "optimizer", "sgd")
    assert form.config() is None
