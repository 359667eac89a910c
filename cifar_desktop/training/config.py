"""What a training is told: every setting with its meaning and its limits.

One `TrainConfig` feeds the form in the window, the command line, the run folder and the checkpoint.
Importing this module imports no torch.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

from cifar_desktop.errors import ConfigError
from cifar_desktop.models.registry import model_spec

Optimizer = Literal["sgd", "adam", "adamw", "rmsprop", "muon"]
Schedule = Literal["one-cycle", "cosine", "step", "constant"]
Flip = Literal["none", "random", "alternating"]
Precision = Literal["auto", "float32", "bf16", "fp16"]
Initialisation = Literal["plain", "whitening-dirac"]
Backbone = Literal["frozen", "fine-tuned", "random"]
Upscaling = Literal["smooth", "repeat"]


def _setting(default: Any, meaning: str, *, low: float | None = None, high: float | None = None) -> Any:
    """Declare a setting: its default, one sentence about it, and the limits of its value (both allowed)."""
    return field(default=default, metadata={"meaning": meaning, "low": low, "high": high})


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """The settings of one training; each field's metadata says what it means and what it may be."""

    model: str = _setting("resnet9", "The network to train.")
    epochs: int = _setting(16, "How often the network sees every training picture.", low=1, high=100_000)
    batch_size: int = _setting(256, "Pictures in one step, over all processes together.", low=2, high=65_536)
    optimizer: Optimizer = _setting(
        "sgd",
        "The rule that turns gradients into steps; sgd has Nesterov momentum, muon suits short trainings.",
    )
    learning_rate: float = _setting(0.2, "The largest learning rate of the schedule.", low=1e-8, high=100)
    momentum: float = _setting(
        0.9, "How much of the last step goes into the next (not of adam and adamw).", low=0, high=0.9999
    )
    weight_decay: float = _setting(5e-4, "Pulls weights towards zero, against learning by heart.", low=0, high=10)
    decay_biases_and_norms: bool = _setting(False, "Whether weight decay also pulls biases and batch norms.")
    schedule: Schedule = _setting("one-cycle", "How the learning rate moves over the run; one-cycle is a triangle.")
    warmup: float = _setting(
        0.2, "Share of the run in which the learning rate rises (all but constant).", low=0, high=0.95
    )
    final_lr: float = _setting(0.0, "Where one-cycle and cosine end, as a share of the largest rate.", low=0, high=1)
    step_every: int = _setting(10, "Epochs after which the step schedule lowers the rate.", low=1, high=100_000)
    step_factor: float = _setting(0.1, "What the step schedule multiplies the rate by.", low=1e-6, high=1)
    label_smoothing: float = _setting(0.1, "Share of certainty spread over all classes.", low=0, high=0.9)
    head_rate: float = _setting(
        1.0,
        "Learning rate of the last layer, as a share of the others': it sees the largest numbers.",
        low=1e-4,
        high=1,
    )
    dropout: float = _setting(0.0, "Share of features hidden from the last layer in each step.", low=0, high=0.95)
    ema_decay: float = _setting(
        0.0, "Keeps a running mean of the weights and evaluates that; 0 is off.", low=0, high=0.99999
    )
    clip_norm: float = _setting(0.0, "Shortens gradients that are longer than this; 0 is off.", low=0, high=1e6)
    initialisation: Initialisation = _setting("plain", "How weights start; whitening-dirac reads the data first.")
    backbone: Backbone = _setting(
        "frozen", "What becomes of the part that ImageNet has trained; random begins it anew (transfer models)."
    )
    upscale: int = _setting(
        7, "How many times as large pictures are shown: 7 makes 224 pixels of 32 (transfer models).", low=1, high=10
    )
    upscaling: Upscaling = _setting(
        "smooth", "How they are enlarged: smooth interpolates, repeat doubles each pixel again and again."
    )
    smaller_at_first: float = _setting(
        0.0,
        "Share of the epochs in which pictures begin smaller, and grow half-way, which is quicker; 0 is off.",
        low=0,
        high=1,
    )
    flip: Flip = _setting("alternating", "Mirrors pictures: by chance, or every other epoch.")
    translate: int = _setting(4, "Moves pictures by up to this many pixels, edges reflected.", low=0, high=16)
    zoom: float = _setting(
        0.0, "Shows half of the pictures larger or smaller, by up to this share; 0 is off.", low=0, high=1
    )
    cutout: int = _setting(0, "Greys out a square of this many pixels; 0 is off.", low=0, high=32)
    mix: float = _setting(
        0.0, "Share of the pictures in which a rectangle shows another one, and both labels count.", low=0, high=1
    )
    validation_fraction: float = _setting(0.1, "Share of the training pictures kept for choosing.", low=0, high=0.9)
    split_seed: int = _setting(1, "Chooses which training pictures are kept for choosing.", low=0, high=2**31)
    mirror_at_test: bool = _setting(False, "Averages each validation answer with that for the mirror image.")
    patience: int = _setting(0, "Stops after so many epochs without a gain; 0 is off.", low=0, high=100_000)
    min_gain: float = _setting(0.0, "Validation accuracy that counts as a gain, as a share of 1.", low=0, high=1)
    seed: int = _setting(
        1, "Makes first weights, order and changes of the pictures come out again the same.", low=0, high=2**31
    )
    device: str = _setting("auto", "auto, cpu, cuda, cuda:1, mps.")
    precision: Precision = _setting("auto", "Number format of the arithmetic; weights are always kept in float32.")
    checkpoint_seconds: float = _setting(60.0, "Longest time between two checkpoints.", low=0, high=86_400)

    def __post_init__(self) -> None:
        for setting in fields(self):
            value = getattr(self, setting.name)
            _check_type(setting.name, setting.type, value)
            _check_limits(setting.name, value, setting.metadata["low"], setting.metadata["high"])
        spec = model_spec(self.model)
        if spec.pretrained and self.upscaling == "repeat" and self.upscale.bit_count() != 1:
            raise ConfigError(
                "upscale",
                f"Doubling again and again makes pictures 2, 4 or 8 times as large, not {self.upscale} times.",
                remedy="Enlarge them 8 times, or choose the smooth way (--upscaling smooth).",
            )
        if self.smaller_at_first and not spec.takes_any_size:
            raise ConfigError(
                "smaller_at_first",
                f"{spec.title} takes pictures of {spec.input_size} pixels only.",
                remedy="Set “Smaller at first” to 0, or choose another network.",
            )
        if self.patience and not self.validation_fraction:
            raise ConfigError(
                "patience",
                "Early stopping needs validation pictures, and the validation share is 0.",
                remedy="Give it a validation share, or set the patience to 0.",
            )

    def as_dict(self) -> dict[str, Any]:
        """Return the settings as plain values, for JSON."""
        return {setting.name: getattr(self, setting.name) for setting in fields(self)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "TrainConfig":
        """Return the config that `as_dict` wrote; unknown settings are refused, missing ones get their default.

        Before the split had a seed of its own, it was chosen by the other one.
        """
        known = {setting.name for setting in fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise ConfigError(
                unknown[0],
                f"There is no setting called “{unknown[0]}”.",
                remedy="It may belong to a newer version of the program.",
            )
        if "seed" in values:
            values = {"split_seed": values["seed"], **values}
        return cls(**values)


def _check_type(name: str, annotation: Any, value: Any) -> None:
    """Refuse a value of the wrong type; an int may stand where a float is wanted."""
    choices = get_args(annotation)
    if choices:
        if value not in choices:
            raise ConfigError(
                name, f"{label(name)} cannot be “{value}”.", remedy=f"Choose one of: {', '.join(choices)}."
            )
        return
    wanted = {int: (int,), float: (int, float), bool: (bool,), str: (str,)}[annotation]
    if not isinstance(value, wanted) or (isinstance(value, bool) and annotation is not bool):
        raise ConfigError(name, f"{label(name)} must be {_NAMES[annotation]}, not {value!r}.")


def _check_limits(name: str, value: Any, low: float | None, high: float | None) -> None:
    """Refuse a number outside its limits; written so that NaN is refused too."""
    if low is None or high is None or low <= value <= high:
        return
    within = f"between {number_in_words(low)} and {number_in_words(high)}"
    raise ConfigError(name, f"{label(name)} is {number_in_words(value)}, but must lie {within}.")


def number_in_words(value: float) -> str:
    """Return a number as it stands in a sentence: 100,000 or 0.25 or 1e-8, and nothing of it rounded off."""
    if isinstance(value, int) and abs(value) >= 10**15:
        return f"a number of {len(str(abs(value)))} digits"  # too large for a float, perhaps
    if math.isfinite(value) and value == int(value):
        return f"{int(value):,}"
    return repr(value).replace("e-0", "e-")


def label(name: str) -> str:
    """Return a setting's name as it stands in a sentence."""
    words = {"ema_decay": "EMA decay", "final_lr": "Final learning rate", "clip_norm": "Gradient clipping"}
    return words.get(name, name.replace("_", " ").capitalize())


_NAMES = {int: "a whole number", float: "a number", bool: "yes or no", str: "a word"}
