"""Temperature and calibration error against values worked out by hand and by brute force."""

import pytest
import torch

from cifar_desktop.evaluation.calibration import (
    LOWEST_TEMPERATURE,
    expected_calibration_error,
    fit_temperature,
    probabilities_of,
    reliability,
)


def drawn(temperature: float, number: int = 20_000) -> tuple[torch.Tensor, torch.Tensor]:
    """Return logits and labels that are as likely as the logits say once they are divided by `temperature`."""
    generator = torch.Generator().manual_seed(5)
    logits = torch.randn((number, 10), generator=generator) * 3
    labels = torch.multinomial((logits / temperature).softmax(dim=1), 1, generator=generator)[:, 0]
    return logits, labels


@pytest.mark.parametrize("temperature", [0.4, 1.0, 2.5])
def test_the_temperature_is_found_again(temperature: float) -> None:
    logits, labels = drawn(temperature)
    assert fit_temperature(logits, labels) == pytest.approx(temperature, rel=0.03)


def test_no_other_temperature_is_likelier() -> None:
    logits, labels = drawn(1.7)
    found = fit_temperature(logits, labels)

    def loss(temperature: float) -> float:
        return float(torch.nn.functional.cross_entropy(logits.double() / temperature, labels))

    assert all(loss(found) <= loss(found * factor) for factor in (0.9, 0.99, 1.01, 1.1))


def test_pictures_that_are_all_right_leave_the_temperature_in_its_limits() -> None:
    logits = torch.eye(10) * 4
    assert LOWEST_TEMPERATURE * 0.999 <= fit_temperature(logits, torch.arange(10)) < 0.2


def test_nothing_to_fit_to_is_refused() -> None:
    with pytest.raises(ValueError, match="no pictures"):
        fit_temperature(torch.empty(0, 10), torch.empty(0, dtype=torch.int64))


def test_the_error_is_that_of_a_plain_loop() -> None:
    logits, labels = drawn(2.0, number=3000)
    probabilities = logits.softmax(dim=1)
    total = 0.0
    for position in range(15):
        inside = [
            (max(row), row.index(max(row)) == label)
            for row, label in zip(probabilities.double().tolist(), labels.tolist(), strict=True)
            if position / 15 < max(row) <= (position + 1) / 15
        ]
        if inside:
            confidence = sum(sure for sure, _ in inside) / len(inside)
            accuracy = sum(right for _, right in inside) / len(inside)
            total += len(inside) / 3000 * abs(confidence - accuracy)
    assert expected_calibration_error(probabilities, labels) == pytest.approx(total, abs=1e-9)
    assert total > 0.05


def test_temperature_mends_what_it_was_fitted_to() -> None:
    logits, labels = drawn(2.0)
    before = expected_calibration_error(probabilities_of(logits, 1.0), labels)
    after = expected_calibration_error(probabilities_of(logits, fit_temperature(logits, labels)), labels)
    assert after < 0.02 < before


def test_bins_hold_every_picture_once() -> None:
    probabilities = torch.tensor([[1.0, 0.0], [0.5, 0.5], [0.8, 0.2]])
    bins = reliability(probabilities, torch.tensor([0, 1, 0]), num_bins=10)
    assert sum(one.number for one in bins) == 3
    assert (bins[9].number, bins[9].accuracy) == (1, 1.0)
    assert (bins[4].number, bins[4].accuracy) == (1, 0.0)  # 0.5 is the upper limit of the fifth
    assert (bins[0].number, bins[0].confidence) == (0, 0.0)
