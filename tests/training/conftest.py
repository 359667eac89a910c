"""Small real trainings: 256 pictures of the sample and the slim network, some milliseconds a step."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cifar_desktop.data.dataset import DataSet
from cifar_desktop.data.open import open_data_set
from cifar_desktop.tasks import Event
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.device import choose_device
from cifar_desktop.training.events import RunFinished
from cifar_desktop.training.runs import RunFolder, RunInfo, create_run, now, open_run, versions
from cifar_desktop.training.trainer import Trainer

SMALL = {
    "model": "resnet9-slim",
    "epochs": 3,
    "batch_size": 32,
    "learning_rate": 0.05,
    "head_rate": 1 / 64,
    "validation_fraction": 0.25,
    "ema_decay": 0.9,
    "device": "cpu",
    "precision": "float32",
}


def small_config(**changes: object) -> TrainConfig:
    return TrainConfig(**{**SMALL, **changes})


@pytest.fixture(scope="session")
def small_data() -> DataSet:
    """256 training and 60 test pictures, classes balanced."""
    sample = open_data_set("sample")
    return replace(
        sample,
        train=sample.train.subset(torch.arange(0, 5000, 5000 // 256)[:256]),
        test=sample.test.subset(torch.arange(0, 1000, 17)),
    )


def info_of(config: TrainConfig, data: DataSet, **more: object) -> RunInfo:
    """Return what a run of this training says about itself."""
    return RunInfo(
        config=config,
        source="sample",
        data_name=data.name,
        checksums=data.checksums,
        device="CPU",
        precision=config.precision,
        created=now(),
        versions=versions(),
        **more,
    )


class Training:
    """One small training with its folder, its events and its controls."""

    def __init__(self, folder: RunFolder, data: DataSet) -> None:
        self.folder = folder
        self.data = data
        self.events: list[Event] = []
        self.heard_at: dict[type[Event], float] = {}  # when the last event of a kind came
        self.control = TrainControl()
        self.on_event: Callable[[Event], None] = lambda event: None

    def run(self) -> RunFinished:
        choice = choose_device(self.folder.info.config.device, self.folder.info.precision)
        finished = Trainer(self.folder, self.data, choice, report=self._note, control=self.control).train()
        assert finished is not None
        return finished

    def again(self) -> "Training":
        """Return what a new process would make of the folder."""
        return Training(open_run(self.folder.path), self.data)

    def of(self, kind: type[Event]) -> list:
        return [event for event in self.events if isinstance(event, kind)]

    def names(self) -> list[str]:
        return [type(event).__name__ for event in self.events]

    def _note(self, event: Event) -> None:
        self.events.append(event)
        self.heard_at[type(event)] = time.monotonic()
        self.on_event(event)


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Where runs lie; there is none yet."""
    return tmp_path / "runs"


@pytest.fixture
def new_training(tmp_path: Path, small_data: DataSet) -> Callable[..., Training]:
    """Return a function that makes a training in a folder of its own."""

    def make(data: DataSet = small_data, **changes: object) -> Training:
        config = small_config(**changes)
        return Training(create_run(tmp_path / "runs", info_of(config, data)), data)

    return make
