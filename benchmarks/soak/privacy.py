"""Nothing is sent anywhere: the window's main flows in a process that may open no socket.

Python's own hook tells of every socket that Python opens. Where strace is there, it is asked as well what Qt, torch and
the system's libraries have opened. The download button has to be noticed, or the watch would be blind.
"""

import re
import shutil
from pathlib import Path

from benchmarks.soak._nursery import HAS_FORK, NEEDS_FORK, Nursery
from benchmarks.soak.fault import Fault, Outcome

_OUTWARD = re.compile(r"socket\(AF_(?!UNIX|LOCAL|NETLINK)\w+|sa_family=AF_INET")
_FLOWS = ("open", "train", "evaluate", "classify", "camera", "runs")


def keep_to_itself(times: int, seed: int, scratch: Path) -> Outcome:  # noqa: ARG001 - nothing is left to chance
    """Walk through the flows so many times."""
    if not HAS_FORK:
        return Outcome.out_of_reach(NEEDS_FORK)
    strace = shutil.which("strace")
    watched = ("-f", "-qq", "--seccomp-bpf", "-e", "trace=network", "-o", str(scratch / "calls"))
    troubles: list[str] = []
    with Nursery(scratch / "home", prefix=(strace, *watched) if strace else ()) as nursery:
        for number in range(times):
            place = scratch / str(number)
            place.mkdir()
            log = scratch / f"{number}.log"
            child = nursery.begin("benchmarks.soak._private_window:walk_through", log, scratch=str(place))
            if child.code() != 0:
                troubles.append(child.text[-800:])
            done = {event["flow"] for event in child.of("Done")}
            troubles += [f"{flow}: not done" for flow in _FLOWS if flow not in done]
            sockets = child.of("Socket")
            troubles += [f"{each['flow']}: {each['what']}" for each in sockets if each["flow"] != "download"]
            troubles += [f"{each['flow']} started {each['what']}" for each in child.of("Program")]
            if not any(each["flow"] == "download" for each in sockets):
                troubles.append("the download button was not noticed, so the watch is blind")
    calls = (scratch / "calls").read_text(errors="replace").splitlines() if strace else []
    troubles += [f"seen by strace: {line}" for line in calls if _OUTWARD.search(line)]
    note = "note: strace watched too" if strace else "note: without strace, only what Python opens was seen"
    tried = times * len(_FLOWS)
    return Outcome(tried=tried, survived=max(0, tried - len(troubles)), details=[*troubles, note])


FAULTS = (Fault(name="privacy", title="no socket but by the download button", run=keep_to_itself, times=1),)
