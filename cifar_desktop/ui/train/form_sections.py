"""Which settings stand together in the form, in which order, and what their fields look like."""

from collections.abc import Mapping
from dataclasses import dataclass

from cifar_desktop.ui.widgets.number_field_steps import Step, along_rungs, by, towards_one, twofold


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Some settings below a title."""

    title: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLook:
    """How a number's field behaves.

    Attributes:
        step: where the arrow keys lead.
        unit: what is counted.
        zero: what 0 means where it means something of its own.
    """

    step: Step
    unit: str = ""
    zero: str = ""


MAIN = (
    Section(title="Network", names=("model", "epochs", "batch_size")),
    Section(title="Learning", names=("optimizer", "learning_rate", "schedule")),
    Section(title="Changes to the pictures", names=("flip", "translate", "zoom", "cutout", "mix")),
    Section(title="Validation and early stopping", names=("validation_fraction", "patience")),
    Section(title="Machine", names=("device", "precision")),
)
ADVANCED = (
    Section(title="Steps of the weights", names=("momentum", "weight_decay", "decay_biases_and_norms", "clip_norm")),
    Section(
        title="Course of the learning rate", names=("warmup", "final_lr", "step_every", "step_factor", "head_rate")
    ),
    Section(title="Transfer models", names=("backbone", "upscale", "upscaling")),
    Section(title="Against learning by heart", names=("label_smoothing", "dropout", "ema_decay")),
    Section(
        title="Start, judging and saving",
        names=(
            "initialisation",
            "smaller_at_first",
            "seed",
            "split_seed",
            "min_gain",
            "mirror_at_test",
            "checkpoint_seconds",
        ),
    ),
)
ADVANCED_NAMES = frozenset(name for section in ADVANCED for name in section.names)
ORDER = tuple(name for section in (*MAIN, *ADVANCED) for name in section.names)

NUMBERS: Mapping[str, NumberLook] = {
    "epochs": NumberLook(step=by(1)),
    "batch_size": NumberLook(step=twofold, unit="pictures"),
    "learning_rate": NumberLook(step=along_rungs(1e-8)),
    "momentum": NumberLook(step=towards_one, zero="off"),
    "weight_decay": NumberLook(step=along_rungs(1e-6), zero="off"),
    "warmup": NumberLook(step=by(0.05), zero="off"),
    "final_lr": NumberLook(step=along_rungs(1e-4)),
    "step_every": NumberLook(step=by(1), unit="epochs"),
    "step_factor": NumberLook(step=along_rungs(1e-6)),
    "label_smoothing": NumberLook(step=by(0.05), zero="off"),
    "head_rate": NumberLook(step=twofold),
    "dropout": NumberLook(step=by(0.05), zero="off"),
    "ema_decay": NumberLook(step=towards_one, zero="off"),
    "clip_norm": NumberLook(step=along_rungs(0.1), zero="off"),
    "upscale": NumberLook(step=by(1), unit="times"),
    "smaller_at_first": NumberLook(step=by(0.05), zero="off"),
    "translate": NumberLook(step=by(1), unit="pixels", zero="off"),
    "zoom": NumberLook(step=by(0.05), zero="off"),
    "cutout": NumberLook(step=by(1), unit="pixels", zero="off"),
    "mix": NumberLook(step=by(0.05), zero="off"),
    "validation_fraction": NumberLook(step=by(0.05), zero="none kept"),
    "patience": NumberLook(step=by(1), unit="epochs", zero="off"),
    "min_gain": NumberLook(step=along_rungs(1e-4)),
    "seed": NumberLook(step=by(1)),
    "split_seed": NumberLook(step=by(1)),
    "checkpoint_seconds": NumberLook(step=by(10), unit="seconds", zero="every step"),
}
