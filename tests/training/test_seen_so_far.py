"""The look of a frozen backbone takes hours on a processor: what it has seen is kept while it still looks."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cifar_desktop.data.dataset import DataSet
from cifar_desktop.errors import Cancelled
from cifar_desktop.evaluation import evaluate
from cifar_desktop.tasks import Event, StageProgressed
from cifar_desktop.training.checkpoint import read_checkpoint
from cifar_desktop.training.find_interrupted import find_interrupted
from cifar_desktop.training.run_history import read_summary
from cifar_desktop.training.runs import RunFolder
from cifar_desktop.training.seen_so_far import SeenSoFar
from tests.training.conftest import Training
from tests.training.transfer_runs import make_training, tiny_data, write_backbone_file

STAGES = ("Looking at every picture once", "Looking at mirror images")
NUM_FEATURES = 3


@pytest.fixture
def transfer(tmp_path: Path, small_data: DataSet) -> Callable[[], Training]:
    """Makes trainings of a frozen backbone, which looks at 32 pictures at a time and tells of each time."""
    file = write_backbone_file(tmp_path / "resnet18.pth")
    return lambda: make_training(tmp_path / "runs", tiny_data(small_data), file, epochs=1, mirror_at_test=True)


@pytest.fixture
def run(transfer: Callable[[], Training]) -> RunFolder:
    """A run of which everything that is seen is to be kept at once."""
    folder = transfer().folder
    return RunFolder(folder.path, replace(folder.info, config=replace(folder.info.config, checkpoint_seconds=0.0)))


def looked_at(training: Training, stage: str) -> list[int]:
    """Return of how many pictures it told that they were looked at."""
    return [event.done for event in training.of(StageProgressed) if event.stage == stage]


@pytest.mark.parametrize(("stage", "done", "kept"), [(STAGES[0], 32, 32), (STAGES[1], 0, 96)])
def test_a_look_that_was_interrupted_goes_on_where_it_was(
    transfer: Callable[[], Training], stage: str, done: int, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "REPORT_INTERVAL_S", 0.0)
    straight, training = transfer(), transfer()
    straight.run()
    assert straight.folder.looks() == []
    assert read_summary(training.folder.path).reason == "It ended before it was first saved, so it cannot go on."

    def interrupt(event: Event) -> None:
        if isinstance(event, StageProgressed) and (event.stage, event.done) == (stage, done):
            training.control.cancel()

    training.on_event = interrupt
    with pytest.raises(Cancelled):
        training.run()
    assert training.folder.looks() == [training.folder.path / "seen-upright-0.safetensors"]
    (found,) = find_interrupted(training.folder.path.parent)
    assert (found.path, found.epochs_done, found.steps_done) == (training.folder.path, 0, 0)
    assert read_summary(training.folder.path).can_resume
    again = training.again()
    again.run()
    assert [min(looked_at(again, each)) for each in STAGES] == [kept, 0]
    assert again.folder.looks() == []
    one, other = (read_checkpoint(each.folder.checkpoint).tensors for each in (straight, again))
    assert [key for key in one if not torch.equal(one[key], other[key])] == []


def features(number: int) -> torch.Tensor:
    return torch.arange(number * NUM_FEATURES, dtype=torch.float16).reshape(number, NUM_FEATURES)


def take_up(run: RunFolder, number: int, name: str = "upright") -> tuple[int, torch.Tensor]:
    taken = torch.zeros((number, NUM_FEATURES), dtype=torch.float16)
    return SeenSoFar(run, name).take_up(taken), taken


def test_pieces_come_together_again(run: RunFolder) -> None:
    seen = SeenSoFar(run, "upright")
    for num_seen in (4, 4, 6, 10):
        seen.keep(features(10), num_seen)
    assert len(run.looks()) == 3
    assert take_up(run, 10)[0] == 10
    assert torch.equal(take_up(run, 10)[1], features(10))
    assert take_up(run, 10, "mirrored")[0] == 0
    assert take_up(run, 9)[0] == 6  # the last piece is of more pictures than there are


def test_what_is_damaged_is_looked_at_again(run: RunFolder) -> None:
    seen = SeenSoFar(run, "upright")
    for num_seen in (4, 6, 10):
        seen.keep(features(10), num_seen)
    middle = run.piece_seen("upright-4")
    content = middle.read_bytes()
    for damaged in (b"", content[:-1], content.replace(b"F16", b"I16"), b"\xff" * 100):
        middle.write_bytes(damaged)
        assert take_up(run, 10)[0] == 4
    again = SeenSoFar(run, "upright")
    assert again.take_up(features(10)) == 4
    again.keep(features(10), 10)
    assert torch.equal(take_up(run, 10)[1], features(10))


def test_a_minute_is_kept_at_a_time_and_a_disk_that_refuses_stops_nothing(run: RunFolder) -> None:
    slow = RunFolder(run.path, replace(run.info, config=replace(run.info.config, checkpoint_seconds=3600.0)))
    seen = SeenSoFar(slow, "upright")
    seen.keep(features(10), 4)
    assert run.looks() == []
    seen.keep(features(10), 5, at_once=True)
    assert take_up(run, 10)[0] == 5
    gone = RunFolder(run.path / "gone", run.info)
    SeenSoFar(gone, "upright").keep(features(10), 4)
    assert take_up(gone, 10)[0] == 0
