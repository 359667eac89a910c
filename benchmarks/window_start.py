"""How long does it take from starting the process until the window is painted?

    python -m benchmarks.window_start [--rounds N]

Ours is what `cifar-desktop` does, from the moment in which the process is started, with settings, theme, tabs and
menus. The peer in each round is the least that any PySide6 program needs: QApplication and an empty QMainWindow. Both
are shown on the offscreen platform, and both have been compiled before, as an installed program is: by a first round
that is not counted. torch is not loaded in either before that moment, which is checked. Beside the time by the clock
stands what the process computed in it, which a busy machine changes less. Aims: well under a second, and at most 0.25 s
for our own part.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]

_REPORT = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer

class FirstPaint(QObject):
    def __init__(self, window):
        super().__init__(window)
        self.window, self.seen = window, False
        window.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.seen:
            self.seen = True
            QTimer.singleShot(0, self.report)
        return False

    def report(self):
        computed_s = time.process_time()
        print(time.time() - float(os.environ["STARTED_AT"]), computed_s, "torch" in sys.modules, flush=True)
        QTimer.singleShot(0, self.window.close)
"""
_OURS = (
    _REPORT
    + """
from cifar_desktop.ui import app, main_window

class Window(main_window.MainWindow):
    def show(self):
        FirstPaint(self)
        super().show()

main_window.MainWindow = Window
sys.exit(app.run_app([]))
"""
)
_BARE = (
    _REPORT
    + """
from PySide6.QtWidgets import QApplication, QMainWindow

application = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
FirstPaint(window)
window.show()
sys.exit(application.exec())
"""
)


def seconds_until_painted(program: str, home: str) -> tuple[float, float]:
    """Return how long a process took until its window was painted, and what it computed; its bytecode is in `home`."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "CIFAR_DESKTOP_HOME": home}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(Path(home) / "compiled")
    environment["STARTED_AT"] = str(time.time())
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    seconds, computed_s, has_torch = done.stdout.split()
    if has_torch == "True":
        raise SystemExit("torch was loaded before the window was painted")
    return float(seconds), float(computed_s)


def main() -> None:
    """Measure in turns, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="processes of each kind (default: 7)")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as home:
        times: dict[str, list[tuple[float, float]]] = {"an empty QMainWindow": [], "CIFAR Desktop": []}
        for counted in [False] + [True] * rounds:
            for name, program in zip(times, (_BARE, _OURS), strict=True):
                seconds = seconds_until_painted(program, home)
                if counted:
                    times[name].append(seconds)
    print(f"{'until painted':24}{'median':>10}{'worst':>10}{'computed':>10}")
    medians = []
    for name, measured in times.items():
        by_clock, computed = zip(*measured, strict=True)
        medians.append((statistics.median(by_clock), statistics.median(computed)))
        print(f"{name:24}{medians[-1][0]:8.3f} s{max(by_clock):8.3f} s{medians[-1][1]:8.3f} s")
    own = [ours - bare for bare, ours in zip(*medians, strict=True)]
    print(f"our own part: {own[0]:.3f} s by the clock, {own[1]:.3f} s computed")


if __name__ == "__main__":
    main()
