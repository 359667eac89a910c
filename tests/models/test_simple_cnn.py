"""The small network, layer by layer."""

import torch

from cifar_desktop.models.registry import MODELS
from cifar_desktop.models.simple_cnn import SimpleCNN


def test_number_of_parameters() -> None:
    first, second, third = 32 * (3 * 9 + 1), 64 * (32 * 9 + 1), 128 * (64 * 9 + 1)
    dense, last = 128 * (128 * 5 * 5 + 1), 10 * (128 + 1)
    model = MODELS["simple-cnn"].build(10)
    assert (
        sum(parameter.numel() for parameter in model.parameters()) == first + second + third + dense + last == 504_266
    )


def test_sizes_on_the_way() -> None:
    model = SimpleCNN(3)
    sizes, x = [], torch.zeros(2, 3, 32, 32)
    for layer in model.features:
        x = layer(x)
        sizes.append(tuple(x.shape[1:]))
    assert sizes == [(32, 30, 30)] * 2 + [(32, 15, 15)] + [(64, 13, 13)] * 2 + [(128, 11, 11)] * 2 + [(128, 5, 5)]
    assert model(torch.zeros(2, 3, 32, 32)).shape == (2, 3)
