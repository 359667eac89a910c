"""The disk says no in mid-training: it is full, read-only, forbidden, or the folder has gone.

The training has to go on, or to stop with a sentence, and the last checkpoint that was reported has to stay whole. Once
the trouble has passed, the run has to come to the very weights of one that never had it, if need be by resuming it.
"""

import contextlib
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.soak._checks import lost, only_run, resumed, unsaid
from benchmarks.soak._comparison import TRAIN, differences, undisturbed
from benchmarks.soak._nursery import HAS_FORK, NEEDS_FORK, Nursery
from benchmarks.soak._patients import QUICK, as_options
from benchmarks.soak.fault import Fault, Outcome

DISK_SIZE = "20m"
_HARMED = "benchmarks.soak._harm:train_harmed"
_NUM_STEPS = 35


class _NotHereError(Exception):
    """The fault cannot be tried on this machine; the message says why."""


def harm_disk(harm: str, times: int, seed: int, scratch: Path) -> Outcome:
    """Let the harm happen in so many trainings, each at another step, and pass in every other one."""
    if not HAS_FORK:
        return Outcome.out_of_reach(NEEDS_FORK)
    chance = random.Random(seed)
    troubles: list[str] = []
    survived = 0
    try:
        with (
            Nursery(scratch / "home") as nursery,
            _disk(scratch / "disk", is_small=harm in ("full", "read-only")) as disk,
        ):
            expected = undisturbed(nursery, scratch)
            for number in range(times):
                begin = chance.randrange(1, _NUM_STEPS - 3)
                end = chance.randrange(begin + 1, _NUM_STEPS - 1) if number % 2 else None
                runs, log = disk / str(number), scratch / f"{number}.log"
                if harm == "read-only":
                    found = _resumed_read_only(nursery, log, runs, chance)
                else:
                    found = _harmed(nursery, log, runs, harm=harm, begin=begin, end=end)
                if harm != "removed":
                    found += resumed(nursery, scratch / f"{number}-resumed.log", runs) or differences(
                        only_run(runs), expected
                    )
                troubles += [f"{harm} at {begin} until {end}, try {number + 1} of seed {seed}: {one}" for one in found]
                survived += not found
                shutil.rmtree(runs, ignore_errors=True)
    except _NotHereError as error:
        return Outcome.out_of_reach(str(error))
    cost = "the run: its folder is gone" if harm == "removed" else "nothing, once it has passed"
    return Outcome(tried=times, survived=survived, lost=cost, details=troubles)


def _harmed(nursery: Nursery, log: Path, runs: Path, *, harm: str, begin: int, end: int | None) -> list[str]:
    """Train, with the harm from a step on; return what did not go as it should."""
    arguments = ["--runs", str(runs), "--checkpoint-seconds", "0", *as_options(QUICK)]
    child = nursery.begin(
        _HARMED, log, arguments=arguments, harm=harm, folder=str(runs), at_step=begin, until_step=end
    )  # fmt: skip
    code = child.code()
    runs.chmod(0o755)
    for each in runs.glob("*/"):
        each.chmod(0o755)
    (runs / "filler").unlink(missing_ok=True)
    troubles = unsaid(child, code)
    if not child.of("CheckpointFailed") and code == 0:
        troubles.append("the harm was not noticed")
    return troubles if harm == "removed" else [*troubles, *lost(child, only_run(runs))]


def _resumed_read_only(nursery: Nursery, log: Path, runs: Path, chance: random.Random) -> list[str]:
    """Interrupt a training, make its disk read-only, and resume it there; return what did not go as it should."""
    arguments = ["--runs", str(runs), "--checkpoint-seconds", "0", *as_options(QUICK)]
    child = nursery.begin(TRAIN, log, arguments=arguments)
    number = chance.randrange(2, 12)
    while len(child.of("CheckpointSaved")) < number and child.runs_for(0.01):
        pass
    child.kill()
    run = only_run(runs)
    before = (run / "checkpoint.safetensors").read_bytes()
    _mount("-o", "remount,ro", str(runs.parent))
    try:
        refused = nursery.begin(TRAIN, log.with_suffix(".new.log"), arguments=[*arguments[:2], *as_options(QUICK)])
        troubles = [] if refused.code() == 2 else ["a new run was not refused"]
        child = nursery.begin(TRAIN, log.with_suffix(".ro.log"), arguments=["--resume", str(run)])
        troubles += unsaid(child, child.code())
    finally:
        _mount("-o", "remount,rw", str(runs.parent))
    if (run / "checkpoint.safetensors").read_bytes() != before:
        troubles.append("the checkpoint is another one")
    return troubles + ([] if child.of("CheckpointFailed") else ["that nothing could be saved was not said"])


@contextlib.contextmanager
def _disk(folder: Path, *, is_small: bool) -> Iterator[Path]:
    """Return a folder, on a small disk of its own where that is wanted."""
    folder.mkdir(parents=True)
    if not is_small:
        yield folder
        return
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        raise _NotHereError("needs root on Linux, to mount a small disk")
    _mount("-t", "tmpfs", "-o", f"size={DISK_SIZE}", "none", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def _mount(*arguments: str) -> None:
    if subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode:
        raise _NotHereError("this machine does not let us mount a disk")


FAULTS = (
    Fault(name="disk-full", title="disk full in mid-training", run=partial(harm_disk, "full"), times=10),
    Fault(name="disk-read-only", title="disk read-only", run=partial(harm_disk, "read-only"), times=4),
    Fault(name="disk-forbidden", title="no permission any more", run=partial(harm_disk, "forbidden"), times=10),
    Fault(name="disk-removed", title="folder removed in mid-training", run=partial(harm_disk, "removed"), times=10),
)
