"""Two processes that train together give the curve of one: real torchrun, real gloo."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = [
    "--model", "resnet9-slim", "--epochs", "2", "--batch-size", "100", "--learning-rate", "0.02", "--seed", "5",
    "--precision", "float32", "--device", "cpu", "--json", "--initialisation", "plain", "--ema-decay", "0.9",
]  # fmt: skip


def told_by(*start: str, runs: Path, settings: list[str] = SETTINGS) -> list[dict]:
    done = subprocess.run(
        [sys.executable, "-m", *start, *settings, "--runs", str(runs)],
        cwd=ROOT, capture_output=True, text=True, timeout=110, check=False, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def torchrun(number: int) -> list[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return ["torch.distributed.run", "--nproc-per-node", str(number), "--master-port", str(port), "-m", "train"]


def losses(told: list[dict]) -> list[float]:
    return [loss for event in told if event["event"] == "StepProgressed" for loss in event["losses"]]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict], list[dict], Path]:
    runs = tmp_path_factory.mktemp("runs")
    return told_by("train", runs=runs / "one"), told_by(*torchrun(2), runs=runs / "two"), runs / "two"


def test_the_loss_curve_is_that_of_one_process(both: tuple[list[dict], list[dict], Path]) -> None:
    one, two, _ = both
    alone, together = losses(one), losses(two)
    assert len(alone) == len(together) == 90
    # The same pictures and the same start; only batch norm differs, which sees half a batch in each process.
    assert together[0] == pytest.approx(alone[0], abs=0.15)
    for first in range(0, 90, 15):
        mean_alone, mean_together = (sum(curve[first : first + 15]) / 15 for curve in (alone, together))
        assert mean_together == pytest.approx(mean_alone, rel=0.05)
    assert sum(together[-15:]) < sum(together[:15]) - 15 * 0.3


def test_only_the_leader_reports_and_writes(both: tuple[list[dict], list[dict], Path]) -> None:
    _, two, runs = both
    started = [event for event in two if event["event"] == "RunStarted"]
    assert len(started) == 1
    assert started[0]["num_processes"] == 2
    assert [event["epoch"] for event in two if event["event"] == "EpochFinished"] == [1, 2]
    (folder,) = runs.iterdir()
    assert (folder / "result.json").exists()


def test_all_processes_end_in_order(tmp_path: Path) -> None:
    """Again and again: a process that left while another still worked aborted in one run of three."""
    short = [*SETTINGS, "--epochs", "1", "--batch-size", "900"]
    for number in range(2):
        assert told_by(*torchrun(2), runs=tmp_path / str(number), settings=short)[-1]["event"] == "RunFinished"


def test_validation_counts_every_picture_once(both: tuple[list[dict], list[dict], Path]) -> None:
    for told in both[:2]:
        accuracies = [event["validation_accuracy"] for event in told if event["event"] == "EpochFinished"]
        assert all(round(accuracy * 500, 6).is_integer() for accuracy in accuracies)


def test_a_batch_that_cannot_be_shared_is_refused_in_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *torchrun(2), "--model", "resnet9-slim", "--batch-size", "101", "--runs", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert done.stderr.count("A batch of 101 cannot be shared by 2 processes. Use a multiple of 2.") == 1
