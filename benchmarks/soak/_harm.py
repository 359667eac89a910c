"""What a process does to the ground that it stands on, in the midst of a training."""

import itertools
import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from benchmarks.soak._patients import train
from cifar_desktop.tasks import Event

NOBODY = 65_534
YEAR_S = 365 * 86_400.0
MEMORY_LEFT_BYTES = 0


def train_harmed(arguments: Sequence[str], harm: str, folder: str, at_step: int, until_step: int | None = None) -> int:
    """Train; after a step, do the harm to the folder or to the process, and after another one undo it."""
    from cifar_desktop.cli import train as command
    from cifar_desktop.training.events import StepProgressed

    show, (do, undo) = vars(command)["print_json"], HARMS[harm]
    state = "before"

    def show_and_harm(event: Event) -> None:
        nonlocal state
        show(event)
        step = event.step if isinstance(event, StepProgressed) else 0
        if state == "before" and step >= at_step:
            state = "harmed"
            do(Path(folder))
        elif state == "harmed" and until_step is not None and step >= until_step:
            state = "healed"
            undo(Path(folder))

    vars(command)["print_json"] = show_and_harm
    return train(arguments)


def _fill(folder: Path) -> None:
    """Fill the disk that the folder lies on, to the last byte."""
    with (folder / "filler").open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(bytes(4096))
        except OSError:
            return


def _free(folder: Path) -> None:
    (folder / "filler").unlink()


def _forbid(folder: Path) -> None:
    """Let nobody look into the run folders any more, nor write there; root is made somebody for that."""
    for each in (*folder.glob("*/"), folder):
        each.chmod(0o000)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)


def _allow(folder: Path) -> None:
    if os.getuid() == 0:
        os.seteuid(0)
    folder.chmod(0o755)
    for each in folder.glob("*/"):
        each.chmod(0o755)


def _remove(folder: Path) -> None:
    for each in folder.glob("*/"):
        shutil.rmtree(each)


def _limit_memory(_folder: Path) -> None:
    """Leave no memory beyond what the process has; what it has freed before, it can still use."""
    import resource

    most = psutil.Process().memory_info().vms + MEMORY_LEFT_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


def _unlimit_memory(_folder: Path) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _nothing(folder: Path) -> None:
    """Leave it as it is."""


def _break_device(_folder: Path) -> None:
    """Let every further step end as one on a GPU does that has failed."""
    import torch

    from cifar_desktop.training.learner import Learner

    def look(*_arguments: object) -> None:
        raise torch.AcceleratorError(
            "CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be asynchronously reported."
        )

    Learner.look = look  # type: ignore[method-assign,assignment]


def _set_clock(_folder: Path) -> None:
    """Let the clock on the wall jump to and fro by a year."""
    real, calls = time.time, itertools.count()
    time.time = lambda: real() + (YEAR_S if next(calls) % 2 else -YEAR_S)


Harm = Callable[[Path], None]
HARMS: dict[str, tuple[Harm, Harm]] = {
    "full": (_fill, _free),
    "forbidden": (_forbid, _allow),
    "removed": (_remove, _nothing),
    "memory": (_limit_memory, _unlimit_memory),
    "clock": (_set_clock, _nothing),
    "device": (_break_device, _nothing),
}
