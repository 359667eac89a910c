"""Weights are measured on pictures that they can be asked about, and what was assumed is said."""

from dataclasses import replace

import pytest
import torch

from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.errors import UserError
from cifar_desktop.inference.weights import Weights
from cifar_desktop.inference.weights_fit import fit_notes, refuse_misfit
from cifar_desktop.inference.weights_info import WeightsInfo


def data_of(class_names: tuple[str, ...] = ("cup", "spoon", "plate"), size: int = 32) -> DataSet:
    images = ImageSet(torch.zeros(2, 3, size, size, dtype=torch.uint8), torch.zeros(2, dtype=torch.int64))
    return DataSet(
        name="Kitchen", class_names=class_names, mean=(0.5,) * 3, std=(0.2,) * 3, train=images, test=images
    )  # fmt: skip


@pytest.fixture
def weights(info: WeightsInfo) -> Weights:
    return Weights(info, {})


def test_what_fits_is_neither_refused_nor_noted(weights: Weights) -> None:
    refuse_misfit(weights, data_of())
    assert fit_notes(weights, data_of()) == ()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (data_of(("cup", "spoon")), "These weights tell 3 classes apart, and Kitchen has 2."),
        (data_of(size=48), "These weights see pictures of 32 pixels, and those of Kitchen have 48."),
    ],
)
def test_what_does_not_fit_is_refused(weights: Weights, data: DataSet, what: str) -> None:
    with pytest.raises(UserError) as caught:
        refuse_misfit(weights, data)
    assert caught.value.what == what
    assert "other pictures" in caught.value.remedy


def test_other_names_are_noted(weights: Weights) -> None:
    assert "matched by position" in fit_notes(weights, data_of(("rose", "tulip", "weed")))[0]


def test_what_was_assumed_is_noted(weights: Weights) -> None:
    assumed = replace(weights, assumed=("class_names", "mean"))
    (note,) = fit_notes(assumed, data_of(("rose", "tulip", "weed")))  # the names are not the file's own
    assert note == "The file does not state class names, mean; the usual ones were assumed."
