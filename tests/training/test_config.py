"""Settings: what is accepted, what is refused and in which words, what the presets hold."""

import dataclasses
import math

import pytest

from cifar_desktop.errors import ConfigError
from cifar_desktop.models.registry import MODELS
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.presets import PRESETS, preset_config


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("epochs", 0, "Epochs is 0, but must lie between 1 and 100,000"),
        ("epochs", -3, "Epochs is -3"),
        ("epochs", 2.5, "Epochs must be a whole number, not 2.5"),
        ("epochs", True, "Epochs must be a whole number, not True"),
        ("epochs", "3", "Epochs must be a whole number, not '3'"),
        ("batch_size", 0, "Batch size is 0, but must lie between 2 and 65,536"),
        ("batch_size", 1, "Batch size is 1"),
        ("learning_rate", 0, "Learning rate is 0"),
        ("learning_rate", math.nan, "Learning rate is nan"),
        ("learning_rate", math.inf, "Learning rate is inf"),
        ("momentum", 1.0, "Momentum is 1, but must lie between 0 and 0.9999"),
        ("label_smoothing", 1.0, "Label smoothing is 1, but"),
        ("validation_fraction", 0.95, "Validation fraction is 0.95"),
        ("optimizer", "lion", "Optimizer cannot be “lion”"),
        ("schedule", "wave", "Schedule cannot be “wave”"),
        ("flip", "vertical", "Flip cannot be “vertical”"),
        ("precision", "int8", "Precision cannot be “int8”"),
        ("model", "resnet10", "There is no model called “resnet10”"),
        ("mirror_at_test", 1, "Mirror at test must be yes or no, not 1"),
        ("device", 3, "Device must be a word, not 3"),
    ],
)
def test_what_cannot_work_is_refused_where_it_stands(field: str, value: object, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        TrainConfig(**{field: value})
    assert caught.value.field == field
    assert words in str(caught.value)


def test_early_stopping_needs_validation() -> None:
    with pytest.raises(ConfigError, match="Early stopping needs validation pictures"):
        TrainConfig(patience=3, validation_fraction=0)


@pytest.mark.parametrize("upscale", [3, 5, 6, 7, 9, 10])
def test_doubling_leads_to_powers_of_two_only(upscale: int) -> None:
    with pytest.raises(ConfigError, match=f"as large, not {upscale} times.*choose the smooth way") as caught:
        TrainConfig(model="transfer-resnet18", upscaling="repeat", upscale=upscale)
    assert caught.value.field == "upscale"
    assert TrainConfig(model="transfer-resnet18", upscale=upscale).upscaling == "smooth"


@pytest.mark.parametrize("upscale", [1, 2, 4, 8])
def test_powers_of_two_may_be_doubled_to(upscale: int) -> None:
    assert TrainConfig(model="transfer-resnet18", upscaling="repeat", upscale=upscale).upscale == upscale


def test_the_way_to_enlarge_is_nothing_to_other_models() -> None:
    assert TrainConfig(upscaling="repeat").upscale == 7


def test_it_survives_the_way_through_json() -> None:
    config = preset_config("best", seed=7, optimizer="adamw", validation_fraction=0)
    assert TrainConfig.from_dict(config.as_dict()) == config


def test_what_was_written_before_the_split_had_its_own_seed_keeps_its_split() -> None:
    settings = TrainConfig(seed=5).as_dict()
    del settings["split_seed"]
    assert TrainConfig.from_dict(settings).split_seed == 5
    assert TrainConfig.from_dict(TrainConfig(seed=5).as_dict()).split_seed == 1


def test_settings_of_a_newer_version_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"There is no setting called “telepathy”.*newer version"):
        TrainConfig.from_dict({**TrainConfig().as_dict(), "telepathy": 1})


def test_every_setting_says_what_it_means() -> None:
    for setting in dataclasses.fields(TrainConfig):
        meaning = setting.metadata["meaning"]
        assert meaning
        assert meaning.endswith(".")


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("model", MODELS)
def test_every_preset_is_valid_for_every_model(preset: str, model: str) -> None:
    assert preset_config(preset, model=model).model == model


def test_changes_go_over_the_preset() -> None:
    assert preset_config("standard", epochs=3).epochs == 3
    assert preset_config("standard").epochs == 16


def test_an_optimizer_of_another_kind_brings_its_own_learning_rate() -> None:
    assert preset_config("standard", optimizer="adam").learning_rate == 1e-3
    assert preset_config("standard", optimizer="adam").head_rate == 1.0
    assert preset_config("standard", optimizer="adam", learning_rate=0.01).learning_rate == 0.01


def test_an_optimizer_that_is_the_presets_own_keeps_its_rates() -> None:
    assert preset_config("quick-94", optimizer="muon") == preset_config("quick-94")
    assert preset_config("quick-94", optimizer="sgd").learning_rate == 0.01
    assert preset_config("standard", optimizer="muon").momentum == preset_config("quick-94").momentum


def test_a_preset_may_choose_the_network() -> None:
    assert preset_config("quick-94").model == "sprint"
    assert preset_config("quick-94", model="resnet9").model == "resnet9"
    assert preset_config("quick-94", model="resnet20").optimizer == "sgd"  # which is that network's own recipe


def test_smaller_pictures_are_refused_where_a_network_takes_one_size_only() -> None:
    with pytest.raises(ConfigError, match=r"Small CNN takes pictures of 32 pixels only.*Smaller at first"):
        TrainConfig(model="simple-cnn", smaller_at_first=0.5)


def test_an_unknown_preset_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ConfigError, match=r"There is no preset called “slow”.*quick, quick-94, standard, best, refine"):
        preset_config("slow")
