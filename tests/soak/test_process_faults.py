"""Short versions of what `benchmarks.faults` does at length to whole processes: kill them, and take the ground away."""

from functools import partial
from pathlib import Path

import pytest

from benchmarks.soak.disk import harm_disk
from benchmarks.soak.kill import kill_headless
from benchmarks.soak.machine import let_down
from benchmarks.soak.power_loss import Call, misplaced, watch_writing

pytestmark = pytest.mark.timeout(900)  # seconds on a machine at rest; each loads torch once or twice


@pytest.mark.parametrize(
    ("fault", "times"),
    [
        (kill_headless, 3),
        (watch_writing, 1),
        (partial(harm_disk, "forbidden"), 2),
        (partial(harm_disk, "removed"), 1),
        (partial(let_down, "device"), 1),
    ],
    ids=["killed", "power lost", "permission withdrawn", "folder removed", "GPU failed"],
)
def test_a_training_survives(fault, times: int, tmp_path: Path) -> None:
    outcome = fault(times, 1, tmp_path)
    if not outcome.tried:
        pytest.skip("; ".join(outcome.details))
    assert outcome.is_survived, "\n".join(outcome.details)


def write(path: str) -> Call:
    return Call(kind="write", path=path)


def flush(path: str) -> Call:
    return Call(kind="flush", path=path)


def rename(path: str, to: str) -> Call:
    return Call(kind="rename", path=path, to=to)


IN_ORDER = [write("/r/.a.1.part"), flush("/r/.a.1.part"), rename("/r/.a.1.part", "/r/a"), flush("/r")]


def test_what_is_written_in_order_is_not_minded() -> None:
    assert misplaced([*IN_ORDER, write("/r/training.lock"), *IN_ORDER]) == []


@pytest.mark.parametrize(
    ("calls", "word"),
    [
        ([IN_ORDER[0], *IN_ORDER[2:]], "renamed before it was flushed"),
        ([*IN_ORDER[:2], IN_ORDER[0], *IN_ORDER[2:]], "renamed before it was flushed"),
        (IN_ORDER[:3], "not flushed after the last file"),
        ([*IN_ORDER[:3], *IN_ORDER], "begun before the folder was flushed"),
        ([*IN_ORDER, write("/r/epochs.csv"), flush("/r/epochs.csv")], "written in its own place"),
    ],
)
def test_what_a_loss_of_power_could_leave_half_is_noticed(calls: list[Call], word: str) -> None:
    (trouble,) = misplaced(calls)
    assert word in trouble
