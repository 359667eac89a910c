"""The settings behind the form: a preset, what the person changed by hand, and what follows from both; knows no Qt."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from cifar_desktop.errors import ConfigError
from cifar_desktop.training.config import TrainConfig, label
from cifar_desktop.training.config_help import title_of
from cifar_desktop.training.presets import FRESH_PRESETS, preset_config
from cifar_desktop.ui.train.form_effects import without_effect
from cifar_desktop.ui.train.form_machine import Machine
from cifar_desktop.ui.train.form_sections import ORDER
from cifar_desktop.ui.widgets.number_field_text import Unreadable

NAMES = tuple(setting.name for setting in fields(TrainConfig))
_MOST_NAMED = 4  # changed settings in the summary; the rest are counted

Value = Any  # of a setting, or Unreadable


class FormSettings:
    """What the form holds.

    A value set by hand outlives another preset, model or optimizer; every other value follows what
    `preset_config` says about these three.

    Attributes:
        preset: the name of the chosen preset.
        machine: what the settings have to fit.
    """

    def __init__(self, preset: str) -> None:
        self.preset = preset
        self.machine = Machine()
        self._by_hand: dict[str, Value] = {}

    @property
    def base(self) -> TrainConfig:
        """Return what the preset says about the chosen model and optimizer."""
        chosen = {name: self._by_hand[name] for name in ("model", "optimizer") if name in self._by_hand}
        return preset_config(self.preset, **chosen)

    def preset_value(self, name: str) -> Value:
        """Return what a setting would be had it not been changed by hand."""
        if name == "model":
            return preset_config(self.preset).model
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
        return without_effect(self.values)

    @property
    def summary(self) -> str:
        """Return the preset and what is not as it says, in a line."""
        title, names = FRESH_PRESETS[self.preset].title, [_in_mid_sentence(name) for name in self.changed]
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

    def take_over(self, config: TrainConfig, preset: str | None) -> None:
        """Become a whole config, as the changes to `preset` or to the one that it differs least from."""
        self.preset = preset or min(FRESH_PRESETS, key=lambda name: len(_changes(name, config)))
        self._by_hand = _changes(self.preset, config)

    def check(self) -> tuple[TrainConfig | None, dict[str, str]]:
        """Return the config, or None and what is wrong with which settings, in the form's order."""
        values, idle, base = self.values, self.without_effect, self.base
        by_hand = [name for name in ORDER if name in self._by_hand]  # a preset is right by itself
        faults = {name: fault for name in by_hand if (fault := _fault(name, values[name]))}
        for name in idle:
            if faults.pop(name, ""):
                values[name] = getattr(base, name)
        if "patience" in idle:
            values["patience"] = 0
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
        try:
            TrainConfig(**values)
        except ConfigError as error:
            return {error.field: str(error)}
        return {}


def _changes(preset: str, config: TrainConfig) -> dict[str, Value]:
    """Return what `config` has other than the preset, its model and optimizer taken for granted."""
    ours, own = FormSettings(preset), config.as_dict()
    for name in ("model", "optimizer"):
        ours.set_by_hand(name, own[name])
    base = ours.base
    changes = {name: value for name, value in own.items() if value != getattr(base, name)}
    return changes | {name: own[name] for name in ("model", "optimizer") if own[name] != ours.preset_value(name)}


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
