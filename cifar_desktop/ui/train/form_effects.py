"""Which settings do nothing beside the others that are chosen now, and why; knows no Qt."""

from collections.abc import Callable, Mapping
from typing import Any

from cifar_desktop.models.registry import MODELS

Values = Mapping[str, Any]

_SCHEDULE_TITLES = {"one-cycle": "one cycle", "cosine": "cosine", "step": "steps", "constant": "constant"}


def _momentum(values: Values) -> str:
    title = {"adam": "Adam", "adamw": "AdamW"}.get(values["optimizer"])
    return f"{title} keeps means of its own and takes no momentum." if title else ""


def _biases(values: Values) -> str:
    return "Weight decay is off." if values["weight_decay"] == 0 else ""


def _warmup(values: Values) -> str:
    return "The constant schedule has no rise." if values["schedule"] == "constant" else ""


def _final_rate(values: Values) -> str:
    if values["schedule"] in ("step", "constant"):
        return f"Only one cycle and cosine fall to an end; the schedule is {_SCHEDULE_TITLES[values['schedule']]}."
    return ""


def _steps(values: Values) -> str:
    if values["schedule"] == "step":
        return ""
    return f"It belongs to the schedule “Steps”; the schedule is {_SCHEDULE_TITLES[values['schedule']]}."


def _patience(values: Values) -> str:
    if values["validation_fraction"] == 0:
        return "Early stopping looks at the validation pictures, and their share is 0."
    return ""


def _min_gain(values: Values) -> str:
    return _patience(values) or ("Early stopping is off." if values["patience"] == 0 else "")


def _transfer(values: Values) -> str:
    spec = MODELS[values["model"]]
    return "" if spec.pretrained else f"It belongs to the transfer models; the model is {spec.title}."


def _smaller(values: Values) -> str:
    spec = MODELS[values["model"]]
    return "" if spec.takes_any_size else f"{spec.title} takes pictures of {spec.input_size} pixels only."


def _start(values: Values) -> str:
    return "A transfer model has no head start but ImageNet." if MODELS[values["model"]].pretrained else ""


def _changes(values: Values) -> str:
    if MODELS[values["model"]].pretrained and values["backbone"] == "frozen":
        return "The pretrained part is frozen, and looks at every picture once, as it is."
    return ""


_RULES: Mapping[str, Callable[[Values], str]] = {
    "momentum": _momentum,
    "decay_biases_and_norms": _biases,
    "warmup": _warmup,
    "final_lr": _final_rate,
    "step_every": _steps,
    "step_factor": _steps,
    "patience": _patience,
    "min_gain": _min_gain,
    "backbone": _transfer,
    "upscale": _transfer,
    "upscaling": _transfer,
    "initialisation": _start,
    "smaller_at_first": _smaller,
    **dict.fromkeys(("flip", "translate", "zoom", "cutout", "mix"), _changes),
}


def without_effect(values: Values) -> dict[str, str]:
    """Return the settings that do nothing now, each with the reason as a sentence."""
    return {name: reason for name, rule in _RULES.items() if (reason := rule(values))}
