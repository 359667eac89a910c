"""Small files of weights of every kind that is read, to be damaged."""

import io
from collections.abc import Mapping

import safetensors.torch
import torch
from torch import Tensor, nn

from cifar_desktop.evaluation.not_sure_rule import NotSureRule
from cifar_desktop.inference.weights import METADATA_KEY
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.models.registry import model_spec
from cifar_desktop.models.resnet9 import ResNet9

_WIDTH = 4  # 26,000 parameters: read and asked in some milliseconds
NUM_CLASSES = 10


def small_state() -> dict[str, Tensor]:
    """Return the weights of a narrow ResNet-9, the same each time."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = ResNet9(NUM_CLASSES, width=_WIDTH)
        for norm in model.modules():
            if isinstance(norm, nn.BatchNorm2d):
                nn.init.uniform_(norm.get_buffer("running_mean"), -0.1, 0.1)
                nn.init.uniform_(norm.get_buffer("running_var"), 0.5, 1.5)
    return {key: value.detach().clone() for key, value in model.state_dict().items()}


def small_info() -> WeightsInfo:
    """Return a description of these weights, with a rule for "not sure"."""
    return WeightsInfo(
        architecture="resnet9",
        options={"width": _WIDTH},
        class_names=tuple(f"class {number}" for number in range(NUM_CLASSES)),
        mean=(0.5, 0.4, 0.3),
        std=(0.2, 0.25, 0.3),
        input_size=32,
        temperature=1.5,
        not_sure=NotSureRule(score="energy", threshold=1.5, quantiles=tuple(float(q) for q in range(101))),
        metrics={"validation_accuracy": 0.9},
        recipe={"epochs": 3},
    )


def as_safetensors(state: Mapping[str, Tensor], document: str | None) -> bytes:
    """Return a safetensors file, with a description or without, whatever either says."""
    metadata = {"format": "pt"} if document is None else {"format": "pt", METADATA_KEY: document}
    return safetensors.torch.save(dict(state), metadata=metadata)


def as_torch_file(content: object, *, zipped: bool = True) -> bytes:
    """Return what torch.save writes."""
    stream = io.BytesIO()
    torch.save(content, stream, _use_new_zipfile_serialization=zipped)
    return stream.getvalue()


def good_files() -> dict[str, bytes]:
    """Return files of every kind that is read, by what they are."""
    state, document = small_state(), small_info().as_json()
    half = {key: value.half() if value.is_floating_point() else value for key, value in state.items()}
    momentum = {number: {"momentum_buffer": value} for number, value in enumerate(state.values())}
    checkpoint = {
        "state_dict": {f"module.{key}": value for key, value in state.items()},
        "optimizer": {"state": momentum, "param_groups": [{"lr": 0.1, "params": list(momentum)}]},
        "epoch": 7,
        "best_prec1": 93.4,
        "losses": [0.5] * 200,
        "random": torch.get_rng_state(),
    }
    twenty = {f"module.{key}": value for key, value in model_spec("resnet20").build(NUM_CLASSES).state_dict().items()}
    return {
        "our safetensors": as_safetensors(state, document),
        "our safetensors in half precision": as_safetensors(half, document),
        "safetensors of another program": as_safetensors(state, None),
        "zipped .pth": as_torch_file(state),
        "old .pth": as_torch_file(state, zipped=False),
        "zipped checkpoint": as_torch_file(checkpoint),
        "old checkpoint": as_torch_file(checkpoint, zipped=False),
        "ResNet-20": as_torch_file({"state_dict": twenty}),
    }
