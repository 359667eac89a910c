"""Who waits for the first network does not wait until it was tried in fewer digits, and it stays as it was then."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from pytestqt.qtbot import QtBot

from cifar_desktop.inference import quick_classifier
from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.ui.classify.label_desk import LabelDesk
from tests.ui.classify.made_photos import PATIENCE_MS


@pytest.fixture
def desk(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[LabelDesk]:
    """A desk on a processor that finds fewer digits worth it."""
    monkeypatch.setattr(quick_classifier, "MOST_TIMES_SLOWER", 1e9)
    monkeypatch.setattr(quick_classifier, "WORTH_FEWER_DIGITS", 0.0)
    monkeypatch.setattr(quick_classifier, "LARGEST_DIFFERENCE", 1.0)
    desk = LabelDesk()
    yield desk
    desk.shut_down()
    assert desk.wait(PATIENCE_MS)


def digits_after_opening(qtbot: QtBot, desk: LabelDesk, weights: Path) -> torch.dtype:
    with qtbot.waitSignal(desk.weights_opened, timeout=PATIENCE_MS):
        desk.open_weights(weights)
    return desk.classifier.dtype


def test_while_nobody_waits_it_is_tried(qtbot: QtBot, desk: LabelDesk, kitchen_weights: Path) -> None:
    assert digits_after_opening(qtbot, desk, kitchen_weights) == torch.bfloat16


def test_who_waits_is_answered_at_once_and_later_alike(
    qtbot: QtBot, desk: LabelDesk, kitchen_weights: Path, source: PhotoSource
) -> None:
    desk.ask(source)
    answers = []
    desk.answered.connect(answers.append)
    assert digits_after_opening(qtbot, desk, kitchen_weights) == torch.float32
    qtbot.waitUntil(lambda: len(answers) == 1, timeout=PATIENCE_MS)
    with qtbot.waitSignal(desk.answered, timeout=PATIENCE_MS):
        desk.ask(source)
    assert answers[0].probabilities == answers[1].probabilities
    assert desk.classifier.dtype == torch.float32


def test_with_an_older_network_there_is_time_to_try(
    qtbot: QtBot, desk: LabelDesk, kitchen_weights: Path, garden_weights: Path, source: PhotoSource
) -> None:
    digits_after_opening(qtbot, desk, kitchen_weights)
    with qtbot.waitSignals([desk.weights_opened, desk.answered], timeout=PATIENCE_MS):
        desk.open_weights(garden_weights)
        desk.ask(source)
    assert desk.classifier.dtype == torch.bfloat16
