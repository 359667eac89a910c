"""The process in which cases are tried, with limits: `python -m benchmarks.soak.trial_child AREA FIRST LAST SEED DIR`.

It says on its standard output, a line of JSON each, when a case begins and how it ended. What a case prints on the
standard error, warnings included, is held against it.
"""

import importlib
import json
import os
import re
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path
from typing import Any, TextIO

from benchmarks.soak.trials import MAX_BYTES, MAX_SECONDS, Trial, Unsurvived

_ENOUGH_LINES = 6


def main() -> None:
    """Try the cases."""
    area, first, last, seed, scratch = sys.argv[1:]
    words = os.fdopen(os.dup(1), "w", encoding="utf-8")
    module = importlib.import_module(area)
    trial: Trial = module.trial(Path(scratch), int(seed))
    limit, tolerated = getattr(module, "MAX_SECONDS", MAX_SECONDS), getattr(module, "TOLERATED", "(?!)")
    _limit_memory()
    warnings.simplefilter("always")
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        for case in range(int(first), int(last)):
            _say(words, event="begun", case=case)
            _say(words, event="ended", case=case, limit=limit, **_tried(trial, case, said, tolerated))


def _tried(trial: Trial, case: int, said: Any, tolerated: str) -> dict[str, object]:
    """Try one case and return how it ended."""
    said_before, (peak_before, size_before) = os.fstat(said.fileno()).st_size, _addresses()
    started, word, wrong = time.process_time(), "failed", ""
    try:
        word = trial(case)
    except Unsurvived as error:
        wrong = " / ".join([str(error), *getattr(error, "__notes__", ())])
    except BaseException:  # noqa: BLE001 - whatever it is, it should have been a refusal in words
        lines = traceback.format_exc().strip().splitlines()
        wrong = " / ".join(line.strip() for line in lines[-_ENOUGH_LINES:])
    seconds = time.process_time() - started
    peak = _addresses()[0]
    sys.stderr.flush()
    if os.fstat(said.fileno()).st_size > said_before:
        said.seek(said_before)
        printed = said.read().decode(errors="replace").splitlines()
        printed = [line for line in printed if line.strip() and not re.match(tolerated, line)]
        wrong = " / ".join([*filter(None, [wrong]), *(f"it printed: {line}" for line in printed)])
    grown = peak - size_before if peak > peak_before else 0
    return {"word": word, "wrong": wrong, "seconds": seconds, "grown": grown}


def _say(words: TextIO, **told: object) -> None:
    words.write(json.dumps(told) + "\n")
    words.flush()


def _limit_memory() -> None:
    """Have the system refuse whatever goes clearly beyond what is allowed."""
    if sys.platform.startswith("linux"):
        import resource  # not on Windows

        limit = _addresses()[1] + MAX_BYTES + MAX_BYTES // 2
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _addresses() -> tuple[int, int]:
    """Return how many bytes of addresses this process had at most, and has now; 0 where the system tells neither."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0, 0
    told = {name: rest.split() for name, _, rest in (line.partition(":") for line in lines)}
    return int(told["VmPeak"][0]) * 1024, int(told["VmSize"][0]) * 1024


if __name__ == "__main__":
    main()
