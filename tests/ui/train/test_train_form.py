"""The form with a real keyboard and mouse: presets, and changes by hand."""

import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cifar_desktop.models.registry import MODELS
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.presets import FRESH_PRESETS, preset_config
from cifar_desktop.ui.train.form_sections import ORDER
from cifar_desktop.ui.train.train_form import TrainForm
from tests.ui.train.form_pages import SECONDS_10, click, set_by_hand

NAMES = [setting.name for setting in dataclasses.fields(TrainConfig)]
# For each setting: what is typed or chosen, what it then is, and what has to be chosen before for it to have an effect.
HAND_MADE: dict[str, tuple[str, Any, dict[str, str]]] = {
    "model": ("resnet9-slim", "resnet9-slim", {}),
    "epochs": ("7", 7, {}),
    "batch_size": ("100", 100, {}),
    "optimizer": ("rmsprop", "rmsprop", {}),
    "learning_rate": ("5e-4", 5e-4, {}),
    "momentum": ("0,5", 0.5, {}),
    "weight_decay": ("1/64", 1 / 64, {}),
    "decay_biases_and_norms": ("", True, {}),
    "schedule": ("cosine", "cosine", {}),
    "warmup": ("30 %", 0.3, {}),
    "final_lr": (".01", 0.01, {}),
    "step_every": ("3", 3, {"schedule": "step"}),
    "step_factor": ("0.5", 0.5, {"schedule": "step"}),
    "label_smoothing": ("0", 0.0, {}),
    "head_rate": ("1/8", 0.125, {}),
    "dropout": ("0.25", 0.25, {}),
    "ema_decay": ("0.999", 0.999, {}),
    "clip_norm": ("1", 1.0, {}),
    "initialisation": ("plain", "plain", {}),
    "backbone": ("fine-tuned", "fine-tuned", {"model": "transfer-resnet18"}),
    "upscale": ("8", 8, {"model": "transfer-resnet18"}),
    "upscaling": ("repeat", "repeat", {"model": "transfer-resnet18", "upscale": "8"}),
    "smaller_at_first": ("50 %", 0.5, {}),
    "flip": ("random", "random", {}),
    "translate": ("5", 5, {}),
    "zoom": ("0.123456789", 0.123456789, {}),
    "cutout": ("8", 8, {}),
    "mix": ("0.5", 0.5, {}),
    "validation_fraction": ("1/3", 1 / 3, {}),
    "mirror_at_test": ("", True, {}),
    "patience": ("4", 4, {}),
    "min_gain": ("0.001", 0.001, {"patience": "4"}),
    "seed": ("2 147 483 648", 2**31, {}),
    "split_seed": ("4", 4, {}),
    "device": ("cpu", "cpu", {}),
    "precision": ("float32", "float32", {}),
    "checkpoint_seconds": ("0.5", 0.5, {}),
}


def test_it_begins_with_a_quick_look_that_can_start_at_once(form: TrainForm) -> None:
    assert form.preset == "quick"
    assert form.config() == preset_config("quick")
    assert form.problem == ""
    assert form.summary == "Quick look, nothing changed"
    assert not form.reset_all_button.isVisible()


def test_no_setting_is_left_out() -> None:
    assert sorted(ORDER) == sorted(NAMES)
    assert set(HAND_MADE) == set(NAMES)


@pytest.mark.parametrize("name", FRESH_PRESETS)
def test_one_click_gives_exactly_the_preset(qtbot: QtBot, form: TrainForm, name: str) -> None:
    click(qtbot, form.preset_cards.cards["standard" if name == "quick" else "quick"])
    click(qtbot, form.preset_cards.cards[name])
    assert form.preset == name
    assert form.config() == preset_config(name)
    assert form.changed_settings == ()
    assert not any(row.reset_dot.isVisible() for row in form.rows.values())


def test_presets_are_chosen_with_the_arrow_keys_too(qtbot: QtBot, form: TrainForm) -> None:
    form.preset_cards.cards["quick"].setFocus()
    with qtbot.waitSignal(form.changed, timeout=SECONDS_10):
        qtbot.keyClick(form.preset_cards.cards["quick"], Qt.Key.Key_Down)
    assert form.preset == "quick-94"
    assert form.config() == preset_config("quick-94")


def test_a_preset_may_choose_the_network_and_the_person_another(qtbot: QtBot, form: TrainForm) -> None:
    click(qtbot, form.preset_cards.cards["quick-94"])
    assert form.config().model == "sprint"
    set_by_hand(qtbot, form, "model", "resnet9")
    assert form.changed_settings == ("model",)
    assert form.config() == preset_config("quick-94", model="resnet9")
    set_by_hand(qtbot, form, "model", "simple-cnn")
    assert form.config().smaller_at_first == 0  # which takes pictures of one size only


def test_what_a_network_cannot_do_goes_back_to_off(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "smaller_at_first", "0.5")
    set_by_hand(qtbot, form, "model", "simple-cnn")
    assert form.problem == ""
    assert form.config().smaller_at_first == 0
    set_by_hand(qtbot, form, "model", "resnet20")
    assert form.config().smaller_at_first == 0.5


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_goes_by_hand_into_the_config_and_back(qtbot: QtBot, form: TrainForm, name: str) -> None:
    text, value, before = HAND_MADE[name]
    for other, other_text in before.items():
        set_by_hand(qtbot, form, other, other_text)
    with qtbot.waitSignal(form.changed, timeout=SECONDS_10):
        set_by_hand(qtbot, form, name, text)
    config = form.config()
    assert config is not None
    assert getattr(config, name) == value
    others = {other: getattr(config, other) for other in before}
    assert config == preset_config("quick", **{name: value}, **others)
    assert set(form.changed_settings) == {name, *before}
    assert form.rows[name].reset_dot.isVisible()

    other_form = TrainForm()
    qtbot.addWidget(other_form)
    other_form.advanced.set_open(True)
    other_form.set_config(config)
    assert other_form.config() == config
    assert other_form.rows[name].field.value == value
    assert other_form.changed_settings == form.changed_settings

    click(qtbot, form.rows[name].reset_dot)
    assert form.config() == preset_config("quick", **others)
    assert form.rows[name].field.hasFocus() or not form.rows[name].field.isEnabled()


def test_the_models_and_optimizers_own_recipes_are_applied(qtbot: QtBot, form: TrainForm) -> None:
    click(qtbot, form.preset_cards.cards["standard"])
    for optimizer in ("adam", "adamw", "rmsprop", "sgd"):
        set_by_hand(qtbot, form, "optimizer", optimizer)
        assert form.config() == preset_config("standard", optimizer=optimizer)
        assert form.changed_settings == (() if optimizer == "sgd" else ("optimizer",))
    for model in MODELS:
        set_by_hand(qtbot, form, "model", model)
        assert form.config() == preset_config("standard", model=model)
        assert form.rows["model"].note_text == MODELS[model].description


def test_what_was_changed_by_hand_outlives_preset_and_optimizer(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "epochs", "9")
    set_by_hand(qtbot, form, "zoom", "0.3")
    set_by_hand(qtbot, form, "learning_rate", "0.002")
    click(qtbot, form.preset_cards.cards["standard"])
    changes = {"epochs": 9, "zoom": 0.3, "learning_rate": 0.002}
    assert form.config() == preset_config("standard", **changes)
    assert form.summary == "Standard, changed: epochs, learning rate, zoom"
    set_by_hand(qtbot, form, "optimizer", "adam")
    assert form.config() == preset_config("standard", optimizer="adam", **changes)
    set_by_hand(qtbot, form, "seed", "3")
    assert form.summary == "Standard, changed: epochs, optimizer, learning rate, zoom and 1 more"
    assert form.advanced.note == "1 changed"
    click(qtbot, form.rows["zoom"].reset_dot)
    assert not form.rows["zoom"].reset_dot.isVisible()
    assert form.rows["zoom"].field.text() == "0"
    click(qtbot, form.reset_all_button)
    assert form.config() == preset_config("standard")
    assert form.summary == "Standard, nothing changed"
    assert form.advanced.note == ""


def test_the_dot_says_what_the_preset_has(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "epochs", "9")
    set_by_hand(qtbot, form, "head_rate", "1")
    set_by_hand(qtbot, form, "flip", "none")
    set_by_hand(qtbot, form, "mirror_at_test", "")
    for name, preset_text in (
        ("epochs", "5"),
        ("head_rate", "1/64"),
        ("flip", "“Alternating”"),
        ("mirror_at_test", "“Off”"),
    ):
        row = form.rows[name]
        assert f"back to the preset's {preset_text}." in row.reset_dot.toolTip().replace("&#x27;", "'")
        assert row.reset_dot.accessibleName().endswith(f"the preset's {preset_text}")
        assert f"the preset has {preset_text}." in row.field.toolTip()


def test_a_value_typed_back_is_no_change(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "epochs", "9")
    assert form.changed_settings == ("epochs",)
    set_by_hand(qtbot, form, "epochs", "5")
    assert form.changed_settings == ()
    click(qtbot, form.preset_cards.cards["best"])
    assert form.config() == preset_config("best")


def test_the_reset_works_with_the_keyboard(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "zoom", "0.3")
    qtbot.keyClick(form.rows["zoom"].field, Qt.Key.Key_Tab)
    assert form.rows["zoom"].reset_dot.hasFocus()
    qtbot.keyClick(form.rows["zoom"].reset_dot, Qt.Key.Key_Space)
    assert form.config() == preset_config("quick")


def test_a_config_is_shown_as_changes_to_the_nearest_preset_or_a_named_one(form: TrainForm) -> None:
    config = preset_config("best", optimizer="adamw", epochs=40, model="resnet9-slim", seed=5)
    form.set_config(config)
    assert form.preset == "best"
    assert form.config() == config
    assert form.changed_settings == ("model", "epochs", "optimizer", "seed")
    form.set_config(preset_config("best"), preset="standard")
    assert form.preset == "standard"
    assert form.preset_cards.value == "standard"
    assert form.config() == preset_config("best")
    assert set(form.changed_settings) == {"epochs", "translate", "zoom", "cutout", "ema_decay"}
    for name in FRESH_PRESETS:
        form.set_config(preset_config(name))
        assert (form.preset, form.changed_settings) == (name, ())


def test_it_needs_no_torch() -> None:
    program = "import sys, cifar_desktop.ui.train.train_form; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[3], check=True)


def test_what_is_folded_away_is_made_when_it_is_unfolded_and_fits_what_was_set_before(qtbot: QtBot) -> None:
    form = TrainForm()
    qtbot.addWidget(form)
    form.show()
    form.set_config(preset_config("quick", dropout=0.25, seed=7))
    assert "dropout" not in form.rows
    assert form.advanced.note == "2 changed"
    label_width = form.rows["model"].label.width()
    click(qtbot, form.advanced.header)
    assert set(form.rows) == set(NAMES)
    assert (form.rows["dropout"].field.text(), form.rows["seed"].field.text()) == ("0.25", "7")
    assert {row.label.width() for row in form.rows.values()} == {label_width}
    click(qtbot, form.rows["seed"].reset_dot)
    assert form.config() == preset_config("quick", dropout=0.25)
