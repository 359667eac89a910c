"""ResNet-9 is exactly the tutorials' network, so that checkpoints from elsewhere load by key."""

import pytest
import torch
from torch import nn

from cifar_desktop.models.registry import MODELS, model_spec
from cifar_desktop.models.resnet9 import ResNet9


def expected_keys(head: int) -> set[str]:
    blocks = ["conv1", "conv2", "res1.0", "res1.1", "conv3", "conv4", "res2.0", "res2.1"]
    conv = {f"{block}.0.{name}" for block in blocks for name in ("weight", "bias")}
    statistics = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    norm = {f"{block}.1.{name}" for block in blocks for name in statistics}
    return conv | norm | {f"classifier.{head}.weight", f"classifier.{head}.bias"}


def test_keys_of_both_heads() -> None:
    assert set(ResNet9().state_dict()) == expected_keys(head=2)
    assert set(ResNet9(dropout=0.2).state_dict()) == expected_keys(head=3)


def test_number_of_parameters() -> None:
    assert sum(parameter.numel() for parameter in ResNet9().parameters()) == 6_575_370


def test_smaller_pictures_are_seen_too() -> None:
    model = ResNet9(width=8).eval()
    assert model(torch.zeros(3, 3, 24, 24)).shape == (3, 10)


@pytest.mark.parametrize("num_classes", [2, 10, 37])
def test_number_of_classes(num_classes: int) -> None:
    model = ResNet9(num_classes, width=8).eval()
    assert model(torch.zeros(3, 3, 32, 32)).shape == (3, num_classes)


def test_shortcuts_add_what_went_in() -> None:
    model = ResNet9(width=8).eval()
    with torch.no_grad():
        for block in (*model.res1, *model.res2):  # silence the bridged blocks: only the shortcut is left
            block[1].weight.zero_()
            block[1].bias.zero_()
        pictures = torch.randn(2, 3, 32, 32)
        by_hand = model.classifier(model.conv4(model.conv3(model.conv2(model.conv1(pictures)))))
        assert torch.equal(model(pictures), by_hand)


def test_pooling_before_the_relu_changes_nothing() -> None:
    torch.manual_seed(0)
    block = ResNet9(width=8).conv2
    pictures = torch.randn(4, 8, 16, 16)
    pictures[:, :, :4] = 0  # among whose results many are equal, and below 0
    as_written = nn.Sequential(*block[:3], nn.MaxPool2d(2))
    results, gradients = [], []
    for layers in (block, as_written):
        layers.zero_grad()
        result = layers(pictures)
        result.square().sum().backward()
        results.append(result.detach())
        gradients.append([parameter.grad.clone() for parameter in layers.parameters() if parameter.grad is not None])
    assert torch.equal(*results)
    assert (results[0] == 0).any()
    assert len(gradients[0]) == 4
    assert all(torch.equal(one, other) for one, other in zip(*gradients, strict=True))


def test_the_slim_one_is_the_same_network_at_a_quarter_of_the_width() -> None:
    slim, full = MODELS["resnet9-slim"].build(10), MODELS["resnet9"].build(10)
    assert set(slim.state_dict()) == set(full.state_dict())
    assert slim.conv4[0].out_channels * 4 == full.conv4[0].out_channels


def test_an_unknown_model_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ValueError, match=r"There is no model called “resnet10”\..*resnet9, resnet9-lean, resnet9-slim"):
        model_spec("resnet10")
