"""Settings' values in words, for tooltips and notes; knows no Qt."""

from typing import Any

from cifar_desktop.models.registry import MODELS
from cifar_desktop.training.config_help import CHOICES
from cifar_desktop.ui.widgets.number_field_text import number_text


def value_in_words(name: str, value: Any) -> str:
    """Return a setting's value as the form shows it."""
    if isinstance(value, bool):
        return "“On”" if value else "“Off”"
    if isinstance(value, int | float):
        return number_text(value)
    if name == "model":
        return MODELS[value].title
    if name in CHOICES:
        return f"“{CHOICES[name][value].title}”"
    return f"“{'Automatic' if value == 'auto' else value}”"
