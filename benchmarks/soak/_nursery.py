"""Processes to be harmed: each begins with torch already loaded, which would otherwise take seconds each time.

    python -m benchmarks.soak._nursery        # not for people: reads a line of JSON for each process and forks

The program runs in them as it is; what is added, such as a disk that is slow, is named by the fault that adds it.
"""

import contextlib
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]
LOADED = ("torch", "PySide6.QtWidgets", "cifar_desktop.cli.train", "cifar_desktop.training.start")
PATIENCE_S = 300.0
FAILED = 70
HAS_FORK = hasattr(os, "fork")
NEEDS_FORK = "needs a system that forks processes (Linux or macOS)"


class Child:
    """A process of the nursery.

    Attributes:
        pid: its number.
        log: the file with all that it printed.
    """

    def __init__(self, nursery: "Nursery", pid: int, log: Path) -> None:
        self.pid, self.log = pid, log
        self._nursery = nursery
        self._code: int | None = None

    @property
    def text(self) -> str:
        """Return all that it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    @property
    def events(self) -> list[dict[str, Any]]:
        """Return what it reported so far; what is no line of JSON, or not yet a whole one, is left out."""
        events = []
        for line in self.text.splitlines():
            with contextlib.suppress(ValueError):
                event = json.loads(line)
                if isinstance(event, dict):
                    events.append(event)
        return events

    def of(self, *names: str) -> list[dict[str, Any]]:
        """Return the events of these names."""
        return [event for event in self.events if event.get("event") in names]

    def kill(self) -> None:
        """End it without a warning, and wait until it is gone."""
        if self.code(0.0) is None:
            os.kill(self.pid, signal.SIGKILL)
            self.code(PATIENCE_S)

    def code(self, timeout_s: float = PATIENCE_S) -> int | None:
        """Return its exit code, negative where a signal ended it; None where it still runs after so long."""
        if self._code is None and (line := self._nursery.line(timeout_s)):
            self._code = int(line)
        return self._code

    def runs_for(self, seconds: float) -> bool:
        """Wait for so long; tell whether it still runs."""
        return self.code(seconds) is None


class Nursery:
    """Makes one process after the other.

    Attributes:
        home: their folder of user data.
    """

    def __init__(
        self, home: Path, *, prefix: tuple[str, ...] = (), environment: Mapping[str, str] | None = None
    ) -> None:
        """Start it; `prefix` stands before its command line."""
        self.home = home
        self._unread = b""
        self._child: Child | None = None
        settings = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "QT_QPA_PLATFORM": "offscreen"}
        settings |= {"CIFAR_DESKTOP_HOME": str(home), "QT_LOGGING_RULES": "qt.multimedia.*=false"}
        self._process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "benchmarks.soak._nursery"],
            cwd=ROOT,
            env={**os.environ, **settings, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        if self.line(PATIENCE_S) != "ready":
            raise RuntimeError("the processes to be harmed could not be made")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child:
            self._child.kill()
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def begin(self, target: str, log: Path, **arguments: Any) -> Child:
        """Begin a process that calls "module:function" with these arguments; there is one at a time."""
        if self._process.stdin is None:
            raise RuntimeError("the nursery has no way in")
        log.unlink(missing_ok=True)
        wish = {"target": target, "log": str(log), "arguments": arguments}
        self._process.stdin.write(f"{json.dumps(wish)}\n".encode())
        self._child = Child(self, int(self.line(PATIENCE_S) or "0"), log)
        return self._child

    def line(self, timeout_s: float) -> str | None:
        """Return the next line that it says; None where there is none after so long."""
        if self._process.stdout is None:
            return None
        deadline = time.monotonic() + timeout_s
        while b"\n" not in self._unread:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([self._process.stdout], [], [], left)[0]:
                return None
            more = os.read(self._process.stdout.fileno(), 4096)
            if not more:
                return None
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode()


def _serve() -> None:
    """Load what takes long, then fork for each line."""
    for name in LOADED:
        importlib.import_module(name)
    print("ready", flush=True)
    while line := sys.stdin.readline():
        pid = os.fork()
        if not pid:
            _become(json.loads(line))
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def _become(wish: Mapping[str, Any]) -> None:
    """Do what the process is for, and end it as Python ends."""
    log = os.open(wish["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    module, _, name = wish["target"].partition(":")
    try:
        code = getattr(importlib.import_module(module), name)(**wish["arguments"])
    except Exception:  # noqa: BLE001 - it goes into the log, where it is looked for
        traceback.print_exc()
        code = FAILED
    sys.exit(code)


if __name__ == "__main__":
    _serve()
