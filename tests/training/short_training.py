"""A training of 30 steps by the real engine, short enough to be compared step by step.

    python -m tests.training.short_training     # after a change that is meant to change the curve: record it anew

Its weights begin at random rather than with directions of the data: which way round those point depends on the
processor.
"""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from cifar_desktop.data.dataset import DataSet
from cifar_desktop.data.open import open_data_set
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.events import EpochFinished, StepProgressed
from cifar_desktop.training.presets import preset_config
from cifar_desktop.training.runs import RunFolder, create_run
from tests.training.conftest import Training, info_of
from tests.training.plain_training import Curve

GOLDEN = Path(__file__).with_name("golden_curve.json")
SHORT = {
    "model": "resnet9-slim",
    "epochs": 5,
    "batch_size": 32,
    "validation_fraction": 0.25,
    "device": "cpu",
    "precision": "float32",
}
# What a curve shows is the more exact the smaller the steps are, and decay shows the more the stronger it is. At the
# rates of the presets a difference in the last digit grows tenfold in a step or two, until the curves are 0.01 apart.
CALM = {"learning_rate": 0.002, "weight_decay": 0.05, "ema_decay": 0.5}
RECORDED: Mapping[str, Mapping[str, Any]] = {
    "calm": {**CALM, "initialisation": "plain"},
    "as the preset has it": {"initialisation": "plain"},
}


def short_config(preset: str = "quick", **changes: Any) -> TrainConfig:
    """Return a preset's settings for a training of 30 steps."""
    return preset_config(preset, **{**SHORT, **changes})


def short_data() -> DataSet:
    """Return 256 training and 20 test pictures of the sample, classes balanced; 192 are trained on."""
    sample = open_data_set("sample")
    return replace(
        sample,
        train=sample.train.subset(torch.arange(0, 5000, 5000 // 256)[:256]),
        test=sample.test.subset(torch.arange(0, 1000, 50)),
    )


def new_folder(config: TrainConfig, data: DataSet, parent: Path) -> RunFolder:
    """Return a run's folder that holds nothing but its settings."""
    return create_run(parent / "runs", info_of(config, data))


def trained_by_engine(folder: RunFolder, data: DataSet) -> Curve:
    """Train as the window and the command line do, and return what was reported."""
    training = Training(folder, data)
    training.run()
    return Curve(
        losses=tuple(loss for event in training.of(StepProgressed) for loss in event.losses),
        validation_losses=tuple(event.validation_loss for event in training.of(EpochFinished)),
    )


def read_golden() -> dict[str, tuple[TrainConfig, Curve]]:
    """Return the recorded curves with all the settings that they were recorded with."""
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return {
        name: (
            TrainConfig.from_dict(one["settings"]),
            Curve(losses=tuple(one["losses"]), validation_losses=tuple(one["validation_losses"])),
        )
        for name, one in kept.items()
    }


def record_golden() -> None:
    """Train, and write the curves down."""
    data, kept = short_data(), {}
    for name, changes in RECORDED.items():
        config = short_config(**changes)
        with tempfile.TemporaryDirectory() as parent:
            curve = trained_by_engine(new_folder(config, data, Path(parent)), data)
        kept[name] = {
            "settings": config.as_dict(),
            "losses": [round(loss, 6) for loss in curve.losses],
            "validation_losses": [round(loss, 6) for loss in curve.validation_losses],
        }
    GOLDEN.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record_golden()
