"""Does the window stay quick while it trains, and does the training stay quick beside the window?

    python -m benchmarks.ui_stall [--model resnet9] [--epochs 3] [--rounds 1]

The same training on the bundled sample, in turns: headless, as the command line does it, then with the real window, its
live charts and figures, at 1280x800 on the offscreen platform, which paints into memory on the processor. While the
window trains, a timer that wants to fire every millisecond takes the gaps between its turns: a gap is how long a click
would have waited. What comes in the first second after the training's first word is left out; so is the first epoch of
either training from the images per second. Aims: p99 under 30 ms, max under 150 ms, at least 0.97 of the headless pace.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import torch
from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from cifar_desktop import paths
from cifar_desktop.data.open import SAMPLE
from cifar_desktop.tasks import Event
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.events import EpochFinished, RunStarted
from cifar_desktop.training.presets import preset_config
from cifar_desktop.training.start import start_training
from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.theme import apply_theme

LEFT_OUT_S = 1.0
MAX_P99_MS, MAX_GAP_MS, MIN_SHARE = 30.0, 150.0, 0.97


class Pace:
    """Listens for how fast a training is."""

    def __init__(self) -> None:
        self.epochs: list[EpochFinished] = []

    def hear(self, event: Event) -> None:
        """Take down an epoch."""
        if isinstance(event, EpochFinished):
            self.epochs.append(event)

    @property
    def images_per_second(self) -> float:
        """Return the mean over the epochs, without the first where there are more."""
        return statistics.fmean(epoch.images_per_second for epoch in self.epochs[1:] or self.epochs)


class Stopwatch(QObject):
    """Fires every millisecond, as far as it is let, and takes down the gaps."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps_ms: list[float] = []
        self._last = 0.0
        self._first_word = QElapsedTimer()
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_time)

    @Slot(object)
    def hear(self, event: Event) -> None:
        """Begin with the training's first word."""
        if isinstance(event, RunStarted):
            self._first_word.start()
            self._last = time.perf_counter()
            self._timer.start()

    @Slot()
    def stop(self) -> None:
        """End with the training."""
        self._timer.stop()

    @Slot()
    def _on_time(self) -> None:
        now = time.perf_counter()
        if self._first_word.hasExpired(int(LEFT_OUT_S * 1000)):
            self.gaps_ms.append((now - self._last) * 1000)
        self._last = now


def train_headless(config: TrainConfig) -> float:
    """Return the images per second without a window."""
    pace = Pace()
    start_training(config, SAMPLE, paths.default_runs(), report=pace.hear, control=TrainControl())
    return pace.images_per_second


def train_with_window(config: TrainConfig) -> tuple[float, list[float]]:
    """Return the images per second with a window, and the gaps of its event loop in milliseconds."""
    pace, stopwatch, window = Pace(), Stopwatch(), MainWindow(Settings())
    tab = window.train_tab
    window.resize(1280, 800)
    window.show()
    loop = QEventLoop()
    window.engine_ready.connect(loop.quit)
    loop.exec()
    _let_it_settle(1000)
    tab.form.set_config(config)
    tab.session.reported.connect(pace.hear)
    tab.session.reported.connect(stopwatch.hear)
    tab.session.ended.connect(stopwatch.stop)
    tab.idle.connect(loop.quit)
    QTimer.singleShot(0, tab.start)
    loop.exec()
    if tab.has_failed or not stopwatch.gaps_ms:
        raise SystemExit(f"the training did not work: {tab.run_panel.sentence.text()}")
    window.close()
    window.deleteLater()
    _let_it_settle(100)
    return pace.images_per_second, stopwatch.gaps_ms


def _let_it_settle(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that so large a share of all does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> int:
    """Measure in turns, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="resnet9-slim")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=1, help="trainings of each kind (default: 1)")
    arguments = parser.parse_args()
    config = preset_config("quick", model=arguments.model, epochs=arguments.epochs)
    app = QApplication(sys.argv[:1])
    apply_theme(app, dark=False)
    headless, beside, gaps = [], [], []
    with tempfile.TemporaryDirectory(prefix="cifar-desktop-stall-") as home:
        os.environ["CIFAR_DESKTOP_HOME"] = str(Path(home))
        for _ in range(arguments.rounds):
            headless.append(train_headless(config))
            pace, of_this_round = train_with_window(config)
            beside.append(pace)
            gaps += of_this_round
    share = statistics.median(beside) / statistics.median(headless)
    p50, p99, worst = percentile(gaps, 0.5), percentile(gaps, 0.99), max(gaps)
    print(f"{arguments.model}, {arguments.epochs} epochs of the sample, {torch.get_num_threads()} threads")
    print(f"{'gaps of the event loop':28}p50 {p50:.1f} ms   p99 {p99:.1f} ms   max {worst:.1f} ms   of {len(gaps):,}")
    print(f"{'headless':28}{statistics.median(headless):,.1f} images/s")
    print(f"{'with the window':28}{statistics.median(beside):,.1f} images/s, {share:.3f} of headless")
    for what, is_kept in (
        (f"p99 under {MAX_P99_MS:.0f} ms", p99 < MAX_P99_MS),
        (f"max under {MAX_GAP_MS:.0f} ms", worst < MAX_GAP_MS),
        (f"at least {MIN_SHARE} of headless", share >= MIN_SHARE),
    ):
        print(f"{what:28}{'yes' if is_kept else 'NO'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
