"""A training is killed with SIGKILL again and again, and goes on each time, until it ends as if nothing had happened.

The disk of the process is made slow, so that most kills come in the midst of a write. After each kill everything in the
run folder is read; after each end the weights are compared, bit for bit, with those of a training that nobody killed.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.soak._comparison import TRAIN, differences, undisturbed
from benchmarks.soak._nursery import HAS_FORK, NEEDS_FORK, PATIENCE_S, Child, Nursery
from benchmarks.soak._patients import QUICK, as_options
from benchmarks.soak.fault import Fault, Outcome

_TRAIN_IN_WINDOW = "benchmarks.soak._patients:train_in_window"
_MOST_LINES = 45  # that a process may say before it is killed: enough to come through the end of an epoch, and of a run
_LOOK_S = 0.01

Begin = Callable[[Nursery, Path, Path, Path | None, int], Child]


@dataclass
class _Tally:
    """What is counted.

    Attributes:
        lost_steps: the most that a kill has cost.
        in_writing: kills that left a file half written, beside the whole ones.
        ended: trainings that came to their end.
    """

    lost_steps: int = 0
    in_writing: int = 0
    ended: int = 0
    troubles: list[str] = field(default_factory=list)


def kill_headless(times: int, seed: int, scratch: Path) -> Outcome:
    """Kill trainings of the command line."""
    return _kill(_begin_headless, times, seed, scratch)


def kill_window(times: int, seed: int, scratch: Path) -> Outcome:
    """Kill windows in which one trains."""
    return _kill(_begin_window, times, seed, scratch)


def _kill(begin: Begin, times: int, seed: int, scratch: Path) -> Outcome:
    """Kill so many processes of a chain of trainings."""
    if not HAS_FORK:
        return Outcome.out_of_reach(NEEDS_FORK)
    tally, chance = _Tally(), random.Random(seed)
    survived = 0
    with Nursery(scratch / "home") as nursery:
        expected = undisturbed(nursery, scratch)
        runs, run, ahead = scratch / "runs", None, 0
        for number in range(times):
            child = begin(nursery, scratch / f"{number}.log", runs, run, chance.randrange(2**31))
            was_killed = _kill_at_some_moment(child, chance)
            run = run or next(iter(sorted(runs.glob("*/"))), None)
            troubles = _troubles(run, child, tally, was_killed=was_killed)
            tally.troubles += [f"kill {number + 1} of seed {seed}: {trouble}" for trouble in troubles]
            survived += not troubles
            if run and (run / "result.json").exists():
                tally.troubles += [f"before kill {number + 1}: {one}" for one in differences(run, expected)]
                tally.ended += 1
                runs, run, ahead = scratch / f"runs-{tally.ended}", None, 0
        if run:
            last = begin(nursery, scratch / "last.log", runs, run, ahead)
            if last.code() != 0:
                tally.troubles.append(f"the last one did not come to its end: {last.text[-500:]}")
            tally.troubles += differences(run, expected)
    note = f"note: {tally.in_writing} of {times} in the midst of a write; {tally.ended} trainings ended in between"
    is_whole = survived == times and not tally.troubles
    return Outcome(
        tried=times,
        survived=times if is_whole else min(survived, times - 1),
        lost=f"at most {tally.lost_steps} steps of training",
        details=[*tally.troubles, note],
    )


def _begin_headless(nursery: Nursery, log: Path, runs: Path, run: Path | None, seed: int) -> Child:
    arguments = ["--resume", str(run)] if run else ["--runs", str(runs), "--checkpoint-seconds", "0"]
    settings = [] if run else as_options(QUICK)
    return nursery.begin(TRAIN, log, arguments=[*arguments, *settings], slow_seed=seed)


def _begin_window(nursery: Nursery, log: Path, runs: Path, run: Path | None, seed: int) -> Child:
    """Begin a window; its runs lie in its home, so the runs asked for are a link to there."""
    from cifar_desktop.training.presets import preset_config

    real = nursery.home / "runs"
    if run is None:
        if real.is_symlink():
            real.unlink()
        runs.mkdir(parents=True, exist_ok=True)
        real.parent.mkdir(parents=True, exist_ok=True)
        real.symlink_to(runs, target_is_directory=True)
    settings = preset_config("quick", **QUICK, checkpoint_seconds=0.0).as_dict()  # as the command line makes them
    return nursery.begin(_TRAIN_IN_WINDOW, log, settings=settings, resume=str(run or ""), slow_seed=seed)


def _kill_at_some_moment(child: Child, chance: random.Random) -> bool:
    """Kill it after some of its words and a moment; tell whether it still lived."""
    lines = chance.choice([0, chance.randrange(3), chance.randrange(_MOST_LINES)])
    deadline = time.monotonic() + PATIENCE_S
    while child.text.count("\n") < lines and child.runs_for(_LOOK_S) and time.monotonic() < deadline:
        pass
    was_alive = child.runs_for(chance.random() * (0.3 if lines else 1.0))
    child.kill()
    return was_alive


def _troubles(run: Path | None, child: Child, tally: _Tally, *, was_killed: bool) -> list[str]:
    """Return what is wrong after a kill: everything that lies there must be whole, and be what was promised."""
    from cifar_desktop.errors import UserError
    from cifar_desktop.training.run_history import read_summary

    troubles = []
    if "Traceback" in child.text or not (was_killed or child.code() in (0, 2)):
        troubles.append(f"it said: {child.text[-800:]}")
    if not run:
        return troubles
    tally.in_writing += any(run.glob(".*.part"))
    summary = read_summary(run)
    if not (run / "run.json").exists():  # killed between the folder and its first file
        return troubles if not list(run.glob("[!.]*")) else [*troubles, "a run without run.json"]
    if summary.state not in ("interrupted", "finished"):
        troubles.append(f"the run counts as {summary.state}: {summary.reason}")
    try:
        troubles += _losses(run, child, tally)
    except UserError as error:
        troubles.append(str(error))
    return troubles


def _losses(run: Path, child: Child, tally: _Tally) -> list[str]:
    """Read everything in the folder; return what was said to be saved and is not there."""
    from cifar_desktop.inference.weights import read_weights
    from cifar_desktop.training.checkpoint import read_checkpoint

    saved = max((event["step"] for event in child.of("CheckpointSaved")), default=0)
    done = max((event["step"] for event in child.of("StepProgressed")), default=0)
    if (run / "best.safetensors").exists():
        read_weights(run / "best.safetensors")
    if not (run / "checkpoint.safetensors").exists():
        return ["a checkpoint that was reported is not there"] if saved else []
    kept = read_checkpoint(run / "checkpoint.safetensors").step
    tally.lost_steps = max(tally.lost_steps, done - kept)
    return [f"step {saved} was said to be saved, and step {kept} is there"] if kept < saved else []


FAULTS = (
    Fault(name="kill", title="killed in mid-training, on the command line", run=kill_headless, times=60),
    Fault(name="kill-window", title="killed in mid-training, in the window", run=kill_window, times=50),
)
