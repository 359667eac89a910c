"""The machine lets a training down: its memory ends, its GPU fails, it knows no bf16, has one core, or falls asleep.

There is no GPU in this: a step is made to raise what torch raises when one has failed.
"""

import os
import random
import signal
import sys
import time
from functools import partial
from pathlib import Path

from benchmarks.soak._checks import lost, only_run, resumed, unsaid
from benchmarks.soak._comparison import TRAIN, differences, undisturbed
from benchmarks.soak._nursery import HAS_FORK, NEEDS_FORK, Nursery
from benchmarks.soak._patients import BATCH_SIZE, QUICK, as_options
from benchmarks.soak.fault import Fault, Outcome

_HARMED = "benchmarks.soak._harm:train_harmed"
_SAYS = {"memory": "Memory ran out with a batch size of", "device": "The GPU failed: CUDA error"}
_FIRST_STEPS = 30
_SLEEP_S, _SLEEP_STEPS = 12.0, 25  # at least, and in steps: what the engine takes for a sleep
_LOOK_S = 0.05
_OLD_PROCESSORS = (
    {"ATEN_CPU_CAPABILITY": "default", "ONEDNN_MAX_CPU_ISA": "SSE41"},
    {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"},
)


def let_down(harm: str, times: int, seed: int, scratch: Path) -> Outcome:
    """Let the machine fail in so many trainings, each at another step; then resume them."""
    if not HAS_FORK:
        return Outcome.out_of_reach(NEEDS_FORK)
    chance, survived, unharmed = random.Random(seed), 0, 0
    troubles: list[str] = []
    with Nursery(scratch / "home") as nursery:
        expected = undisturbed(nursery, scratch)
        for number in range(times):
            runs, begin = scratch / f"runs-{number}", chance.randrange(1, _FIRST_STEPS)
            arguments = ["--runs", str(runs), "--checkpoint-seconds", "0", *as_options(QUICK)]
            log = scratch / f"{number}.log"
            child = nursery.begin(_HARMED, log, arguments=arguments, harm=harm, folder=str(runs), at_step=begin)
            code = child.code()
            found = [*unsaid(child, code), *lost(child, only_run(runs))]
            if code == 2 and _SAYS.get(harm, "?") not in child.text:
                found.append(f"it does not say why: {child.text[-300:]}")
            unharmed += code == 0
            found += resumed(nursery, scratch / f"{number}-resumed.log", runs) or differences(only_run(runs), expected)
            troubles += [f"{harm} at step {begin}, try {number + 1} of seed {seed}: {one}" for one in found]
            survived += not found
    note = f"note: {unharmed} of {times} went on to the end all the same"
    return Outcome(
        tried=times, survived=survived, lost="the steps since the last checkpoint", details=[*troubles, note]
    )


def old_processor(times: int, seed: int, scratch: Path) -> Outcome:
    """Train on processors without bf16, in the precision that the program chooses, and in bf16 all the same."""
    if not HAS_FORK:
        return Outcome.out_of_reach(NEEDS_FORK)
    details: list[str] = []
    survived = 0
    for number in range(times):
        environment = _OLD_PROCESSORS[number % len(_OLD_PROCESSORS)]
        with Nursery(scratch / "home", environment=environment) as nursery:
            for precision in ("auto", "bf16"):
                runs = scratch / f"{number}-{precision}"
                settings = {**QUICK, "epochs": 1, "seed": seed, "precision": precision}
                arguments = ["--runs", str(runs), *as_options(settings)]
                child = nursery.begin(TRAIN, scratch / f"{number}-{precision}.log", arguments=arguments)
                code = child.code()
                survived += code == 0
                if code != 0:
                    details.append(f"{environment}, {precision}: {child.text[-500:]}")
                details += [
                    f"note: {precision} on such a processor is {event['precision']}: {event['reason']}"
                    for event in child.of("RunStarted")
                    if number < len(_OLD_PROCESSORS)
                ]
    return Outcome(tried=2 * times, survived=survived, details=details)


def one_core(times: int, seed: int, scratch: Path) -> Outcome:  # noqa: ARG001 - nothing is left to chance
    """Train on one core, with as many threads as torch likes."""
    if not HAS_FORK or not sys.platform.startswith("linux"):
        return Outcome.out_of_reach("needs Linux, to take cores away from a process")
    troubles: list[str] = []
    before = os.sched_getaffinity(0)
    with Nursery(scratch / "home") as nursery:
        expected = undisturbed(nursery, scratch)
    try:
        os.sched_setaffinity(0, {min(before)})
        with Nursery(scratch / "home") as nursery:
            for number in range(times):
                runs = scratch / f"runs-{number}"
                arguments = ["--runs", str(runs), *as_options(QUICK)]
                child = nursery.begin(TRAIN, scratch / f"{number}.log", arguments=arguments)
                bad = unsaid(child, child.code()) or differences(only_run(runs), expected)
                troubles += bad
    finally:
        os.sched_setaffinity(0, before)
    return Outcome(tried=times, survived=times - len(troubles), details=troubles)


def sleep(times: int, seed: int, scratch: Path) -> Outcome:
    """Stop the process as a shell does with Ctrl-Z, and let it go on; neither time taken nor time left may notice."""
    if not HAS_FORK:
        return Outcome.out_of_reach(NEEDS_FORK)
    chance = random.Random(seed)
    troubles: list[str] = []
    with Nursery(scratch / "home") as nursery:
        arguments = ["--runs", str(scratch / "runs"), *as_options({**QUICK, "epochs": 10_000})]
        child = nursery.begin(TRAIN, scratch / "log", arguments=arguments)
        for number in range(times):
            wanted = len(child.of("StepProgressed")) + chance.randrange(12, 30)
            while len(child.of("StepProgressed")) < wanted:
                if not child.runs_for(_LOOK_S):
                    raise RuntimeError(child.text[-800:])
            before = child.of("StepProgressed")[-1]
            slept = max(_SLEEP_S, _SLEEP_STEPS * BATCH_SIZE / before["images_per_second"])
            os.kill(child.pid, signal.SIGSTOP)
            time.sleep(slept)
            seen = len(child.of("StepProgressed"))
            os.kill(child.pid, signal.SIGCONT)
            while len(child.of("StepProgressed")) < seen + 3 and child.runs_for(_LOOK_S):
                pass
            after = child.of("StepProgressed")[-1]
            if after["seconds_elapsed"] - before["seconds_elapsed"] > slept / 2:
                troubles.append(f"sleep {number + 1}: {slept:.0f} s of sleep count as training: {before}, {after}")
            elif after["seconds_left"] > 3 * before["seconds_left"]:
                troubles.append(f"sleep {number + 1}: {before['seconds_left']} s left became {after['seconds_left']}")
        child.kill()
    return Outcome(tried=times, survived=times - len(troubles), details=troubles)


FAULTS = (
    Fault(name="memory", title="out of memory in mid-training", run=partial(let_down, "memory"), times=10),
    Fault(
        name="gpu", title="the GPU fails in mid-training (as torch says it)", run=partial(let_down, "device"), times=10
    ),
    Fault(name="clock", title="the clock on the wall jumps by a year", run=partial(let_down, "clock"), times=4),
    Fault(name="no-bf16", title="a processor without bf16", run=old_processor, times=2),
    Fault(name="one-core", title="one core", run=one_core, times=2),
    Fault(name="sleep", title="put to sleep and woken", run=sleep, times=5),
)
