"""The network for short trainings, layer by layer."""

import pytest
import torch
from torch import nn

from cifar_desktop.models.registry import MODELS
from cifar_desktop.models.sprint import SprintNet


def test_number_of_parameters() -> None:
    patches, norms, head = 24 * (3 * 4 + 1), 2 * 2 * (64 + 256 + 256), 10 * 256
    kernels = 9 * (24 * 64 + 64 * 64 + 64 * 256 + 3 * 256 * 256)
    model = MODELS["sprint"].build(10)
    assert sum(parameter.numel() for parameter in model.parameters()) == patches + kernels + norms + head == 1_972_792


def test_sizes_on_the_way() -> None:
    model = SprintNet(3)
    x = model.patches(torch.zeros(2, 3, 32, 32))
    sizes = [tuple(x.shape[1:])]
    for group in model.groups:
        x = group(x)
        sizes.append(tuple(x.shape[1:]))
    assert sizes == [(24, 31, 31), (64, 15, 15), (256, 7, 7), (256, 3, 3)]


@pytest.mark.parametrize("size", [16, 24, 32, 40])
def test_pictures_of_other_sizes_are_seen_too(size: int) -> None:
    assert SprintNet(7).eval()(torch.zeros(2, 3, size, size)).shape == (2, 7)


def test_a_dropout_stands_before_the_last_layer() -> None:
    *_, dropout, last = SprintNet(dropout=0.3).classifier
    assert isinstance(dropout, nn.Dropout)
    assert dropout.p == 0.3
    assert isinstance(last, nn.Linear)
