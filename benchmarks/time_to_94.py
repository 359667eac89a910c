"""How long it takes to learn CIFAR-10 to 94 %, from Start to the end of the test: ours against airbench94.

    python -m benchmarks.time_to_94 --data DIR [--rounds 1] [--only sprint] [--only full] [--only airbench94]

Ours is the program itself, `cifar-desktop train --preset quick-94`, as a process of its own: what is measured goes
from its start (before torch is loaded) to the event with which it tells the accuracy on the 10,000 test pictures, each
averaged with its mirror image. It reads the data, keeps pictures for validation, judges every epoch, writes
checkpoints and fits its rule for "not sure" within that time. "lean" and "full" are the same preset with ResNet-9, at
five eighths of its width and in full. The peer (see _airbench94) begins with the data in memory and does nothing but
train and test.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from benchmarks._airbench94 import race
from cifar_desktop.data.open import open_data_set

ROOT = Path(__file__).parents[1]
TARGET = 0.94


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One training.

    Attributes:
        seconds: from the start to the end of the test.
        seconds_an_epoch: of the longest epoch.
        accuracy: on the test set.
    """

    seconds: float
    seconds_an_epoch: float
    accuracy: float


def main() -> None:
    """Train, one after the other, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="a folder with CIFAR-10")
    parser.add_argument("--rounds", type=int, default=1, help="each round has another seed (default: 1)")
    parser.add_argument("--only", action="append", choices=[*_RACERS], help="may be given more than once")
    args = parser.parse_args()
    print(f"{torch.get_num_threads()} threads, torch {torch.__version__}; target {TARGET:.0%}")
    print(f"{'':<28}{'accuracy':>10}{'seconds':>10}{'s/epoch':>10}   reached")
    for name in args.only or _RACERS:
        title, run = _RACERS[name]
        results = [run(args.data, seed) for seed in range(1, args.rounds + 1)]
        accuracies = [result.accuracy for result in results]
        print(
            f"{title:<28}{statistics.median(accuracies):>10.2%}"
            f"{statistics.median(result.seconds for result in results):>10.0f}"
            f"{statistics.median(result.seconds_an_epoch for result in results):>10.1f}"
            f"   {sum(accuracy >= TARGET for accuracy in accuracies)} of {len(results)}",
            flush=True,
        )


def _ours(model: str) -> Callable[[str, int], Result]:
    def run(data: str, seed: int) -> Result:
        with tempfile.TemporaryDirectory() as runs:
            return _train(["--model", model, "--data", data, "--seed", str(seed), "--runs", runs])

    return run


def _train(options: list[str]) -> Result:
    """Start the program and read along until it has tested."""
    command = [sys.executable, "-m", "cifar_desktop", "train", "--preset", "quick-94", "--json", *options]
    began = time.perf_counter()
    longest = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        for line in process.stdout or ():
            event = json.loads(line)
            if event["event"] == "EpochFinished":
                longest = max(longest, event["seconds"])
                _tell(event, time.perf_counter() - began)
            elif event["event"] == "RunFinished":
                seconds = time.perf_counter() - began
                return Result(seconds=seconds, seconds_an_epoch=longest, accuracy=event["test_accuracy"])
    raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")


def _tell(event: Mapping[str, float], seconds: float) -> None:
    """Let whoever waits see how far it is."""
    said = f"epoch {event['epoch']}: {event['validation_accuracy']:.2%} in validation after {seconds:.0f} s"
    print(said, file=sys.stderr, flush=True)


def _peer(data: str, seed: int) -> Result:
    done = race(open_data_set(data), seed=seed)
    return Result(seconds=done.seconds, seconds_an_epoch=done.seconds_an_epoch, accuracy=done.accuracy)


_RACERS: Mapping[str, tuple[str, Callable[[str, int], Result]]] = {
    "sprint": ("quick-94", _ours("sprint")),
    "lean": ("quick-94 with ResNet-9 lean", _ours("resnet9-lean")),
    "full": ("quick-94 with ResNet-9", _ours("resnet9")),
    "airbench94": ("airbench94, 9.9 epochs", _peer),
}


if __name__ == "__main__":
    main()
