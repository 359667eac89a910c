"""A training that was interrupted ends bit for bit as one that was not, however it was interrupted."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from cifar_desktop.errors import Cancelled, RunError
from cifar_desktop.inference.weights import read_weights
from cifar_desktop.tasks import Event, StageProgressed, report_nothing
from cifar_desktop.training.checkpoint import read_checkpoint
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.events import EpochFinished, RunStarted, StepProgressed
from cifar_desktop.training.start import resume_training
from tests.training.conftest import Training

NewTraining = Callable[..., Training]
# Everything that keeps a state between steps is on: dropout draws random numbers, Adam counts its steps.
SETTINGS = {"epochs": 3, "dropout": 0.3, "cutout": 8, "precision": "bf16"}


def final_state(training: Training) -> dict[str, torch.Tensor]:
    """Return everything that the last checkpoint holds, apart from times."""
    return dict(read_checkpoint(training.folder.checkpoint).tensors)


def assert_same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> None:
    assert one.keys() == other.keys()
    different = [key for key in one if not torch.equal(one[key], other[key])]
    assert not different


def interrupt_at(training: Training, matches: Callable[[Event], bool]) -> None:
    training.on_event = lambda event: training.control.cancel() if matches(event) else None
    with pytest.raises(Cancelled):
        training.run()


@pytest.mark.parametrize(
    "where",
    [
        lambda event: isinstance(event, RunStarted),
        lambda event: isinstance(event, StepProgressed) and event.step >= 9,
        lambda event: isinstance(event, StageProgressed) and event.stage == "Validating",
        lambda event: isinstance(event, EpochFinished) and event.epoch == 2,
    ],
    ids=["before the first step", "within an epoch", "while validating", "between two epochs"],
)
@pytest.mark.parametrize(
    "optimizer",
    [
        {"optimizer": "sgd"},
        {"optimizer": "adamw", "learning_rate": 1e-3},
        {"optimizer": "muon", "smaller_at_first": 0.5},
    ],
)
def test_interrupted_and_resumed_is_bit_for_bit_the_same(
    new_training: NewTraining, where: Callable[[Event], bool], optimizer: dict[str, object]
) -> None:
    straight = new_training(**SETTINGS, **optimizer)
    expected = straight.run()
    interrupted = new_training(**SETTINGS, **optimizer)
    interrupt_at(interrupted, where)
    torch.manual_seed(12345)  # whatever else has drawn in between
    resumed = interrupted.again()
    finished = resumed.run()
    assert_same(final_state(straight), final_state(resumed))
    assert read_weights(expected.weights).info.metrics == read_weights(finished.weights).info.metrics
    assert (straight.folder.path / "steps.csv").read_bytes() == (resumed.folder.path / "steps.csv").read_bytes()


def test_interrupted_at_every_step(new_training: NewTraining) -> None:
    straight = new_training(epochs=2)
    straight.run()
    again = new_training(epochs=2)
    sessions = 0
    while not again.folder.result.exists():
        sessions += 1
        again = again.again()
        again.on_event = lambda event, control=again.control: control.cancel() if is_a_moment_to_stop(event) else None
        try:
            again.run()
        except Cancelled:
            continue
    assert sessions > 10
    assert_same(final_state(straight), final_state(again))


def is_a_moment_to_stop(event: Event) -> bool:
    """Within each epoch before every step, and right after the first epoch.

    Not where an epoch waits to be validated, after step 6 or 12: cancelled there every time, it would never get on.
    """
    if isinstance(event, RunStarted):
        return event.first_step not in (6, 12)
    return isinstance(event, EpochFinished) and event.epoch == 1


def test_time_of_earlier_sessions_counts(new_training: NewTraining) -> None:
    training = new_training(epochs=3)
    interrupt_at(training, lambda event: isinstance(event, EpochFinished) and event.epoch == 2)
    before = training.of(EpochFinished)[-1]
    resumed = training.again()
    finished = resumed.run()
    assert finished.seconds > sum(event.seconds for event in training.of(EpochFinished))
    assert resumed.of(RunStarted)[0].first_step == before.step + 1
    assert [event.epoch for event in resumed.of(EpochFinished)] == [3]


def test_only_what_is_a_run_is_resumed(tmp_path: Path) -> None:
    def resume(path: Path) -> None:
        resume_training(path, report=report_nothing, control=TrainControl())

    (tmp_path / "holiday.txt").write_text("sun")
    with pytest.raises(RunError, match=r"is not a run folder: it has no run\.json"):
        resume(tmp_path)
    (tmp_path / "run.json").write_text("{}")
    with pytest.raises(RunError, match="cannot be used"):
        resume(tmp_path)
    (tmp_path / "run.json").write_text('{"format_version": 2}')
    with pytest.raises(RunError, match="newer version"):
        resume(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["holiday.txt", "run.json"]


def test_a_finished_run_is_not_resumed(new_training: NewTraining) -> None:
    training = new_training(epochs=1)
    training.run()
    with pytest.raises(RunError, match="has ended already"):
        resume_training(training.folder.path, report=report_nothing, control=TrainControl())


def test_other_data_is_refused(new_training: NewTraining) -> None:
    training = new_training(epochs=2)
    interrupt_at(training, lambda event: isinstance(event, EpochFinished))
    description = training.folder.path / "run.json"
    document = json.loads(description.read_text())
    document["checksums"] = {"data_batch_1": "0" * 32}
    description.write_text(json.dumps(document))
    with pytest.raises(RunError, match="is not what this run was trained on"):
        resume_training(training.folder.path, report=report_nothing, control=TrainControl())


@pytest.mark.parametrize("damage", ["truncated", "foreign", "of another network", "with other settings"])
def test_a_damaged_checkpoint_is_refused_and_kept(new_training: NewTraining, damage: str) -> None:
    training = new_training(epochs=2)
    interrupt_at(training, lambda event: isinstance(event, EpochFinished))
    checkpoint = training.folder.checkpoint
    if damage == "truncated":
        checkpoint.write_bytes(checkpoint.read_bytes()[:-100])
    elif damage == "foreign":
        checkpoint.write_bytes(training.folder.best_weights.read_bytes())
    else:
        changes = {"dropout": 0.5} if damage == "of another network" else {"seed": 9}
        other = new_training(epochs=2, **changes)
        interrupt_at(other, lambda event: isinstance(event, EpochFinished))
        checkpoint.write_bytes(other.folder.checkpoint.read_bytes())
    content = checkpoint.read_bytes()
    with pytest.raises(RunError, match="checkpoint"):
        training.again().run()
    assert checkpoint.read_bytes() == content
