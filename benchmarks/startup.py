"""How long until the window is painted, and until it has named its first photo?

    python -m benchmarks.startup [--rounds N] [--cold] [--packaged FILE]

Every process is measured from the moment in which it is started. Ours is what `cifar-desktop` does: once with the Train
tab in front, as on the first day, until the window is painted with its menus and the titles of its tabs, and until what
stands in the tab is painted too; and once with the Classify tab in front, where the first example is clicked on as soon
as it is there, until the answer is painted. Where `make package` has left a program in dist/, it is measured too. The
peers in each round: an empty QMainWindow, the least that any PySide6 program needs; and `import torch` in a bare
Python, the least that any answer needs. Rounds go forth and back through the kinds, so that a machine that grows slower
favours none.

Warm, as usual: a first round, which is not counted, has put every file into the system's memory and compiled the
bytecode. With --cold the system is told to forget the files before each process (Linux, as root), as after switching
on.
Nothing heavy may be loaded before the tab is painted, which is checked. Aims: the window in at most 1.5 times what
the empty one takes, and the label at most 0.7 s after what `import torch` takes.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGED = ROOT / "dist" / "cifar-desktop" / ("cifar-desktop.exe" if sys.platform == "win32" else "cifar-desktop")
DROP_CACHES = Path("/proc/sys/vm/drop_caches")
WINDOW_AIM, LABEL_AIM_S = 1.5, 0.7
EMPTY, TORCH, SOURCE = "an empty QMainWindow", "import torch", "from source"

_BARE_WINDOW = """
import json, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class FirstPaint(QObject):
    is_seen = False

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.is_seen:
            self.is_seen = True
            QTimer.singleShot(0, self.note)
        return False

    def note(self):
        with open(sys.argv[1], "w") as file:
            json.dump({"window": time.time(), "window_processor_s": time.process_time(), "heavy": []}, file)
        window.close()

application = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
first = FirstPaint()
window.installEventFilter(first)
window.show()
sys.exit(application.exec())
"""
_BARE_TORCH = """
import torch
import json, sys, time
with open(sys.argv[1], "w") as file:
    json.dump({"torch": time.time(), "torch_processor_s": time.process_time()}, file)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Something to be started.

    Attributes:
        name: what it is called in the table.
        command: to which the name of a file for the moments is added.
        moment: which of them counts.
        tab: which tab the window remembers as the last one.
    """

    name: str
    command: tuple[str, ...]
    moment: str
    tab: str = "train"


def kinds_with(packaged: Path | None) -> list[Kind]:
    """Return what is measured, peers first."""
    kinds = [
        Kind(name=EMPTY, command=(sys.executable, "-c", _BARE_WINDOW), moment="window"),
        *_windows(SOURCE, (sys.executable, "-m", "cifar_desktop")),
        *(_windows("packaged", (str(packaged),)) if packaged else ()),
        Kind(name=TORCH, command=(sys.executable, "-c", _BARE_TORCH), moment="torch"),
        _label(SOURCE, (sys.executable, "-m", "cifar_desktop")),
    ]
    if packaged:
        kinds.append(_label("packaged", (str(packaged),)))
    return kinds


def _windows(how: str, program: tuple[str, ...]) -> tuple[Kind, Kind]:
    command = (*program, "--start-times")
    return (
        Kind(name=f"window, {how}", command=command, moment="window"),
        Kind(name=f"  and what is in it, {how}", command=command, moment="content"),
    )


def _label(how: str, program: tuple[str, ...]) -> Kind:
    command = (*program, "--start-times")
    return Kind(name=f"first label, {how}", command=command, moment="label", tab="classify")


def seconds_of(kind: Kind, folder: Path) -> tuple[float, float | None]:
    """Return how long it took until the moment, and what the process had computed until then."""
    home, file = folder / kind.tab, folder / "moments.json"
    home.mkdir(exist_ok=True)
    (home / "settings.json").write_text(json.dumps({"window/tab": kind.tab}), encoding="utf-8")
    file.unlink(missing_ok=True)
    environment = {**os.environ, "CIFAR_DESKTOP_HOME": str(home), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.time()
    done = subprocess.run(
        [*kind.command, str(file)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode or not file.is_file():
        raise SystemExit(f"{kind.name} ended with {done.returncode}: {done.stderr}")
    moments = json.loads(file.read_text(encoding="utf-8"))
    if kind.tab == "train" and moments.get("heavy"):
        raise SystemExit(f"Before the tab was painted, these were loaded: {', '.join(moments['heavy'])}")
    return moments[kind.moment] - started, moments.get(f"{kind.moment}_processor_s")


def forget_files() -> None:
    """Have the system forget what it keeps of files in memory."""
    try:
        os.sync()
        DROP_CACHES.write_text("3\n", encoding="ascii")
    except (OSError, AttributeError) as error:
        raise SystemExit(f"The system cannot be told to forget its files (Linux, as root): {error}") from error


def measure(kinds: Sequence[Kind], rounds: int, *, is_cold: bool) -> dict[str, list[tuple[float, float | None]]]:
    """Return what each kind took in each round, in seconds."""
    taken: dict[str, list[tuple[float, float | None]]] = {kind.name: [] for kind in kinds}
    with tempfile.TemporaryDirectory(prefix="cifar-desktop-startup-") as folder:
        for kind in kinds:
            seconds_of(kind, Path(folder))  # not counted: it compiles
        for number in range(rounds):
            for kind in kinds if number % 2 == 0 else reversed(kinds):
                if is_cold:
                    forget_files()
                taken[kind.name].append(seconds_of(kind, Path(folder)))
    return taken


def print_table(kinds: Sequence[Kind], taken: dict[str, list[tuple[float, float | None]]]) -> None:
    """Print medians, and how each of ours stands to its peer round by round."""
    print(f"{'':36}{'median':>10}{'worst':>10}{'computed':>10}   against its peer")
    by_clock = {name: [seconds for seconds, _ in rounds] for name, rounds in taken.items()}
    for kind in kinds:
        seconds = by_clock[kind.name]
        computed = [one for _, one in taken[kind.name] if one is not None]
        line = f"{kind.name:36}{statistics.median(seconds):8.3f} s{max(seconds):8.3f} s"
        line += f"{statistics.median(computed):8.3f} s" if computed else " " * 10
        print(f"{line}   {_against_peer(kind, by_clock)}".rstrip())


def _against_peer(kind: Kind, by_clock: dict[str, list[float]]) -> str:
    """Return how a kind stands to its peer, with the aim; nothing for a peer."""
    if kind.name != EMPTY and kind.moment in ("window", "content"):
        aim = f" (aim: {WINDOW_AIM})" if kind.moment == "window" else ""
        pairs = zip(by_clock[kind.name], by_clock[EMPTY], strict=True)
        return f"{statistics.median(ours / bare for ours, bare in pairs):.2f} times{aim}"
    if kind.moment == "label":
        pairs = zip(by_clock[kind.name], by_clock[TORCH], strict=True)
        return f"{statistics.median(ours - bare for ours, bare in pairs):+.2f} s (aim: +{LABEL_AIM_S})"
    return ""


def main() -> None:
    """Measure in turns, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="processes of each kind (default: 7)")
    parser.add_argument("--cold", action="store_true", help="forget the files before each process (Linux, as root)")
    parser.add_argument("--packaged", type=Path, default=PACKAGED, metavar="FILE", help="the packaged program")
    arguments = parser.parse_args()
    packaged = arguments.packaged if arguments.packaged.is_file() else None
    kinds = kinds_with(packaged)
    print(f"{'cold' if arguments.cold else 'warm'}, {arguments.rounds} rounds", end="")
    print("" if packaged else f"; no packaged program in {arguments.packaged.parent}")
    print_table(kinds, measure(kinds, arguments.rounds, is_cold=arguments.cold))


if __name__ == "__main__":
    main()
