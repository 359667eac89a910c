"""What the tests of weights files share: files written without the checks, and refusals that are complete."""

from pathlib import Path

import pytest
import safetensors.torch
import torch

from cifar_desktop.errors import WeightsError
from cifar_desktop.inference.weights import METADATA_KEY, read_weights


def refusal(path: Path) -> WeightsError:
    """Return how `path` is refused; every refusal names the file and says what to do."""
    with pytest.raises(WeightsError) as caught:
        read_weights(path)
    assert str(path) in caught.value.what
    assert caught.value.remedy
    return caught.value


def write_raw(path: Path, state: dict[str, torch.Tensor], document: str) -> None:
    """Write a file of this program without the checks."""
    safetensors.torch.save_file(state, path, metadata={"format": "pt", METADATA_KEY: document})
