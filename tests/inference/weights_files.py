"""What the tests of weights files share: small networks, files written without the checks, and complete refusals."""

from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from torch import Tensor, nn

from cifar_desktop.errors import WeightsError
from cifar_desktop.inference.weights import METADATA_KEY, read_weights
from cifar_desktop.models.registry import model_spec


def refusal(path: Path) -> WeightsError:
    """Return how `path` is refused; every refusal names the file and says what to do."""
    with pytest.raises(WeightsError) as caught:
        read_weights(path)
    assert str(path) in caught.value.what
    assert caught.value.remedy
    return caught.value


def small_model(num_classes: int = 10, **options: Any) -> nn.Module:
    """Return a slim network, always the same one."""
    torch.manual_seed(0)
    return model_spec("resnet9-slim").build(num_classes, **options).eval()


def prefixed(state: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Return the same values with longer names, as wrappers of networks give them."""
    return {prefix + key: value for key, value in state.items()}


def write_raw(path: Path, state: dict[str, torch.Tensor], document: str) -> None:
    """Write a file of this program without the checks."""
    safetensors.torch.save_file(state, path, metadata={"format": "pt", METADATA_KEY: document})
