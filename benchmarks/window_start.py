"""How long does it take from starting the process until the window is painted?

    python -m benchmarks.window_start [--rounds N]

Ours is what `cifar-desktop` does, from the process's start as the system counts it, with settings, theme, tabs and
menus. The peer in each round is the least that any PySide6 program needs: QApplication and an empty QMainWindow. Both
are shown on the offscreen platform; torch is not loaded in either before that moment, which is checked.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]

_REPORT = """
import sys, time
import psutil
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
        print(time.time() - psutil.Process().create_time(), "torch" in sys.modules, flush=True)
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


def seconds_until_painted(program: str, home: str) -> float:
    """Return how long one process took, from its start until its window was painted."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "CIFAR_DESKTOP_HOME": home}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    seconds, has_torch = done.stdout.split()
    if has_torch == "True":
        raise SystemExit("torch was loaded before the window was painted")
    return float(seconds)


def main() -> None:
    """Measure in turns, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="processes of each kind (default: 7)")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as home:
        times: dict[str, list[float]] = {"an empty QMainWindow": [], "CIFAR Desktop": []}
        for _ in range(rounds):
            for name, program in zip(times, (_BARE, _OURS), strict=True):
                times[name].append(seconds_until_painted(program, home))
    print(f"{'until painted':24}{'median':>10}{'worst':>10}")
    for name, seconds in times.items():
        print(f"{name:24}{statistics.median(seconds):8.3f} s{max(seconds):8.3f} s")
    medians = [statistics.median(seconds) for seconds in times.values()]
    print(f"our own part: {medians[1] - medians[0]:.3f} s")


if __name__ == "__main__":
    main()
