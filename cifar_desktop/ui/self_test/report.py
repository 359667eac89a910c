"""What a self-test leaves: a line for whoever looks on, and a file for whoever comes later."""

import datetime
import json
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import PySide6
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from cifar_desktop import __version__, atomic_files, paths
from cifar_desktop.ui.self_test.script import Step

FILE_NAME = "report.json"
_UNDER_WAY = "It was under way when the program ended."


@dataclass(slots=True, kw_only=True)
class StepResult:
    """How a step went.

    Attributes:
        name, expected: as the step has them.
        seen: what came of it.
        ok: whether that is what it should be.
        error: why it is not; empty where it is.
        seconds: what it took.
        picture: the file's name; empty without one.
        messages: what Qt said meanwhile.
    """

    name: str
    expected: str
    seen: str = ""
    ok: bool = False
    error: str = _UNDER_WAY
    seconds: float = 0.0
    picture: str = ""
    messages: list[str] = field(default_factory=list)


class Report:
    """Is written anew with each step, so that one is there whatever happens.

    Attributes:
        results: of the steps so far.
        is_complete: whether there is nothing left to try.
    """

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.results: list[StepResult] = []
        self.is_complete = False
        self._path, self._say = folder / FILE_NAME, say
        self._began_at, self._began = datetime.datetime.now(datetime.UTC), time.monotonic()

    @property
    def is_ok(self) -> bool:
        """Tell whether every step was tried, and did what it should."""
        return self.is_complete and all(result.ok for result in self.results)

    def begin(self, step: Step) -> StepResult:
        """Note that a step is under way."""
        self.results.append(StepResult(name=step.name, expected=step.expected))
        self._write()
        return self.results[-1]

    def end(self) -> None:
        """Note how the step that was begun last went."""
        result = self.results[-1]
        words = result.seen if result.ok else _last_line(result.error)
        self._say(f"{'ok    ' if result.ok else 'FAILED'} {result.seconds:6.1f} s  {result.name}: {words}")
        self._write()

    def complete(self) -> None:
        """Note that there is nothing left to try."""
        self.is_complete = True
        self._write()
        num_failed = sum(not result.ok for result in self.results)
        outcome = f"{num_failed} of {len(self.results)} steps failed" if num_failed else "every step did what it should"
        self._say(f"In {time.monotonic() - self._began:.0f} s, {outcome}. The report: {self._path}")

    def _write(self) -> None:
        torch = sys.modules.get("torch")
        content = {
            "program": paths.APP_NAME,
            "version": __version__,
            "frozen": paths.is_frozen(),
            "executable": sys.executable,
            "platform": platform.platform(),
            "python": platform.python_version(),
            "qt": qVersion(),
            "pyside": PySide6.__version__,
            "torch": str(getattr(torch, "__version__", "")),
            "qt_platform": QGuiApplication.platformName(),
            "began": self._began_at.isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - self._began, 1),
            "ok": self.is_ok,
            "complete": self.is_complete,
            "steps": [asdict(result) for result in self.results],
        }
        atomic_files.write_text(self._path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def _last_line(text: str) -> str:
    """Return the end of a traceback, or all of a sentence."""
    return text.strip().splitlines()[-1] if text.strip() else ""
