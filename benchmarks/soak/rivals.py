"""Two windows are told to go on with the same run at the same moment: one trains it, and the other says who does.

The one that trains is killed once the other has given up, so that the next two find a lock that nobody holds any more.
In the end one comes to the run's end, and the weights are compared, bit for bit, with those of an undisturbed training.
"""

import random
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.soak._comparison import TRAIN, differences, undisturbed
from benchmarks.soak._nursery import HAS_FORK, NEEDS_FORK, PATIENCE_S, Child, Nursery
from benchmarks.soak._patients import QUICK, as_options
from benchmarks.soak.fault import Fault, Outcome

_TRAIN_IN_WINDOW = "benchmarks.soak._patients:train_in_window"
_REFUSAL = "is being trained just now"
_SLOW_S = 0.1  # a step of a write on their disk, so that neither has ended before the other begins
_LOOK_S = 0.02


def compete(times: int, seed: int, scratch: Path) -> Outcome:
    """Let so many pairs of windows at the same run."""
    if not HAS_FORK:
        return Outcome.out_of_reach(NEEDS_FORK)
    home, chance, troubles = scratch / "home", random.Random(seed), list[str]()
    survived = ended = 0
    with Nursery(home) as one, Nursery(home) as other:
        expected = undisturbed(one, scratch)
        run = _begun_run(one, scratch / "runs-0")
        for number in range(times):
            pair = [
                _window(nursery, scratch / f"{number}-{place}.log", run, chance.randrange(2**31))
                for place, nursery in enumerate((one, other))
            ]
            found = [*_what_came_of(pair), *_unreadable(run)]
            troubles += [f"pair {number + 1} of seed {seed}: {trouble}" for trouble in found]
            survived += not found
            if (run / "result.json").exists():
                troubles += differences(run, expected)
                ended += 1
                run = _begun_run(one, scratch / f"runs-{ended}")
        last = _window(one, scratch / "last.log", run, None)
        if last.code() != 0:
            troubles.append(f"the last one did not come to its end: {last.text[-500:]}")
        troubles += differences(run, expected)
    is_whole = survived == times and not troubles
    return Outcome(tried=times, survived=times if is_whole else min(survived, times - 1), details=troubles)


def _begun_run(nursery: Nursery, runs: Path) -> Path:
    """Return the folder of a training that was killed after its first checkpoint."""
    arguments = ["--runs", str(runs), "--checkpoint-seconds", "0", *as_options(QUICK)]
    log = runs.with_suffix(".log")
    child = nursery.begin(TRAIN, log, arguments=arguments, slow_seed=0, longest_s=_SLOW_S)
    while not child.of("CheckpointSaved") and child.runs_for(_LOOK_S):
        pass
    child.kill()
    return next(runs.glob("*/"))


def _window(nursery: Nursery, log: Path, run: Path, slow_seed: int | None) -> Child:
    """Open a window that goes on with a run."""
    return nursery.begin(_TRAIN_IN_WINDOW, log, settings=QUICK, resume=str(run), slow_seed=slow_seed, longest_s=_SLOW_S)


def _what_came_of(pair: Sequence[Child]) -> list[str]:
    """Wait until one has given up and the other trains, kill that one, and return what was not so."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and all(child.runs_for(_LOOK_S) for child in pair):
        pass
    losers = [child for child in pair if not child.runs_for(0.0)]
    winners = [child for child in pair if child not in losers]
    while time.monotonic() < deadline and any(
        not child.of("StepProgressed") and child.runs_for(_LOOK_S) for child in winners
    ):
        pass
    for child in pair:
        child.kill()
    if len(winners) != 1 or _REFUSAL not in losers[0].text or losers[0].of("StepProgressed"):
        return [f"not one of both trained: {' | '.join(child.text[-300:] for child in pair)}"]
    return [f"it said: {child.text[-800:]}" for child in pair if "Traceback" in child.text]


def _unreadable(run: Path) -> list[str]:
    """Return what of the run cannot be read any more."""
    from cifar_desktop.errors import UserError
    from cifar_desktop.inference.weights import read_weights
    from cifar_desktop.training.checkpoint import read_checkpoint
    from cifar_desktop.training.run_history import read_summary

    summary = read_summary(run)
    troubles = [] if summary.state in ("interrupted", "finished") else [f"{summary.state}: {summary.reason}"]
    try:
        read_checkpoint(run / "checkpoint.safetensors")
        if (run / "best.safetensors").exists():
            read_weights(run / "best.safetensors")
    except UserError as error:
        troubles.append(str(error))
    return troubles


FAULTS = (Fault(name="rivals", title="two windows go on with the same run", run=compete, times=20),)
