"""What the tests of transfer models share: a backbone's file with random weights, and tiny trainings with it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from cifar_desktop.data.dataset import DataSet
from cifar_desktop.data.torchvision_ops import prepare_torchvision
from cifar_desktop.training.backbone import starting_point
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.presets import preset_config
from cifar_desktop.training.runs import create_run
from tests.training.conftest import Training, info_of

MODEL = "transfer-resnet18"
NewTransfer = Callable[..., Training]
TINY = {
    "model": MODEL,
    "upscale": 1,
    "epochs": 2,
    "batch_size": 24,
    "validation_fraction": 0.25,
    "device": "cpu",
    "precision": "float32",
}


def transfer_config(**changes: object) -> TrainConfig:
    return preset_config("quick", **{**TINY, **changes})


def write_backbone_file(path: Path) -> Path:
    """Write what torchvision would publish, but for the numbers: its whole network, last layer and all."""
    prepare_torchvision()
    from torchvision import models

    torch.manual_seed(4)
    network = models.resnet18()
    with torch.no_grad():  # as if it had seen pictures
        for name, statistic in network.named_buffers():
            if name.endswith("running_mean"):
                statistic.normal_(0, 0.1)
    torch.save(network.state_dict(), path)
    return path


def make_training(runs: Path, data: DataSet, start_from: Path | None, **changes: object) -> Training:
    config = transfer_config(**changes)
    info = info_of(config, data, started_from=starting_point(config, start_from))
    return Training(create_run(runs, info), data)


def tiny_data(data: DataSet) -> DataSet:
    """Return 96 training pictures and 30 to test on, classes nearly balanced."""
    train, test = torch.arange(0, 256, 256 // 96)[:96], torch.arange(0, 60, 2)
    return replace(data, train=data.train.subset(train), test=data.test.subset(test))
