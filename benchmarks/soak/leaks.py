"""Hours of training and of filming: memory must not climb, and threads, handles and timers must not become more.

How memory climbs is the median of all slopes from one count to a later one, after the first fifth of the time: until
then, caches fill and the allocator finds its size. A line of least squares would not do: for moments at the end of an
epoch, a hundred megabytes are given back, and a few counts that meet one of these would tilt it either way.

What a training measures is kept on purpose, for the run's files and its charts: some 50 bytes a step and 500 an epoch.
"""

import itertools
import statistics
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.soak._nursery import HAS_FORK, NEEDS_FORK, Nursery
from benchmarks.soak.fault import Fault, Outcome

MOST_BYTES_AN_HOUR = 5 * 2**20
LONG = "long: "  # begins what only a long time can show
_CONSTANT = ("threads", "handles", "timers")
_WORK = {"train": "steps", "camera": "answers"}
_WARM_UP = 0.2


def hold_on(
    kind: str,
    times: int,
    seed: int,  # noqa: ARG001 - nothing is left to chance
    scratch: Path,
    *,
    is_small: bool = False,
    minute_s: float = 60.0,
) -> Outcome:
    """Train or film for so many minutes."""
    if not HAS_FORK:
        return Outcome.out_of_reach(NEEDS_FORK)
    seconds = minute_s * times
    with Nursery(scratch / "home") as nursery:
        child = nursery.begin(
            "benchmarks.soak._leaky_window:hold_on",
            scratch / "log",
            kind=kind,
            seconds=seconds,
            every_s=min(10.0, seconds / 12),
            is_small=is_small,
        )
        code = child.code(seconds + 600.0)
    held = child.of("Held")
    if code != 0 or len(held) < 4:
        return Outcome(tried=times, survived=0, details=[f"it ended with {code}: {child.text[-800:]}"])
    warm = [each for each in held if each["seconds"] >= _WARM_UP * held[-1]["seconds"]]
    climb = slope([(each["seconds"] / 3600, each["memory"]) for each in warm])
    troubles = [each["what"] for each in child.of("Trouble")]
    troubles += [
        f"{LONG}{name} went from {warm[0][name]} to {warm[-1][name]}" for name in _CONSTANT if _grew(warm, name)
    ]
    if climb > MOST_BYTES_AN_HOUR:
        troubles.append(f"{LONG}memory climbed by {climb / 2**20:.1f} MB an hour")
    last = warm[-1]
    if last[_WORK[kind]] <= warm[0][_WORK[kind]]:
        troubles.append(f"nothing was done: no {_WORK[kind]} came")
    note = (
        f"note: {climb / 2**20:+.1f} MB an hour at {last['memory'] / 2**20:.0f} MB; {last['threads']} threads, "
        f"{last['handles']} handles, {last['timers']} timers; {last['epochs']} epochs of {last['steps']} steps, "
        f"{last['frames']} frames, of which {last['answers']} were answered"
    )
    return Outcome(tried=times, survived=0 if troubles else times, details=[*troubles, note])


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return by how much the second number climbs while the first does by one: the median over all pairs."""
    return statistics.median(
        (later - value) / (after - before) for (before, value), (after, later) in itertools.combinations(points, 2)
    )


def _grew(held: Sequence[dict[str, Any]], name: str) -> bool:
    """Tell whether there is more of it in the second half at all times than there ever was in the first."""
    half = len(held) // 2
    return bool(min(each[name] for each in held[half:]) > max(each[name] for each in held[:half]))


FAULTS = (
    Fault(name="leaks-train", title="minutes of training in the window", run=partial(hold_on, "train"), times=60),
    Fault(name="leaks-camera", title="minutes of filming in the window", run=partial(hold_on, "camera"), times=60),
)
