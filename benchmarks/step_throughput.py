"""How many pictures a second ResNet-9 learns from: our engine against a tutorial's loop and against the bare minimum.

    python -m benchmarks.step_throughput [--rounds 7] [--steps 8] [--batch-size 256] [--device cpu]

Ours is the whole engine as the program runs it: standard preset, augmentation, running mean of the weights,
measurements, events. The bare loop does the step and nothing else, on one batch that lies ready, in the precision that
the engine chooses; where that is float32, the engine's convolutions are quicker than torch's own. The three take turns,
so that a machine that slows down slows them all; the ratios are medians over the rounds.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from benchmarks._loops import Step, bare_step, batches, tutorial_step
from cifar_desktop.data.dataset import DataSet
from cifar_desktop.data.normalise import normalise
from cifar_desktop.data.open import open_data_set
from cifar_desktop.tasks import Event
from cifar_desktop.training.device import DeviceChoice, choose_device
from cifar_desktop.training.events import StepProgressed
from cifar_desktop.training.presets import preset_config
from cifar_desktop.training.runs import RunInfo, create_run
from cifar_desktop.training.trainer import Trainer


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="counted rounds, after one that is not (default: 7)")
    parser.add_argument("--steps", type=int, default=8, help="steps of each in a round (default: 8)")
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--device", default="auto")
    args = parser.parse_args()

    choice = choose_device(args.device)
    data = open_data_set("sample")
    tutorial, bare = tutorial_step(choice.device), bare_step(choice.device, choice.autocast_dtype)
    rates: dict[str, list[float]] = {
        "tutorial loop, float32": [],
        f"bare loop, {choice.precision}": [],
        "our engine": [],
    }
    for counted in [False] + [True] * args.rounds:
        measured = (
            _loop_rate(
                tutorial, _ready(data, choice, args.batch_size, torch.contiguous_format), max(2, args.steps // 2)
            ),
            _loop_rate(bare, _ready(data, choice, args.batch_size, torch.channels_last), args.steps),
            _engine_rate(data, choice, args.batch_size, args.steps),
        )
        if counted:
            for rate, values in zip(measured, rates.values(), strict=True):
                values.append(rate)
    _print_table(rates, choice, args.batch_size)


Source = Iterator[tuple[Tensor, Tensor]]


def _ready(data: DataSet, choice: DeviceChoice, size: int, layout: torch.memory_format) -> Source:
    """Return batches that are normalised and laid out before the clock starts."""
    number = min(len(data.train) // size, 4) * size
    pictures = normalise(data.train.images[:number].to(choice.device), data.mean, data.std)
    return batches(pictures.contiguous(memory_format=layout), data.train.labels[:number].to(choice.device), size)


def _loop_rate(step: Step, source: Source, num_steps: int) -> float:
    """Return the images a second of a loop, after a step that is not counted."""
    pictures, labels = next(source)
    step(pictures, labels)
    _wait(pictures.device)
    began = time.perf_counter()
    for _ in range(num_steps):
        step(*next(source))
    _wait(pictures.device)
    return num_steps * len(labels) / (time.perf_counter() - began)


def _engine_rate(data: DataSet, choice: DeviceChoice, size: int, num_steps: int) -> float:
    """Return the images a second of a real training, from its first step's event to its last one's."""
    number = (num_steps + 1) * size
    positions = torch.arange(number) % len(data.train)
    few = replace(data, train=data.train.subset(positions), test=data.test.subset(torch.arange(10)))
    config = preset_config("standard", epochs=1, batch_size=size, validation_fraction=0.0, checkpoint_seconds=3600)
    times: list[tuple[int, float]] = []

    def note(event: Event) -> None:
        if isinstance(event, StepProgressed):
            times.append((event.step, time.perf_counter()))

    with tempfile.TemporaryDirectory() as folder:
        info = RunInfo(
            config=config, source="sample", data_name=data.name, checksums={}, device=choice.title,
            precision=choice.precision, created="", versions={},
        )  # fmt: skip
        Trainer(create_run(Path(folder), info), few, choice, report=note).train()
    (first_step, began), (last_step, ended) = times[0], times[-1]
    return (last_step - first_step) * size / (ended - began)


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _print_table(rates: dict[str, list[float]], choice: DeviceChoice, size: int) -> None:
    tutorial, bare, ours = rates.values()
    print(f"ResNet-9, batch {size}, {choice.title}, torch {torch.__version__}; {choice.reason}")
    print(f"{'':24}{'images/s':>10}{'lowest':>9}{'highest':>9}")
    for name, values in rates.items():
        print(f"{name:24}{statistics.median(values):10.1f}{min(values):9.1f}{max(values):9.1f}")
    to_tutorial = statistics.median(mine / other for mine, other in zip(ours, tutorial, strict=True))
    to_bare = statistics.median(mine / other for mine, other in zip(ours, bare, strict=True))
    print(f"ours / tutorial loop: {to_tutorial:.2f} (aim: at least 2.3 on a CPU with bf16, 1.6 without)")
    print(f"ours / bare loop:     {to_bare:.3f} (aim: at least 0.97, on a CPU without bf16 1.5)")


if __name__ == "__main__":
    main()
