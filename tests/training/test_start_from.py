"""A training that goes on from weights instead of from scratch."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cifar_desktop.data.dataset import DataSet
from cifar_desktop.errors import Cancelled, ConfigError, UserError, WeightsError
from cifar_desktop.inference.weights import read_weights, write_weights
from cifar_desktop.training.events import RunStarted
from cifar_desktop.training.origin import origin_of
from cifar_desktop.training.runs import create_run, open_run
from tests.training.conftest import Training, small_config

NewTraining = Callable[..., Training]


@pytest.fixture
def first(new_training: NewTraining) -> Training:
    """A round of training that has ended."""
    training = new_training(epochs=1)
    training.run()
    return training


def second_round(first: Training, **changes: object) -> Training:
    """Return a training from the first one's weights, which moves them hardly at all."""
    config = small_config(**{"epochs": 1, "learning_rate": 1e-8, **changes})
    info = replace(first.folder.info, config=config, started_from=origin_of(first.folder.best_weights))
    return Training(create_run(first.folder.path.parent, info), first.data)


def test_it_begins_with_the_weights_in_the_file(first: Training) -> None:
    before = read_weights(first.folder.best_weights).state
    second = second_round(first)
    second.run()
    after = read_weights(second.folder.best_weights)
    for name in ("conv1.0.weight", "classifier.2.weight"):
        assert torch.allclose(after.state[name], before[name], atol=1e-4), name
    origin = after.info.recipe["started_from"]
    assert origin["path"] == "best.safetensors"
    assert origin["recipe"]["epochs"] == 1
    assert len(origin["sha256"]) == 64


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are text there")
def test_the_file_may_have_a_name_that_is_no_text(first: Training) -> None:
    odd = first.folder.best_weights.with_name(os.fsdecode(b"caf\xe9.safetensors"))
    shutil.copy(first.folder.best_weights, odd)
    info = replace(first.folder.info, started_from=origin_of(odd))
    second = Training(create_run(first.folder.path.parent, info), first.data)
    second.run()
    assert read_weights(second.folder.best_weights).info.recipe["started_from"]["path"] == odd.name
    assert open_run(second.folder.path).info.started_from == origin_of(odd)


def test_the_run_folder_remembers_it(first: Training) -> None:
    second = second_round(first)
    assert open_run(second.folder.path).info.started_from == origin_of(first.folder.best_weights)
    assert open_run(first.folder.path).info.started_from is None


def test_a_dropout_may_come_in(first: Training) -> None:
    before = read_weights(first.folder.best_weights).state["classifier.2.weight"]
    second = second_round(first, dropout=0.2)
    second.run()
    assert torch.allclose(read_weights(second.folder.best_weights).state["classifier.3.weight"], before, atol=1e-4)


def test_once_there_is_a_checkpoint_the_file_may_go(first: Training) -> None:
    second = second_round(first, epochs=2)
    second.on_event = lambda event: second.control.cancel() if isinstance(event, RunStarted) else None
    with pytest.raises(Cancelled):
        second.run()
    first.folder.best_weights.unlink()
    assert second.again().run().outcome == "completed"


def test_other_weights_under_the_same_name_are_refused(first: Training) -> None:
    second = second_round(first)
    weights = read_weights(first.folder.best_weights)
    write_weights(first.folder.best_weights, weights.state, replace(weights.info, created="another day"))
    with pytest.raises(WeightsError, match="has changed since"):
        second.run()


def test_weights_of_another_network_are_refused(first: Training) -> None:
    with pytest.raises(ConfigError, match=r"are of a ResNet-9 slim, not of a ResNet-9\."):
        second_round(first, model="resnet9").run()


def test_weights_for_other_classes_are_refused(first: Training, small_data: DataSet) -> None:
    other = replace(small_data, class_names=tuple(name.upper() for name in small_data.class_names))
    with pytest.raises(WeightsError, match="other classes"):
        Training(second_round(first).folder, other).run()


def test_what_is_no_weights_file_is_refused_before_a_folder_is_made(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("nothing")
    with pytest.raises(UserError, match="is not a weights file"):
        origin_of(file)
