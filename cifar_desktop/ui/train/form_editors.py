"""The field that fits a setting: a number, a choice, or a check box."""

from dataclasses import Field, fields
from html import escape
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox

from cifar_desktop.models.registry import MODELS
from cifar_desktop.training.config import TrainConfig, number_in_words
from cifar_desktop.training.config_help import CHOICES
from cifar_desktop.ui.train.form_sections import NUMBERS
from cifar_desktop.ui.widgets.choice import Choice, ChoiceField
from cifar_desktop.ui.widgets.number_field import NumberField

_SETTINGS: dict[str, Field[Any]] = {setting.name: setting for setting in fields(TrainConfig)}


class YesNoField(QCheckBox):
    """A check box that says “On” or “Off”; its name stands beside it, as with every field.

    Signals:
        edited: the person has clicked on it.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__("Off")
        self.clicked.connect(self._on_clicked)
        self.toggled.connect(self._on_toggled)

    @property
    def value(self) -> bool:
        """Tell whether it is on."""
        return self.isChecked()

    def set_value(self, value: bool) -> None:
        """Turn it on or off."""
        self.setChecked(value)

    @Slot()
    def _on_clicked(self) -> None:
        self.edited.emit()

    @Slot(bool)
    def _on_toggled(self, is_on: bool) -> None:
        self.setText("On" if is_on else "Off")


def make_editor(name: str) -> NumberField | ChoiceField | YesNoField:
    """Return an empty field for a setting; devices are filled in when they are known."""
    setting = _SETTINGS[name]
    if setting.type is bool:
        return YesNoField()
    if name in NUMBERS:
        look = NUMBERS[name]
        low, high = setting.metadata["low"], setting.metadata["high"]
        return NumberField(
            is_whole=setting.type is int, low=low, high=high, step=look.step, unit=look.unit, zero=look.zero
        )
    if name == "model":
        models = [Choice(value=spec.name, title=spec.title, text=spec.description) for spec in MODELS.values()]
        return ChoiceField(models)
    choices = CHOICES.get(name, {})
    return ChoiceField([Choice(value=word, title=each.title, text=each.text) for word, each in choices.items()])


def limits_in_words(name: str) -> str:
    """Return what a number may be; empty for what is no number."""
    low, high = (_SETTINGS[name].metadata[key] for key in ("low", "high"))
    return "" if low is None else f"From {number_in_words(low)} to {number_in_words(high)}."


def as_tooltip(*sentences: str) -> str:
    """Return sentences as paragraphs that break where the tooltip's edge is."""
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences if sentence)
