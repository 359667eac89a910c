"""Ready-made settings: one click or one word starts a sensible training."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cifar_desktop.errors import ConfigError
from cifar_desktop.models.registry import model_spec
from cifar_desktop.training.config import TrainConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A named set of settings.

    Attributes:
        name: what stands on the command line.
        title, description: for people; the description is one line.
        settings: what it changes of `TrainConfig`'s defaults.
        goes_on: whether it is for weights that were trained before, and not for new ones.
    """

    name: str
    title: str
    description: str
    settings: Mapping[str, Any]
    goes_on: bool = False


_PRESETS = (
    Preset(
        name="quick",
        title="Quick look",
        description="Five passes over the bundled sample: a minute or two without a GPU, and it does learn.",
        settings={
            "epochs": 5,
            "batch_size": 64,
            "learning_rate": 0.05,
            "head_rate": 1 / 64,
            "translate": 2,
            "ema_decay": 0.98,
            "initialisation": "whitening-dirac",
        },
    ),
    Preset(
        name="quick-94",
        title="Quick 94",
        description="For CIFAR-10 in a coffee break without a GPU: a small network, and small pictures first.",
        settings={
            "model": "sprint",
            "epochs": 12,
            "batch_size": 250,
            "optimizer": "muon",
            "learning_rate": 0.04,
            "warmup": 0.15,
            "head_rate": 0.15,
            "label_smoothing": 0.2,
            "translate": 2,
            "ema_decay": 0.99,
            "initialisation": "whitening-dirac",
            "smaller_at_first": 0.67,
            "validation_fraction": 0.02,
            "mirror_at_test": True,
        },
    ),
    Preset(
        name="standard",
        title="Standard",
        description="Sixteen passes over CIFAR-10: 94 % in an hour of two cores.",
        settings={
            "epochs": 16,
            "batch_size": 256,
            "learning_rate": 0.25,
            "head_rate": 1 / 64,
            "translate": 3,
            "ema_decay": 0.995,
            "initialisation": "whitening-dirac",
            "validation_fraction": 0.05,
        },
    ),
    Preset(
        name="best",
        title="Best",
        description="Thirty-two passes with stronger changes to the pictures: the first round for the weights we ship.",
        settings={
            "epochs": 32,
            "batch_size": 256,
            "learning_rate": 0.25,
            "head_rate": 1 / 64,
            "translate": 4,
            "zoom": 0.4,
            "cutout": 12,
            "ema_decay": 0.998,
            "initialisation": "whitening-dirac",
            "validation_fraction": 0.05,
        },
    ),
    Preset(
        name="refine",
        title="Refine",
        description="A second round for weights that are good already: thirty-four passes over mixed pictures.",
        goes_on=True,
        settings={
            "epochs": 34,
            "batch_size": 256,
            "learning_rate": 0.2,
            "warmup": 0.1,
            "head_rate": 1 / 64,
            "label_smoothing": 0.0,
            "translate": 4,
            "zoom": 0.3,
            "cutout": 8,
            "mix": 0.5,
            "ema_decay": 0.998,
            "validation_fraction": 0.05,
        },
    ),
)
PRESETS: Mapping[str, Preset] = {preset.name: preset for preset in _PRESETS}
FRESH_PRESETS: Mapping[str, Preset] = {name: preset for name, preset in PRESETS.items() if not preset.goes_on}

# The presets' rates are for SGD. The others scale each weight's step by themselves and want far smaller ones. SGD's
# own stand here for networks whose recipe is for another optimizer.
_OTHER_OPTIMIZERS: Mapping[str, Mapping[str, Any]] = {
    "sgd": {"learning_rate": 0.01, "momentum": 0.9},
    "adam": {"learning_rate": 1e-3, "head_rate": 1.0},
    "adamw": {"learning_rate": 1e-3, "head_rate": 1.0, "weight_decay": 0.05},
    "rmsprop": {"learning_rate": 3e-4, "head_rate": 1.0},
    "muon": {"learning_rate": 0.04, "momentum": 0.9, "head_rate": 0.15},
}


def preset_config(name: str, **changes: Any) -> TrainConfig:
    """Return a preset's settings; over them go the model's own recipe, what the optimizer wants, and `changes`."""
    if name not in PRESETS:
        raise ConfigError(
            "preset", f"There is no preset called “{name}”.", remedy=f"Choose one of: {', '.join(PRESETS)}."
        )
    settings = PRESETS[name].settings
    own = {**settings, **model_spec(changes.get("model") or settings.get("model", "resnet9")).recipe}
    optimizer = changes.get("optimizer", "")
    is_another = optimizer != own.get("optimizer", "sgd")
    rates = _OTHER_OPTIMIZERS.get(optimizer, {}) if is_another else {}
    return TrainConfig(**{**own, **rates, **changes})
