"""Random clicking, typing and dropping in the real window, offscreen, while it trains, labels a folder and films.

No exception, no warning of Qt's, no dialog and no training that is stuck, no gap of the event loop over a quarter of a
second; and once the window is closed in mid-training, the process ends within 5 s with everything saved. On a machine
that is busy with something else, gaps are as long as others want them to be: how much the window's thread has computed
in each stands beside it.
"""

import random
import time
from functools import partial
from pathlib import Path

from benchmarks.soak._nursery import HAS_FORK, NEEDS_FORK, PATIENCE_S, Child, Nursery
from benchmarks.soak._patients import QUICK
from benchmarks.soak.fault import Fault, Outcome

SECONDS = 180.0  # for each seed
LONGEST_GAP_MS, LONGEST_CLOSING_S = 250.0, 5.0
SLOW = "slow: "  # begins what is a matter of time alone
_LOOK_S = 0.01


def let_monkeys_loose(times: int, seed: int, scratch: Path, *, seconds: float = SECONDS) -> Outcome:
    """Let so many monkeys, each with a seed of its own, at a window for so long."""
    if not HAS_FORK:
        return Outcome.out_of_reach(NEEDS_FORK)
    details: list[str] = []
    survived = 0
    for number in range(seed, seed + times):
        home = scratch / f"home-{number}"
        place = scratch / f"things-{number}"
        place.mkdir()
        with Nursery(home) as nursery:
            log = scratch / f"{number}.log"
            child = nursery.begin(
                "benchmarks.soak._monkey:let_loose", log, seed=number, seconds=seconds, scratch=str(place)
            )
            closing_s = _closing_time(child, seconds + PATIENCE_S)
        found = [*_troubles(child), *_too_slow(child, closing_s), *unsaved(home / "runs")]
        details += [f"seed {number}: {one}" for one in found]
        details += [f"note: seed {number}: {_gaps_in_words(child)}; closed in {closing_s:.1f} s"]
        survived += not found
    return Outcome(tried=times, survived=survived, details=details)


def close_at_any_moment(times: int, seed: int, scratch: Path) -> Outcome:
    """Close so many windows in mid-training, each at another moment, and answer that it is to be saved."""
    if not HAS_FORK:
        return Outcome.out_of_reach(NEEDS_FORK)
    chance, details, survived, longest = random.Random(seed), [], 0, 0.0
    with Nursery(scratch / "home") as nursery:
        for number in range(times):
            log, after_ms = scratch / f"{number}.log", chance.randrange(3_000)
            settings = {**QUICK, "epochs": 1_000}
            child = nursery.begin(
                "benchmarks.soak._patients:close_in_mid_training", log, settings=settings, after_ms=after_ms
            )
            closing_s = _closing_time(child, PATIENCE_S)
            longest = max(longest, closing_s)
            found = [*_troubles(child), *_too_slow(child, closing_s), *unsaved(scratch / "home" / "runs")]
            saved, done = (
                max((each["step"] for each in child.of(name)), default=0)
                for name in ("CheckpointSaved", "StepProgressed")
            )
            if saved < done:
                found.append(f"step {done} was done, and step {saved} saved")
            details += [f"after {after_ms} ms, try {number + 1} of seed {seed}: {one}" for one in found]
            survived += not found
    return Outcome(tried=times, survived=survived, details=[*details, f"note: at most {longest:.1f} s to the end"])


def unsaved(runs: Path) -> list[str]:
    """Return what is wrong with the runs that a window has left: each has ended or can go on, and none is in use."""
    from cifar_desktop.training.run_history import read_history

    return [
        f"the run {run.path.name} is {run.state}: {run.reason}"
        for run in read_history(runs)
        if run.state not in ("finished", "interrupted") or (run.epochs_done and not run.can_resume and not run.outcome)
    ]


def _closing_time(child: Child, patience_s: float) -> float:
    """Wait for the end; return how long it took from the wish to close."""
    deadline = time.monotonic() + patience_s
    while not child.of("Closing") and child.runs_for(_LOOK_S) and time.monotonic() < deadline:
        pass
    began = time.monotonic()
    if child.code(PATIENCE_S) is None:
        child.kill()
    return time.monotonic() - began


def _troubles(child: Child) -> list[str]:
    """Return what happened that must not."""
    troubles = [f"{each['what']} (after: {each['after']})" for each in child.of("Trouble")]
    if child.code(0.0) != 0:
        troubles.append(f"it ended with {child.code(0.0)}: {child.text[-800:]}")
    elif "Traceback" in child.text and not troubles:
        troubles.append(child.text[child.text.index("Traceback") :][:800])
    return troubles


def _too_slow(child: Child, closing_s: float) -> list[str]:
    slow = [f"{SLOW}closing took {closing_s:.1f} s"] if closing_s > LONGEST_CLOSING_S else []
    gaps = [gap for event in child.of("Gaps") for gap in event["worst"] if gap["ms"] > LONGEST_GAP_MS]
    return slow + [
        f"{SLOW}{gap['ms']} ms without a turn, {gap['computed_ms']} of them own, after {gap['deed']}" for gap in gaps
    ]


def _gaps_in_words(child: Child) -> str:
    events = child.of("Gaps")
    if not events:
        return "no gaps were measured"
    worst, computed = events[-1]["worst"], events[-1]["computed"]
    return f"longest gap {worst[0]['ms']} ms, longest computed by the window {computed[0][0]} ms ({computed[0][1]})"


FAULTS = (
    Fault(name="monkey", title="a monkey at the window", run=partial(let_monkeys_loose, seconds=SECONDS), times=10),
    Fault(name="close", title="closed in mid-training", run=close_at_any_moment, times=20),
)
