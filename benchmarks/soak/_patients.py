"""What the processes to be harmed do: train without a window, or with one."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.soak._slow_disk import make_disk_slow
from cifar_desktop.tasks import CancelToken, Report

if TYPE_CHECKING:
    from cifar_desktop.data.dataset import DataSet

# Steps of some hundredths of a second on few pictures, and nothing that chance decides anew.
BATCH_SIZE = 32
QUICK: dict[str, Any] = {
    "model": "simple-cnn",
    "batch_size": BATCH_SIZE,
    "epochs": 5,
    "validation_fraction": 0.25,
    "device": "cpu",
    "precision": "float32",
    "mirror_at_test": False,
    "seed": 3,
}
NUM_TRAIN, NUM_TEST = 320, 60


def as_options(settings: dict[str, Any]) -> list[str]:
    """Return settings as options of the command line."""
    options = []
    for name, value in settings.items():
        option = name.replace("_", "-")
        options += [f"--{'' if value else 'no-'}{option}"] if isinstance(value, bool) else [f"--{option}", str(value)]
    return options


def take_few_pictures() -> None:
    """Let trainings of this process see a part of the bundled sample only."""
    import torch

    from cifar_desktop.training import start

    def open_few(source: str, *, report: Report, cancel: CancelToken) -> "DataSet":
        data: DataSet = open_data_set(source, report=report, cancel=cancel)
        train, test = (
            some.subset(torch.arange(0, len(some), len(some) // number)[:number])
            for some, number in ((data.train, NUM_TRAIN), (data.test, NUM_TEST))
        )
        return replace(data, train=train, test=test)

    open_data_set = vars(start)["open_data_set"]
    vars(start)["open_data_set"] = open_few


def train(arguments: Sequence[str], slow_seed: int | None = None, longest_s: float = 0.02) -> int:
    """Train as the command line does, on few pictures."""
    take_few_pictures()
    if slow_seed is not None:
        make_disk_slow(slow_seed, longest_s)
    from cifar_desktop import cli

    return cli.main(["train", "--json", *arguments])


def train_recorded(arguments: Sequence[str], record: str) -> int:
    """Train, and write down every write, flush and rename in the words of strace."""
    lines: list[str] = []
    fsync, replace_file = os.fsync, os.replace

    def note_open(event: str, what: tuple[Any, ...]) -> None:
        if (
            event == "open"
            and isinstance(what[2], int)
            and what[2] & (os.O_WRONLY | os.O_RDWR)
            and str(what[1]) != "rb+"
        ):
            lines.append(f"write(0<{os.fspath(what[0])}>) = 1" if isinstance(what[0], str | Path) else "")

    def note_flush(descriptor: int) -> None:
        lines.append(f"fsync(0<{Path(f'/proc/self/fd/{descriptor}').readlink()}>) = 0")
        fsync(descriptor)

    def note_rename(source: Path, destination: Path) -> None:
        lines.append(f'rename("{source}", "{destination}") = 0')
        replace_file(source, destination)

    sys.addaudithook(note_open)
    os.fsync, os.replace = note_flush, note_rename  # type: ignore[assignment]
    try:
        return train(arguments)
    finally:
        Path(record).write_text("\n".join(lines))


def train_in_window(
    settings: dict[str, Any], resume: str = "", slow_seed: int | None = None, longest_s: float = 0.02
) -> int:
    """Train in the window, offscreen, until the training ends; what it reports is printed."""
    take_few_pictures()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if slow_seed is not None:
        make_disk_slow(slow_seed, longest_s)
    from benchmarks.soak._window import TrainingWindow

    return TrainingWindow(settings, Path(resume) if resume else None).run(sys.argv[:1])


def close_in_mid_training(settings: dict[str, Any], after_ms: int) -> int:
    """Train in the window, and close it so long after the first word of the training."""
    take_few_pictures()
    from benchmarks.soak._window import ClosingWindow

    return ClosingWindow(settings, after_ms).run(sys.argv[:1])
