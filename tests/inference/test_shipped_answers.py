"""The quick ways of answering say what the plain one says: the shipped weights on all test pictures of the sample.

The bound is 0.01 for every probability. What was measured is about a millionth with batch norms folded and another
layout, and 0.005 in bf16, whose roundings are other ones on other processors. (Before biases stayed in float32 it was
0.0089.) A tie is a picture whose two best probabilities are, in plain float32, less than 0.01 apart; there is none
among these.
"""

import pytest
import torch
from PIL import Image
from torch import Tensor

from cifar_desktop import paths
from cifar_desktop.data.dataset import DataSet
from cifar_desktop.data.open import SAMPLE, open_data_set
from cifar_desktop.data.sides import sides_of
from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.weights import Weights, build_model, read_weights
from cifar_desktop.training.device import choose_device

# 4,000 looks at pictures in one number format and in the other: some seconds each, minutes on a machine that is busy.
pytestmark = pytest.mark.timeout(900)

CPU = torch.device("cpu")
BOUND = 0.01
AT_ONCE = 50


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_weights(paths.shipped_weights())


@pytest.fixture(scope="module")
def sample() -> DataSet:
    return open_data_set(SAMPLE)


@pytest.fixture(scope="module")
def plain(weights: Weights, sample: DataSet) -> Tensor:
    """What the network says as it is: nothing folded, and float32."""
    model, info = build_model(weights), weights.info
    mean, std = (torch.tensor(each).view(1, 3, 1, 1) for each in (info.mean, info.std))
    rows = []
    with torch.inference_mode():
        for pictures in ((sample.test.images / 255 - mean) / std).split(AT_ONCE):
            logits = torch.stack([model(side) for side in sides_of(pictures, info.sides)])
            rows.append((logits / info.temperature).softmax(dim=2).mean(dim=0))
    return torch.cat(rows)


def answers(classifier: Classifier, images: Tensor) -> Tensor:
    """Return what a classifier says of the pictures as photos."""
    photos = [Image.fromarray(image.permute(1, 2, 0).numpy()) for image in images]
    return torch.tensor([answer.probabilities for answer in classifier.classify(photos)])


def assert_same(said: Tensor, plain: Tensor, bound: float) -> None:
    assert said.shape == plain.shape
    assert float((said - plain).abs().max()) <= bound
    best, second = plain.topk(2, dim=1).values.T
    is_tie = best - second < BOUND
    assert torch.equal(said.argmax(dim=1)[~is_tie], plain.argmax(dim=1)[~is_tie])


def test_folded_they_are_those_of_the_plain_network(weights: Weights, sample: DataSet, plain: Tensor) -> None:
    classifier = Classifier(weights, device=CPU)
    assert_same(answers(classifier, sample.test.images[::4]), plain[::4], 1e-4)


def test_in_bf16_they_are_nearly_those(weights: Weights, sample: DataSet, plain: Tensor) -> None:
    if choose_device("cpu").precision != "bf16":
        pytest.skip("this processor is no quicker in bf16, so the program does not use it")
    classifier = Classifier(weights, device=CPU).in_bfloat16()
    assert_same(answers(classifier, sample.test.images), plain, BOUND)
