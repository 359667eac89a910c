"""How long the live charts take to add points and to be drawn again: ours against a bare pyqtgraph curve.

    python -m benchmarks.plot_speed [--rounds 30] [--points 1000 10000 100000]

Ours is the whole widget of the Train tab at 1280x800: loss and accuracy of every step with their smoothed curves,
validation, learning rate, axes. Each round adds 100 steps, draws and paints them. The peer is one curve:
`PlotDataItem.setData` with all points, painted in a window of the same size, once as it comes and once with
pyqtgraph's own downsampling. They take turns. No display is needed; painting is the raster engine's in both.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication

from cifar_desktop.training.events import EpochFinished, RunStarted, StepProgressed
from cifar_desktop.ui.theme import apply_theme
from cifar_desktop.ui.train.live_charts import LiveCharts

SIZE = (1280, 800)
ADDED = 100
STEPS_PER_EPOCH = 1000


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30, help="counted rounds, after one that is not (default: 30)")
    parser.add_argument("--points", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    args = parser.parse_args()
    app = QApplication([])
    apply_theme(app, dark=False)
    print(f"Adding {ADDED} points and painting at {SIZE[0]}x{SIZE[1]}, {args.rounds} rounds, milliseconds:")
    print("median and worst by the clock, and the median of this process's own time on a processor")
    print(f"{'points':>8}{'our charts':>26}{'bare curve':>26}{'bare, downsampled':>26}")
    for points in args.points:
        rounds = (_our_round(points), _bare_round(points, reduced=False), _bare_round(points, reduced=True))
        clocks: list[list[float]] = [[], [], []]
        works: list[list[float]] = [[], [], []]
        for counted in [False] + [True] * args.rounds:
            for one_round, clock, work in zip(rounds, clocks, works, strict=True):
                began, worked = time.perf_counter(), time.process_time()
                one_round()
                if counted:
                    clock.append(1000 * (time.perf_counter() - began))
                    work.append(1000 * (time.process_time() - worked))
        cells = (
            f"{statistics.median(clock):10.1f}{max(clock):8.1f}{statistics.median(work):8.1f}"
            for clock, work in zip(clocks, works, strict=True)
        )
        print(f"{points:8,}{''.join(cells)}", flush=True)


def _our_round(points: int) -> Callable[[], None]:
    """Return a function that adds points to the charts and paints them."""
    charts, noise = LiveCharts(), np.random.default_rng(0)
    charts.resize(*SIZE)
    charts.show()
    charts.begin(_started(num_epochs=max(1, 2 * points // STEPS_PER_EPOCH)))
    figure, record = charts.figure, charts.record
    assert figure is not None
    assert record is not None

    def add(count: int) -> None:
        first = record.last_step
        charts.add_steps(_progressed(np.arange(first, first + count), noise))
        if record.last_step // STEPS_PER_EPOCH > len(record.epochs):
            charts.add_epoch(_finished(len(record.epochs) + 1))

    def one_round() -> None:
        add(ADDED)
        figure.redraw()
        figure.viewport().repaint()

    for _ in range(points // ADDED - 1):
        add(ADDED)
    QApplication.processEvents()  # until it is on the screen, a window paints nothing
    return one_round


def _bare_round(points: int, *, reduced: bool) -> Callable[[], None]:
    """Return a function that appends to one pyqtgraph curve and paints it."""
    window, noise = pg.PlotWidget(), np.random.default_rng(0)
    window.resize(*SIZE)
    window.show()
    curve = window.plot(pen=pg.mkPen("b"))
    if reduced:
        curve.setDownsampling(auto=True, method="peak")
        curve.setClipToView(True)
    values = np.empty(0)
    QApplication.processEvents()

    def one_round() -> None:
        nonlocal values
        missing = max(ADDED, points - len(values))
        values = np.concatenate((values, noise.normal(size=missing)))
        curve.setData(values)
        window.viewport().repaint()

    return one_round


def _started(*, num_epochs: int) -> RunStarted:
    return RunStarted(
        folder=Path(), model="resnet9", device="CPU", precision="float32", reason="", num_parameters=1, num_train=1,
        num_validation=1, steps_per_epoch=STEPS_PER_EPOCH, num_epochs=num_epochs, first_step=0, num_processes=1,
    )  # fmt: skip


def _progressed(steps: np.ndarray, noise: np.random.Generator) -> StepProgressed:
    """Return an event with a loss that falls noisily, and an accuracy that rises so."""
    falling = np.exp(-steps / 20_000) + noise.normal(0, 0.1, len(steps))
    return StepProgressed(
        epoch=1, step=int(steps[-1]) + 1, num_steps=250_000, losses=tuple((2 * falling + 0.5).tolist()),
        accuracies=tuple(np.clip(0.9 - 0.8 * falling, 0, 1).tolist()), learning_rate=0.1, images_per_second=1.0,
        seconds_elapsed=float(steps[-1] + 1) / 50, seconds_left=None,
    )  # fmt: skip


def _finished(epoch: int) -> EpochFinished:
    return EpochFinished(
        epoch=epoch, step=epoch * STEPS_PER_EPOCH, train_loss=1.0, train_accuracy=0.5, validation_loss=1.0 + 1 / epoch,
        validation_accuracy=0.9 - 0.5 / epoch, learning_rate=0.1, seconds=STEPS_PER_EPOCH / 50, images_per_second=1.0,
        memory_bytes=1, is_best=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
