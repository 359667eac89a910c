"""The weights that come with the program keep what their description promises, on pictures they never learned from."""

import json

import pytest
import torch
from PIL import Image

from cifar_desktop import paths
from cifar_desktop.data.dataset import DataSet
from cifar_desktop.data.open import SAMPLE, open_data_set
from cifar_desktop.data.sample import INDEX_NAME, sample_folder
from cifar_desktop.evaluation.evaluate import Predictions, measure, predict
from cifar_desktop.evaluation.trust import measure_trust
from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.weights import Weights, build_model, read_weights

MOST_BYTES = 14_000_000
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_weights(paths.shipped_weights())


@pytest.fixture(scope="module")
def sample() -> DataSet:
    return open_data_set(SAMPLE)


@pytest.fixture(scope="module")
def said(weights: Weights, sample: DataSet) -> Predictions:
    """What they say of the sample's 1,000 test pictures, which are some of CIFAR-10's own test pictures."""
    info = weights.info
    kind = {"mean": info.mean, "std": info.std, "sides": info.sides}
    return predict(build_model(weights), sample.test, **kind, device=CPU, with_features=True)


def test_they_are_small_and_say_how_they_were_made(weights: Weights) -> None:
    assert paths.shipped_weights().stat().st_size <= MOST_BYTES
    info = weights.info
    assert info.architecture == "resnet9"
    assert set(info.recipe) >= {"epochs", "seed", "learning_rate", "cutout"}
    assert {"hardware", "torch", "python"} <= set(info.versions)
    assert info.created.startswith("20")
    sources = json.loads((sample_folder() / INDEX_NAME).read_text())["source_md5"]
    assert dict(info.data["checksums"]) == sources  # the whole CIFAR-10, of which the sample is a part


def test_the_card_tells_the_same_figures(weights: Weights) -> None:
    card = (paths.shipped_weights().parent / "MODEL_CARD.md").read_text(encoding="utf-8")
    metrics = weights.info.metrics
    for name in ("test_accuracy", "test_calibration_error", "test_share_answered", "test_answered_accuracy"):
        assert f"{metrics[name]:.2%}" in card, name


def test_they_are_as_accurate_as_they_say(weights: Weights, sample: DataSet, said: Predictions) -> None:
    claimed = weights.info.metrics["test_accuracy"]
    accuracy = measure(said.one_sided(), sample.class_names).accuracy
    assert accuracy == pytest.approx(claimed, abs=0.025)  # 1,000 pictures: three times what chance does


def test_they_are_right_as_often_as_they_say_and_know_when_not(weights: Weights, said: Predictions) -> None:
    info = weights.info
    trust = measure_trust(said, temperature=info.temperature, rule=info.not_sure)
    assert trust.error_after < 0.03
    assert trust.share_answered is not None
    assert trust.share_answered == pytest.approx(info.metrics["test_share_answered"], abs=0.03)
    assert trust.answered_accuracy is not None
    assert trust.answered_accuracy > trust.all_sides_accuracy
    assert trust.answered_accuracy == pytest.approx(info.metrics["test_answered_accuracy"], abs=0.015)


def test_a_test_picture_as_a_photo_gets_the_same_answer(weights: Weights, sample: DataSet, said: Predictions) -> None:
    photos = [Image.fromarray(image.permute(1, 2, 0).numpy()) for image in sample.test.images[::50]]
    probabilities = (said.sides[::50] / weights.info.temperature).softmax(dim=2).mean(dim=1)
    for answer, row in zip(Classifier(weights, device=CPU).classify(photos), probabilities, strict=True):
        torch.testing.assert_close(torch.tensor(answer.probabilities), row, atol=1e-4, rtol=0)
