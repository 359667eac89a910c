"""Pictures as the network sees them."""

import pytest
import torch

from cifar_desktop.data.normalise import normalise

MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)


def test_every_value_agrees_with_the_textbook_in_double_precision() -> None:
    values = torch.arange(256, dtype=torch.uint8).view(1, 1, 16, 16).expand(1, 3, 16, 16)
    mean, std = torch.tensor(MEAN, dtype=torch.float64), torch.tensor(STD, dtype=torch.float64)
    expected = (values.double() / 255 - mean.view(1, 3, 1, 1)) / std.view(1, 3, 1, 1)
    seen = normalise(values, MEAN, STD)
    assert seen.dtype == torch.float32
    assert (seen.double() - expected).abs().max() < 1e-6


def test_pictures_stay_as_they_are_and_in_their_memory_format() -> None:
    pictures = torch.full((2, 3, 4, 4), 7, dtype=torch.uint8).contiguous(memory_format=torch.channels_last)
    seen = normalise(pictures, MEAN, STD)
    assert seen.is_contiguous(memory_format=torch.channels_last)
    assert bool((pictures == 7).all())


def test_what_was_first_used_in_prediction_can_be_trained_on() -> None:
    pictures = torch.zeros(1, 3, 4, 4, dtype=torch.uint8)
    mean = (0.1, 0.2, 0.3)  # used nowhere else, so that nothing is kept from before
    with torch.inference_mode():
        normalise(pictures, mean, STD)
    weight = torch.ones(3, 1, 1, requires_grad=True)
    (normalise(pictures, mean, STD) * weight).sum().backward()  # type: ignore[no-untyped-call]
    assert weight.grad is not None


def test_anything_but_bytes_is_refused() -> None:
    with pytest.raises(ValueError, match="uint8"):
        normalise(torch.zeros(1, 3, 4, 4), MEAN, STD)
