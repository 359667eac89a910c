"""Two processes that train together against one: images a second, and whether the curve is the same.

    python -m benchmarks.scaling [--data DIR] [--model resnet9] [--epochs 3] [--batch-size 256] [--rounds 1]

All are the real command line (`python -m train`, started by torchrun where there are two processes, which talk over
gloo) with the same seed and the same global batch, in turns, forth and back: one process with one thread, one with two,
and two with one each. What two processes are to be compared with on a machine of two cores is one with two threads: it
has the same cores and nothing to send. The first epoch counts for the curve and not for the speed.

The curve cannot be the same to the bit, as batch norm sees half of each batch in each process. So that it shows how
much is much, one process with another seed trains as well. Curves are compared by means over ten steps.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
STEPS_TOGETHER = 10
EFFICIENCY_AIM, LOSS_AIM = 0.9, 0.1
SEED, OTHER_SEED = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A way to start the same training.

    Attributes:
        title: what it is called in the table.
        processes, threads: how many, and how many in each.
        seed: what it draws its random numbers from.
    """

    title: str
    processes: int
    threads: int
    seed: int = SEED


ALONE = Kind(title="1 process, 1 thread", processes=1, threads=1)
THREADED = Kind(title="1 process, 2 threads", processes=1, threads=2)
TOGETHER = Kind(title="2 processes, 1 thread each", processes=2, threads=1)
OTHERWISE = Kind(title="1 process, 2 threads, another seed", processes=1, threads=2, seed=OTHER_SEED)
IN_TURNS = (ALONE, THREADED, TOGETHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a training reported.

    Attributes:
        images_per_second: over all processes, the mean over the epochs without the first.
        losses: of each step.
        validation_accuracies: after each epoch.
    """

    images_per_second: float
    losses: tuple[float, ...]
    validation_accuracies: tuple[float, ...]


def main() -> None:
    """Train in turns, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="sample", help='a folder with CIFAR-10, or "sample" (default)')
    parser.add_argument("--model", default="resnet9")
    parser.add_argument("--epochs", type=int, default=3, help="2 or more (default: 3)")
    parser.add_argument("--batch-size", type=int, default=256, help="over all processes together (default: 256)")
    parser.add_argument("--rounds", type=int, default=1, help="trainings of each kind (default: 1)")
    arguments = parser.parse_args()
    if arguments.epochs < 2:
        parser.error("the first epoch does not count for the speed: train 2 or more")
    settings = _settings(arguments)
    measured: dict[Kind, list[Measured]] = {kind: [] for kind in (*IN_TURNS, OTHERWISE)}
    with tempfile.TemporaryDirectory(prefix="cifar-desktop-scaling-") as scratch:
        for number in range(arguments.rounds):
            for kind in IN_TURNS if number % 2 == 0 else reversed(IN_TURNS):
                measured[kind].append(_train(kind, settings, Path(scratch)))
        measured[OTHERWISE].append(_train(OTHERWISE, settings, Path(scratch)))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(
        f"{arguments.model} on {arguments.data}, batch {arguments.batch_size} over all processes, {cores} cores, gloo"
    )
    _print_speed(measured)
    _print_parity(measured)


def _settings(arguments: argparse.Namespace) -> list[str]:
    """Return the options of the training, the precision among them: processes that measure it might differ."""
    from cifar_desktop.training.device import choose_device  # noqa: PLC0415 - torch is not needed for --help

    return [
        "--preset", "standard", "--model", arguments.model, "--data", arguments.data, "--epochs", str(arguments.epochs),
        "--batch-size", str(arguments.batch_size), "--learning-rate", "0.05", "--validation-fraction", "0.1",
        "--precision", choose_device("cpu").precision, "--device", "cpu", "--json",
    ]  # fmt: skip


def _train(kind: Kind, settings: Sequence[str], scratch: Path) -> Measured:
    """Train once, and return what was reported."""
    start = ["train"] if kind.processes == 1 else [*_torchrun(kind.processes), "-m", "train"]
    command = [sys.executable, "-m", *start, *settings, "--seed", str(kind.seed), "--runs", str(scratch)]
    environment = {**os.environ, "OMP_NUM_THREADS": str(kind.threads)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{kind.title}: the training ended with exit code {done.returncode}: {done.stderr[-2000:]}")
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    epochs = [event for event in told if event["event"] == "EpochFinished"]
    return Measured(
        images_per_second=statistics.fmean(epoch["images_per_second"] for epoch in epochs[1:]),
        losses=tuple(loss for event in told for loss in _losses(event)),
        validation_accuracies=tuple(epoch["validation_accuracy"] for epoch in epochs),
    )


def _losses(event: Mapping[str, Any]) -> Sequence[float]:
    losses: Sequence[float] = event["losses"] if event["event"] == "StepProgressed" else ()
    return losses


def _torchrun(processes: int) -> list[str]:
    """Return the module that starts several processes, with a port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return ["torch.distributed.run", "--nproc-per-node", str(processes), "--master-port", str(port)]


def _print_speed(measured: Mapping[Kind, Sequence[Measured]]) -> None:
    rates = {kind: [each.images_per_second for each in measured[kind]] for kind in IN_TURNS}
    for kind in IN_TURNS:
        print(f"{kind.title:<40}{statistics.median(rates[kind]):>8.1f} images/s")
    for title, peer, aim in (
        ("2 processes / 1 process with 2 threads", THREADED, EFFICIENCY_AIM),
        ("2 processes / 1 process with 1 thread", ALONE, None),
    ):
        ratio = statistics.median(ours / its for ours, its in zip(rates[TOGETHER], rates[peer], strict=True))
        print(f"{title:<40}{ratio:>8.2f}{_verdict(ratio >= aim, f'at least {aim}') if aim else ''}")


def _print_parity(measured: Mapping[Kind, Sequence[Measured]]) -> None:
    one, two, other = (measured[kind][0] for kind in (THREADED, TOGETHER, OTHERWISE))
    print(f"\n{'against 1 process with 2 threads:':<40}{'2 processes':>16}{'another seed':>16}")
    apart, chance = (_furthest(_smoothed(one.losses), _smoothed(each.losses)) for each in (two, other))
    met = _verdict(apart <= LOSS_AIM, f"at most {LOSS_AIM}")
    print(f"{f'largest difference of the loss, {STEPS_TOGETHER} steps':<40}{apart:>16.3f}{chance:>16.3f}{met}")
    first, other_first = (abs(one.losses[0] - each.losses[0]) for each in (two, other))
    print(f"{'  of the first step':<40}{first:>16.3f}{other_first:>16.3f}")
    apart, chance = (_furthest(one.validation_accuracies, each.validation_accuracies) for each in (two, other))
    print(f"{'largest difference of the accuracy':<40}{apart:>16.2%}{chance:>16.2%}")
    last, other_last = (each.validation_accuracies[-1] for each in (two, other))
    print(f"{'accuracy after the last epoch':<40}{last:>16.2%}{other_last:>16.2%}", end="")
    print(f"   (1 process: {one.validation_accuracies[-1]:.2%})")


def _smoothed(losses: Sequence[float]) -> list[float]:
    """Return the means of so many steps each; what is left over at the end joins the last."""
    number = max(1, len(losses) // STEPS_TOGETHER)
    starts = [index * STEPS_TOGETHER for index in range(number)]
    ends = [*starts[1:], len(losses)]
    return [statistics.fmean(losses[start:end]) for start, end in zip(starts, ends, strict=True)]


def _furthest(one: Sequence[float], other: Sequence[float]) -> float:
    return max(abs(mine - its) for mine, its in zip(one, other, strict=True))


def _verdict(is_met: bool, aim: str) -> str:
    return f"   (aim: {aim}: {'yes' if is_met else 'NO'})"


if __name__ == "__main__":
    main()
