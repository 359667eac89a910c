"""The ResNets for small pictures are those of the public checkpoints."""

import pytest
import torch
from torch.nn import functional

from cifar_desktop.models.registry import MODELS
from cifar_desktop.models.resnet import ResidualBlock, ResNet

PARAMETERS = {20: 269_722, 32: 464_154, 44: 658_586, 56: 853_018}


@pytest.mark.parametrize("depth", PARAMETERS)
def test_number_of_parameters(depth: int) -> None:
    model = MODELS[f"resnet{depth}"].build(10)
    assert sum(parameter.numel() for parameter in model.parameters()) == PARAMETERS[depth]


def test_keys_are_those_of_public_checkpoints() -> None:
    keys = set(ResNet(depth=20).state_dict())
    assert {"conv1.weight", "bn1.running_mean", "layer1.0.conv1.weight", "layer3.2.bn2.bias", "linear.bias"} <= keys
    assert not any("shortcut" in key or "downsample" in key for key in keys)
    assert set(ResNet(depth=20, dropout=0.5).state_dict()) == keys


def test_it_ends_with_the_mean_over_an_eight_by_eight_picture() -> None:
    model = ResNet(7).eval()
    seen = []
    model.layer3.register_forward_hook(lambda _module, _inputs, output: seen.append(output))
    logits = model(torch.randn(2, 3, 32, 32))
    assert seen[0].shape == (2, 64, 8, 8)
    assert torch.allclose(logits, functional.linear(seen[0].mean((2, 3)), model.linear.weight, model.linear.bias))


def test_a_halving_shortcut_takes_every_other_pixel_and_pads_channels_on_both_sides() -> None:
    block = ResidualBlock(16, 32, stride=2).eval()
    with torch.no_grad():
        block.bn2.weight.zero_()
        block.bn2.bias.zero_()
    pictures = torch.rand(1, 16, 8, 8)
    out = block(pictures)
    assert torch.equal(out[:, 8:24], pictures[:, :, ::2, ::2])
    assert not out[:, :8].any()
    assert not out[:, 24:].any()


@pytest.mark.parametrize("depth", [2, 21, 40, 308, 6 * 10**9 + 2])
def test_depths_that_do_not_exist_are_refused(depth: int) -> None:
    with pytest.raises(ValueError, match="cannot be built"):
        ResNet(depth=depth)
