"""The settings that weights to begin with want, and what a person changes of them."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.train.form_settings import FormSettings
from cifar_desktop.ui.train.train_form import TrainForm
from tests.ui.train.form_pages import click, set_by_hand

WANTED = {"model": "resnet9-slim", "validation_fraction": 0.25, "split_seed": 7}


@pytest.fixture
def settings() -> FormSettings:
    return FormSettings("quick")


def config_of(settings: FormSettings):
    config, faults = settings.check()
    assert not faults
    return config


def test_they_are_taken_over_and_count_as_no_change(settings: FormSettings) -> None:
    settings.set_by_hand("epochs", 9)
    settings.set_by_hand("split_seed", 2)
    settings.follow_weights(WANTED)
    assert config_of(settings) == preset_config("quick", epochs=9, **WANTED)
    assert settings.changed == ("epochs",)
    assert settings.preset_value("split_seed") == 7
    assert settings.preset_value("model") == "resnet9-slim"


def test_they_outlive_another_preset(settings: FormSettings) -> None:
    settings.follow_weights(WANTED)
    settings.choose_preset("refine")
    assert config_of(settings) == preset_config("refine", **WANTED)
    assert settings.summary == "Refine, nothing changed"


def test_a_change_of_them_is_marked_and_taken_back_to_what_the_weights_want(settings: FormSettings) -> None:
    settings.follow_weights(WANTED)
    assert settings.notes_on_weights["validation_fraction"].startswith("As the weights had it")
    settings.set_by_hand("validation_fraction", 0.1)
    assert settings.changed == ("validation_fraction",)
    assert settings.notes_on_weights["validation_fraction"].startswith("The weights had 0.25; they have learned")
    settings.reset("validation_fraction")
    assert config_of(settings).validation_fraction == 0.25
    settings.set_by_hand("validation_fraction", 0.1)
    settings.reset_all()
    assert config_of(settings) == preset_config("quick", **WANTED)


def test_without_them_the_model_stays_and_the_preset_that_went_with_them_goes(settings: FormSettings) -> None:
    settings.choose_preset("standard")
    settings.follow_weights(WANTED)
    settings.choose_preset("refine")
    settings.forget_weights()
    assert settings.preset == "standard"
    assert config_of(settings) == preset_config("standard", model="resnet9-slim")
    assert settings.changed == ("model",)
    assert settings.notes_on_weights == {}


def test_another_model_outlives_them(settings: FormSettings) -> None:
    settings.follow_weights(WANTED)
    settings.set_by_hand("model", "resnet9")
    settings.forget_weights()
    assert config_of(settings) == preset_config("quick")
    assert settings.changed == ()


def test_a_whole_config_is_shown_beside_them(settings: FormSettings) -> None:
    settings.follow_weights(WANTED)
    config = preset_config("refine", model="resnet20", split_seed=7, epochs=3)
    settings.take_over(config, None)
    assert config_of(settings) == config
    assert settings.preset == "refine"
    assert set(settings.changed) == {"model", "epochs", "validation_fraction"}


def test_the_head_start_does_nothing_then(settings: FormSettings) -> None:
    assert "initialisation" not in settings.without_effect
    settings.follow_weights(WANTED)
    assert settings.without_effect["initialisation"] == "The training begins with weights that were trained before."


def test_a_transfer_model_cannot_begin_from_scratch_and_with_weights(settings: FormSettings) -> None:
    settings.set_by_hand("model", "transfer-resnet18")
    settings.set_by_hand("backbone", "random")
    settings.follow_weights({"model": "transfer-resnet18"})
    assert config_of(settings).backbone == "frozen"  # what had been chosen before gives way
    settings.set_by_hand("backbone", "random")
    config, faults = settings.check()
    assert config is None
    assert "from scratch, and yet with weights" in faults["backbone"]
    settings.forget_weights()
    assert config_of(settings).backbone == "random"


def test_refining_is_offered_only_with_weights(qtbot: QtBot, form: TrainForm) -> None:
    refine = form.preset_cards.cards["refine"]
    assert not refine.isVisible()
    form.preset_cards.cards["best"].setFocus()
    qtbot.keyClick(form.preset_cards.cards["best"], Qt.Key.Key_Down)
    assert form.preset != "refine"
    form.follow_weights(WANTED)
    click(qtbot, refine)
    assert form.config() == preset_config("refine", **WANTED)
    form.follow_weights(None)
    assert not refine.isVisible()
    assert form.preset != "refine"
    assert form.config() == preset_config(form.preset, model="resnet9-slim")


def test_the_rows_say_what_the_weights_want(qtbot: QtBot, form: TrainForm) -> None:
    form.follow_weights(WANTED)
    for name in ("validation_fraction", "split_seed"):
        assert form.rows[name].note_text.startswith("As the weights had it")
        assert not form.rows[name].reset_dot.isVisible()
    set_by_hand(qtbot, form, "split_seed", "8")
    assert form.rows["split_seed"].note_text.startswith("The weights had 7")
    click(qtbot, form.rows["split_seed"].reset_dot)
    assert form.rows["split_seed"].field.value == 7


def test_the_link_asks_for_weights_but_not_while_a_training_runs(qtbot: QtBot, form: TrainForm) -> None:
    link = form.weights_link.button
    assert link.text() == "Begin with &weights…"
    with qtbot.waitSignal(form.weights_wanted, timeout=10_000):
        click(qtbot, link)
    form.set_locked(True)
    assert not link.isEnabled()
    assert link.toolTip().startswith("A training is under way")
    form.set_locked(False)
    assert link.isEnabled()
    form.follow_weights(WANTED)
    assert link.text() == "Begin with &other weights…"
