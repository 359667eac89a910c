"""The quickest classifier: fewer digits only where they are worth it and change nothing."""

import itertools

import numpy as np
import pytest
import torch
from torch import nn

from cifar_desktop.inference import quick_classifier as module
from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.quick_classifier import quick_classifier
from cifar_desktop.inference.weights import Weights
from cifar_desktop.inference.weights_info import WeightsInfo

CPU = torch.device("cpu")


@pytest.fixture
def weights(model: nn.Module, info: WeightsInfo) -> Weights:
    return Weights(info, model.state_dict())


@pytest.fixture
def tries_bf16(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a processor try bf16 that only pretends to compute in it, and take it however slow it is."""
    monkeypatch.setattr(module, "MOST_TIMES_SLOWER", 1e9)
    monkeypatch.setattr(module, "WORTH_FEWER_DIGITS", 0.0)


def test_it_answers_as_float32_does(weights: Weights) -> None:
    pictures = np.random.default_rng(1).integers(0, 255, (12, 32, 32, 3), dtype=np.uint8)
    quick, exact = quick_classifier(weights, device=CPU), Classifier(weights, device=CPU)
    shares = [one.look(pictures)[0].softmax(dim=2).mean(dim=1) for one in (quick, exact)]
    assert float((shares[0] - shares[1]).abs().max()) < 0.01


@pytest.mark.usefixtures("tries_bf16")
def test_bf16_is_taken_where_it_is_quicker(weights: Weights) -> None:
    assert quick_classifier(weights, device=CPU).dtype == torch.bfloat16


@pytest.mark.usefixtures("tries_bf16")
@pytest.mark.parametrize("rounds_before", [0, 2, module.ROUNDS + 1])
def test_nobody_waits_until_it_was_tried(weights: Weights, rounds_before: int) -> None:
    asked = itertools.count()
    classifier = quick_classifier(weights, device=CPU, is_awaited=lambda: next(asked) >= rounds_before)
    assert classifier.dtype == torch.float32
    assert next(asked) == rounds_before + 1


@pytest.mark.usefixtures("tries_bf16")
def test_it_is_not_taken_where_it_is_slower(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTH_FEWER_DIGITS", 1e9)
    assert quick_classifier(weights, device=CPU).dtype == torch.float32


@pytest.mark.usefixtures("tries_bf16")
def test_it_is_not_taken_where_it_says_something_else(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_DIFFERENCE", 1e-9)
    assert quick_classifier(weights, device=CPU).dtype == torch.float32


@pytest.mark.usefixtures("tries_bf16")
def test_weights_that_are_no_numbers_stay_in_float32(weights: Weights) -> None:
    weights.state["classifier.3.bias"][0] = float("nan")
    assert quick_classifier(weights, device=CPU).dtype == torch.float32


def test_a_processor_that_emulates_bf16_tries_no_network(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTH_FEWER_DIGITS", 0.0)
    monkeypatch.setattr(module, "MOST_TIMES_SLOWER", 0)  # then every processor does
    assert quick_classifier(weights, device=CPU).dtype == torch.float32
