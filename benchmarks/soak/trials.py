"""Tries many cases in a process of their own with limits, so that one that crashes or hangs ends only itself.

An area is a module with a function `trial(scratch, seed)`, which reads something good once and returns what tries
case 0, 1, 2 … of that seed: a function that returns a word for what came of it ("read", "refused") and raises
`Unsurvived`, or anything else, where that is not as it should be. `MAX_SECONDS` is its limit, where it has another.
"""

import json
import queue
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from benchmarks.soak.fault import Outcome

Trial = Callable[[int], str]

MAX_SECONDS = 2.0  # of the processor's time, so that a busy machine accuses nobody; an area may have its own
MAX_BYTES = 2 * 1024**3  # of addresses beyond those that the process had before the case
_START_LIMIT_S = 600.0
_HANG_LIMIT_S = 90.0  # by the clock: whoever waits for something takes no processor time, except for its turn
_ROOT = Path(__file__).parents[2]


class Unsurvived(AssertionError):  # noqa: N818 - an outcome
    """Raised by a case that did not end as it should."""


def tried_apart(area: str, times: int, seed: int, scratch: Path) -> Outcome:
    """Try cases 0 to `times` of an area in child processes; a new one takes over where one was lost."""
    tally = _Tally()
    case = 0
    while case < times:
        case = _run_child(area, case, times, seed=seed, scratch=scratch, tally=tally)
    return tally.outcome(times)


class _Tally:
    """What came of the cases so far."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._words: Counter[str] = Counter()
        self._slowest = (0.0, -1)
        self._largest = (0, -1)

    def take(self, told: dict[str, Any]) -> None:
        """Take down how a case ended."""
        case, seconds, grown = told["case"], told["seconds"], told["grown"]
        self._words[told["word"]] += 1
        self._slowest = max(self._slowest, (seconds, case))
        self._largest = max(self._largest, (grown, case))
        wrong = [told["wrong"]] if told["wrong"] else []
        if seconds > told["limit"]:
            wrong.append(f"it took {seconds:.1f} s of the processor")
        if grown > MAX_BYTES:
            wrong.append(f"it took {grown / 1024**3:.1f} GiB of addresses")
        if wrong:
            self.faults.append(f"case {case}: {'; '.join(wrong)}")

    def outcome(self, times: int) -> Outcome:
        """Return all of it."""
        words = ", ".join(f"{number} {word}" for word, number in self._words.most_common())
        note = (
            f"note: {words}; the slowest {self._slowest[0]:.2f} s (case {self._slowest[1]}), "
            f"the largest {self._largest[0] / 1024**2:.0f} MiB (case {self._largest[1]})"
        )
        survived = times - len(self.faults)
        lost = "nothing" if survived == times else "see below"
        return Outcome(tried=times, survived=survived, lost=lost, details=[*self.faults, note])


def _run_child(area: str, first: int, last: int, *, seed: int, scratch: Path, tally: _Tally) -> int:
    """Let a child try the cases from `first` on; return the first one that it did not come to."""
    arguments = [area, str(first), str(last), str(seed), str(scratch)]
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.soak.trial_child", *arguments],
        cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace",
    )  # fmt: skip
    lines: queue.Queue[str | None] = queue.Queue()
    listener = threading.Thread(target=_listen, args=(process, lines), daemon=True)
    listener.start()
    begun: int | None = None
    try:
        for told in _told_by(lines, psutil.Process(process.pid)):
            if told["event"] == "begun":
                begun = told["case"]
            elif told["event"] == "ended":
                tally.take(told)
                begun = None
                first = told["case"] + 1
    except TimeoutError:
        process.kill()
        if begun is None:
            raise RuntimeError(f"{area} did not begin, or did not go on") from None
        tally.faults.append(f"case {begun}: it hung for {_HANG_LIMIT_S:.0f} s")
        return begun + 1
    finally:
        process.kill()
        code = process.wait()
        listener.join()
    if begun is None and first < last:
        raise RuntimeError(f"the process for {area} ended with exit code {code} before case {first}")
    if begun is not None:
        tally.faults.append(f"case {begun}: the process ended with {_ending(code)}")
        return begun + 1
    return last


def _listen(process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    """Pass on what the child says, and None when it has ended."""
    if process.stdout:
        with process.stdout as stream:
            for line in stream:
                lines.put(line)
    lines.put(None)


def _told_by(lines: queue.Queue[str | None], child: psutil.Process) -> Iterator[dict[str, Any]]:
    """Yield what the child says, until it ends; raises TimeoutError where it says nothing for too long."""
    limit, computed = _START_LIMIT_S, 0.0
    while True:
        try:
            line = lines.get(timeout=limit)
        except queue.Empty:
            if _is_kept_waiting(child, computed):
                continue
            raise TimeoutError from None
        if line is None:
            return
        yield json.loads(line)
        limit, computed = _HANG_LIMIT_S, _computed(child)


def _is_kept_waiting(child: psutil.Process, computed: float) -> bool:
    """Tell whether it would go on if the machine let it: it is ready to run, and has not computed for long."""
    return child.status() == psutil.STATUS_RUNNING and _computed(child) - computed < _HANG_LIMIT_S


def _computed(child: psutil.Process) -> float:
    """Return how many seconds of a processor it has had; 0 once it has ended."""
    try:
        times = child.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


def _ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
