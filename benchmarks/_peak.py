"""The most memory that a process holds, by the kernel's own count."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_UNIT = 1 if sys.platform == "darwin" else 1024
MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A process that has ended well.

    Attributes:
        peak_bytes: its largest resident set.
        output: what it printed.
    """

    peak_bytes: int
    output: str


def run_python(*arguments: str, environment: Mapping[str, str] | None = None) -> Ended:
    """Run Python with these arguments, and end this process where it fails.

    On Linux a new process inherits the count of the one that starts it. So whoever measures must be small: it
    imports neither torch nor Qt.
    """
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, stdout=output, env={**os.environ, **(environment or {})}
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", errors="replace")
    if process.returncode:
        sys.exit(f"{' '.join(arguments[:2])} ended with exit code {process.returncode}: {text[-2000:]}")
    return Ended(peak_bytes=usage.ru_maxrss * _UNIT, output=text)


def own_peak_bytes() -> int:
    """Return the most that this process has held so far."""
    import resource  # noqa: PLC0415 - not on Windows, where whoever imports this is to say so

    status = Path("/proc/self/status")
    if status.exists():  # without what was inherited
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT
