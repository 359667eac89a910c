"""A loss of power leaves each file as it was or as it is to be: that follows from the order in which it is written.

A training is watched: by strace where that is there, which sees what reaches the kernel, otherwise from within. Each
file has to be written under another name, flushed, renamed, and its folder flushed, before the next one is begun.
"""

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.soak._nursery import HAS_FORK, Nursery
from benchmarks.soak._patients import QUICK, as_options
from benchmarks.soak.fault import Fault, Outcome

# Nobody misses them after a loss of power: who trains, and the events of TensorBoard, which grow while it reads them.
NO_MATTER = re.compile(r"training\.lock$|events\.out\.tfevents\.")
_SYSTEM_CALLS = "open,openat,write,pwrite64,writev,ftruncate,fsync,fdatasync,rename,renameat,renameat2"
_ON_FILE = re.compile(r"^(write|pwrite64|writev|ftruncate|fsync|fdatasync)\(\d+<([^>]*)>.* = \d")
_RENAME = re.compile(r'^rename(?:at2?)?\(.*?"([^"]+)".*?"([^"]+)".* = 0')


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Something that was asked of the system; `to` is where a file was renamed to."""

    kind: Literal["write", "flush", "rename"]
    path: str
    to: str = ""


def watch_writing(times: int, seed: int, scratch: Path) -> Outcome:
    """Watch so many epochs of a training, each of which writes its files many times."""
    if not HAS_FORK or not sys.platform.startswith("linux"):
        return Outcome.out_of_reach("needs Linux, to see what a descriptor is of")
    runs, arguments = scratch / "runs", as_options({**QUICK, "epochs": times, "seed": seed, "checkpoint_seconds": 0.0})
    arguments += ["--runs", str(runs)]
    strace = shutil.which("strace")
    watched = ("-ff", "-y", "-qq", "--seccomp-bpf", "-e", f"trace={_SYSTEM_CALLS}", "-o", str(scratch / "calls"))
    with Nursery(scratch / "home", prefix=(strace, *watched) if strace else ()) as nursery:
        target = "train" if strace else "train_recorded"
        record = {} if strace else {"record": str(scratch / "calls.0")}
        child = nursery.begin(f"benchmarks.soak._patients:{target}", scratch / "log", arguments=arguments, **record)
        code = child.code()
    num_files, troubles = 0, [] if code == 0 else [child.text[-800:]]
    for file in sorted(scratch.glob("calls.*")):
        calls = [call for call in _calls(file.read_text(errors="replace").splitlines()) if str(runs) in call.path]
        num_files += sum(call.kind == "rename" for call in calls)
        troubles += misplaced(calls)
    how = "note: as strace saw it" if strace else "note: as the process saw itself; there is no strace here"
    return Outcome(tried=num_files, survived=num_files - len(troubles), details=[*troubles, how])


def misplaced(calls: Sequence[Call]) -> list[str]:
    """Return what a loss of power could have left half, in sentences."""
    troubles: list[str] = []
    unflushed: set[str] = set()
    folder_due = ""
    for call in calls:
        name = Path(call.path).name
        if call.kind == "flush":
            unflushed.discard(call.path)
            folder_due = "" if call.path == folder_due else folder_due
            continue
        if NO_MATTER.match(name):
            continue
        if folder_due:
            troubles.append(f"{name}: begun before the folder was flushed after the file before it")
            folder_due = ""
        if call.kind == "write":
            unflushed.add(call.path)
            if not name.endswith(".part"):
                troubles.append(f"{name}: written in its own place")
        else:
            if call.path in unflushed:
                troubles.append(f"{name}: renamed before it was flushed")
            folder_due = str(Path(call.to).parent)
    return [*troubles, f"{folder_due}: not flushed after the last file"] if folder_due else troubles


def _calls(lines: Sequence[str]) -> Iterator[Call]:
    """Yield what strace wrote down."""
    for line in lines:
        if match := _ON_FILE.match(line):
            yield Call(kind="flush" if "sync" in match[1] else "write", path=match[2])
        elif match := _RENAME.match(line):
            yield Call(kind="rename", path=match[1], to=match[2])


FAULTS = (Fault(name="power-loss", title="power lost: the order of every write", run=watch_writing, times=4),)
