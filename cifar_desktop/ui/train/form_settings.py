"""The settings behind the form: a preset, what the person changed by hand, and what follows from both; knows no Qt."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from cifar_desktop.errors import ConfigError
from cifar_desktop.models.registry import MODELS
from cifar_desktop.training.config import TrainConfig, label
from cifar_desktop.training.config_help import title_of
from cifar_desktop.training.presets import FRESH_PRESETS, PRESETS, preset_config
from cifar_desktop.ui.train.form_effects import without_effect
from cifar_desktop.ui.train.form_machine import Machine
from cifar_desktop.ui.train.form_sections import ORDER
from cifar_desktop.ui.train.form_texts import value_in_words
from cifar_desktop.ui.widgets.number_field_text import Unreadable

# What says which photos were kept for validation; with the same two and the same data, they are the same photos.
SPLIT = ("validation_fraction", "split_seed")
NAMES = tuple(setting.name for setting in fields(TrainConfig))
_MOST_NAMED = 4  # changed settings in the summary; the rest are counted
_HAS_WEIGHTS = "The training begins with weights that were trained before."
_NOT_FROM_SCRATCH = (
    "The network would begin from scratch, and yet with weights that were chosen. Choose frozen or fine-tuned, or let "
    "go of the weights."
)

Value = Any  # of a setting, or Unreadable


class FormSettings:
    """What the form holds.

    A value set by hand outlives another preset, model or optimizer; every other value follows what
    `preset_config` says about these three, or what weights want that the training is to begin with.

    Attributes:
        preset: the name of the chosen preset.
        machine: what the settings have to fit.
        taken: the settings that such weights want; empty where there are none.
    """

    def __init__(self, preset: str) -> None:
        self.preset = self._fresh_preset = preset
        self.machine = Machine()
        self.taken: Mapping[str, Value] = {}
        self._by_hand: dict[str, Value] = {}

    @property
    def base(self) -> TrainConfig:
        """Return what the preset says about the chosen model and optimizer."""
        chosen: dict[str, Value] = dict(self.taken)
        chosen |= {name: self._by_hand[name] for name in ("model", "optimizer") if name in self._by_hand}
        return preset_config(self.preset, **chosen)

    def preset_value(self, name: str) -> Value:
        """Return what a setting would be had it not been changed by hand."""
        if name == "model":
            return self.taken.get("model") or preset_config(self.preset).model
        if name == "optimizer":
            return preset_config(self.preset, model=self.values["model"]).optimizer
        return getattr(self.base, name)

    @property
    def values(self) -> dict[str, Value]:
        """Return every setting as it stands in the form."""
        return self.base.as_dict() | self._by_hand

    @property
    def changed(self) -> tuple[str, ...]:
        """Return the settings that are not what the preset says, as they follow in the form."""
        base = self.base
        ours = ("model", "optimizer")
        return tuple(
            name
            for name in ORDER
            if name in self._by_hand
            and self._by_hand[name] != (self.preset_value(name) if name in ours else getattr(base, name))
        )

    @property
    def without_effect(self) -> dict[str, str]:
        """Return the settings that do nothing now, with the reasons."""
        idle = without_effect(self.values)
        return {"initialisation": _HAS_WEIGHTS} | idle if self.taken else idle

    @property
    def notes_on_weights(self) -> dict[str, str]:
        """Return what is to be said about the settings that choose the photos kept for validation."""
        values = self.values
        return {name: _note(name, wanted, values[name]) for name, wanted in self.taken.items() if name in SPLIT}

    @property
    def summary(self) -> str:
        """Return the preset and what is not as it says, in a line."""
        title, names = PRESETS[self.preset].title, [_in_mid_sentence(name) for name in self.changed]
        if not names:
            return f"{title}, nothing changed"
        more = len(names) - _MOST_NAMED
        rest = f" and {more} more" if more > 0 else ""
        return f"{title}, changed: {', '.join(names[:_MOST_NAMED])}{rest}"

    def set_by_hand(self, name: str, value: Value) -> None:
        """Set one value; the preset's own is not kept as the person's."""
        if value == self.preset_value(name):
            self._by_hand.pop(name, None)
        else:
            self._by_hand[name] = value

    def reset(self, name: str) -> None:
        """Let one setting follow the preset again."""
        self._by_hand.pop(name, None)

    def reset_all(self) -> None:
        """Let every setting follow the preset again."""
        self._by_hand.clear()

    def choose_preset(self, name: str) -> None:
        """Follow another preset."""
        self.preset = name
        if name in FRESH_PRESETS:
            self._fresh_preset = name

    def follow_weights(self, wanted: Mapping[str, Value]) -> None:
        """Let these settings be as weights want them that the training is to begin with."""
        self.taken = dict(wanted)
        for name in wanted:
            self._by_hand.pop(name, None)
        if self._by_hand.get("backbone") == "random":  # which says that there shall be no weights
            self._by_hand.pop("backbone")

    def forget_weights(self) -> None:
        """Follow the preset again, but keep the model; a preset for trained weights has no sense any more."""
        model, self.taken = self.values["model"], {}
        self.preset = self.preset if self.preset in FRESH_PRESETS else self._fresh_preset
        self.set_by_hand("model", model)

    def take_over(self, config: TrainConfig, preset: str | None) -> None:
        """Become a whole config, as the changes to `preset` or to the one that it differs least from."""
        offered = PRESETS if self.taken else FRESH_PRESETS
        self.choose_preset(preset or min(offered, key=lambda name: len(_changes(name, config, self.taken))))
        self._by_hand = _changes(self.preset, config, self.taken)

    def check(self) -> tuple[TrainConfig | None, dict[str, str]]:
        """Return the config, or None and what is wrong with which settings, in the form's order."""
        values, idle, base = self.values, self.without_effect, self.base
        by_hand = [name for name in ORDER if name in self._by_hand]  # a preset is right by itself
        faults = {name: fault for name in by_hand if (fault := _fault(name, values[name]))}
        for name in idle:
            if faults.pop(name, ""):
                values[name] = getattr(base, name)
        for name in {"patience", "smaller_at_first"} & idle.keys():
            values[name] = 0
        if not faults:
            faults = self._faults_together(values)
        return (None, faults) if faults else (TrainConfig(**values), {})

    def _faults_together(self, values: Mapping[str, Value]) -> dict[str, str]:
        """Return what is wrong with settings that are right each by itself."""
        device = self.machine.device_problem(values["device"])
        if device:
            return {"device": device}
        precision = self.machine.precision_problem(values["device"], values["precision"])
        if precision:
            return {"precision": precision}
        if self.taken and values["backbone"] == "random" and MODELS[values["model"]].pretrained:
            return {"backbone": _NOT_FROM_SCRATCH}
        try:
            TrainConfig(**values)
        except ConfigError as error:
            return {error.field: str(error)}
        return {}


def _changes(preset: str, config: TrainConfig, taken: Mapping[str, Value]) -> dict[str, Value]:
    """Return what `config` has other than preset and weights, its model and optimizer taken for granted."""
    ours, own = FormSettings(preset), config.as_dict()
    ours.taken = taken
    for name in ("model", "optimizer"):
        ours.set_by_hand(name, own[name])
    base = ours.base
    changes = {name: value for name, value in own.items() if value != getattr(base, name)}
    return changes | {name: own[name] for name in ("model", "optimizer") if own[name] != ours.preset_value(name)}


def _note(name: str, wanted: Value, value: Value) -> str:
    """Say what it means that weights find a setting as they want it, or not."""
    if value == wanted:
        return "As the weights had it, so that the photos kept stay unseen."
    return f"The weights had {value_in_words(name, wanted)}; they have learned from some photos that are kept now."


def _fault(name: str, value: Value) -> str:
    """Return what is wrong with one value, whatever the others are; empty where nothing is."""
    title = title_of(name)
    if isinstance(value, Unreadable):
        return f"{title} {value.reason}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # so that a sentence says 2 and not 2.0
    try:
        replace(_DEFAULTS, **{name: value})
    except ConfigError as error:
        return str(error).replace(label(name), title, 1) if error.field == name else ""
    return ""


def _in_mid_sentence(name: str) -> str:
    """Return a setting's title with a small first letter, unless it begins with an abbreviation."""
    title = title_of(name)
    return title if title[:2].isupper() else title[0].lower() + title[1:]


_DEFAULTS = TrainConfig()
