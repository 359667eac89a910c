"""A window that trains, or films, for a long time, and tells now and then what it holds."""

import gc
import sys
import threading
import time
from typing import Any

import psutil
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from benchmarks.soak._driver import Driver, tell
from benchmarks.soak._patients import take_few_pictures
from cifar_desktop.training.presets import preset_config

_FRAME_MS = 50
# What is left behind at the end of each epoch shows the sooner, the more of them there are.
_MANY_EPOCHS: dict[str, Any] = {"model": "resnet9-slim", "epochs": 100_000}


def hold_on(kind: str, seconds: float, every_s: float, *, is_small: bool) -> int:
    """Train, or film, for so long; tell every so often."""
    if is_small:
        take_few_pictures()
    driver = Driver()
    driver.load_engine()
    frames = _Film(driver)
    if kind == "train":
        driver.train({**preset_config("quick", **_MANY_EPOCHS).as_dict(), **(_SMALL if is_small else {})})
    else:
        _film(driver)
        frames.start()
    began = time.monotonic()
    while (elapsed := time.monotonic() - began) < seconds:
        driver.rest(round(1000 * min(every_s, max(0.1, seconds - elapsed))))
        _tell_what_it_holds(driver, time.monotonic() - began, frames)
    frames.stop()
    if kind == "train":
        driver.window.train_tab.cancel()
        driver.until(lambda: not driver.window.train_tab.is_training, "the training was saved")
    driver.close()
    return 0


_SMALL = {"model": "simple-cnn", "batch_size": 32, "validation_fraction": 0.25, "device": "cpu", "precision": "float32"}


class _Film(QObject):
    """Sends frames.

    Attributes:
        num_sent: how many.
        num_answered: of how many the network has said what is on them.
    """

    def __init__(self, driver: Driver) -> None:
        super().__init__()
        self.num_sent = self.num_answered = 0
        self._driver = driver
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._on_time)
        self.start, self.stop = self._timer.start, self._timer.stop
        driver.window.classify_tab.session.desk.answered.connect(self._on_answered)

    @Slot()
    def _on_time(self) -> None:
        self.num_sent += 1
        self._driver.film(self.num_sent)

    @Slot(object)
    def _on_answered(self, _answer: object) -> None:
        self.num_answered += 1


def _film(driver: Driver) -> None:
    """Turn the camera on, with the weights that come with the program."""
    window = driver.window
    window.tabs.setCurrentWidget(window.classify_tab)
    page = window.classify_tab.page
    driver.until(lambda: page.session.desk.loaded, "the weights are there")
    driver.turn_camera(is_on=True)
    driver.until(lambda: driver.camera and driver.camera.frames, "the camera is open")


def _tell_what_it_holds(driver: Driver, seconds: float, film: _Film) -> None:
    """Count what may grow without anybody noticing."""
    gc.collect()
    process = psutil.Process()
    tops = [each for each in QApplication.topLevelWidgets() if each.parent() is None]
    record = driver.window.train_tab.charts.record
    tell(
        "Held",
        seconds=seconds,
        memory=process.memory_info().rss,
        threads=process.num_threads(),
        handles=process.num_fds(),
        timers=sum(len(each.findChildren(QTimer)) for each in (*tops, driver.app)),
        python_threads=threading.active_count(),
        blocks=sys.getallocatedblocks(),
        frames=film.num_sent,
        answers=film.num_answered,
        steps=len(record.losses) if record else 0,
        epochs=len(record.epochs) if record else 0,
    )
