"""Settings as the form of the Train tab names them; knows no Qt."""

from typing import Any

from cifar_desktop.models.registry import MODELS
from cifar_desktop.training.config_help import CHOICES
from cifar_desktop.training.run_difference import SettingDifference


def setting_in_words(name: str, value: Any) -> str:
    """Return a setting's value as people read it."""
    if value == "auto":
        return "Automatic"
    if name == "model" and value in MODELS:
        return MODELS[value].title
    if name in CHOICES and value in CHOICES[name]:
        return CHOICES[name][value].title
    return SettingDifference(name=name, label="", values=(value,)).texts[0]
