"""A small network and its description, for the tests of weights files."""

import copy

import pytest
import torch
from torch import nn

from cifar_desktop.evaluation.not_sure_rule import NotSureRule
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.models.registry import model_spec

CLASS_NAMES = ("cup", "spoon", "plate")


@pytest.fixture(scope="session")
def untouched_model() -> nn.Module:
    """A network whose batch norms hold something, as after a training."""
    torch.manual_seed(0)
    model = model_spec("resnet9-slim").build(len(CLASS_NAMES), dropout=0.3)
    for norm in model.modules():
        if isinstance(norm, nn.BatchNorm2d):
            nn.init.uniform_(norm.get_buffer("running_mean"), -0.1, 0.1)
            nn.init.uniform_(norm.get_buffer("running_var"), 0.5, 1.5)
    return model.eval()


@pytest.fixture
def model(untouched_model: nn.Module) -> nn.Module:
    """The same network for each test, to change as it likes."""
    return copy.deepcopy(untouched_model)


@pytest.fixture
def info() -> WeightsInfo:
    return WeightsInfo(
        architecture="resnet9-slim",
        options={"dropout": 0.3},
        class_names=CLASS_NAMES,
        mean=(0.5, 0.4, 0.3),
        std=(0.2, 0.25, 0.3),
        input_size=32,
        temperature=1.5,
        not_sure=NotSureRule(score="energy", threshold=1.5, quantiles=tuple(float(q) for q in range(101))),
        metrics={"accuracy": 0.9},
        recipe={"epochs": 3},
        data={"name": "Kitchen"},
        versions={"torch": "2.13.0"},
        created="2025-01-02T03:04:05+00:00",
    )
