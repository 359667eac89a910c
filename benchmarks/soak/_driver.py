"""Drives the real window from within its own process, as a person would, and waits for what comes of it."""

import gc
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QMimeData, QObject, QTimer, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtMultimedia import QMediaCaptureSession, QVideoFrame, QVideoFrameInput
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from benchmarks._camera_film import OneCamera
from cifar_desktop.data.open import SAMPLE
from cifar_desktop.errors import UserError
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.ui import error_dialog
from cifar_desktop.ui.app import make_application
from cifar_desktop.ui.error_dialog import Problem
from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.task_thread import TaskFailed

PATIENCE_S = 600.0
LAST_WAIT_MS = 60_000
_TURN_MS = 20


def tell(event: str, **facts: Any) -> None:
    """Print a line for whoever watches the process."""
    print(json.dumps({"event": event, **facts}), flush=True)


def tell_of_faults() -> None:
    """Tell of each fault of the program that the window shows to a person; what people can mend is none."""

    def problem_of(failure: TaskFailed | UserError | str) -> Problem:
        problem: Problem = real(failure)
        if problem.details:
            tell("Trouble", what=problem.details, after="it was shown in the window")
        return problem

    real = vars(error_dialog)["problem_of"]
    vars(error_dialog)["problem_of"] = problem_of


class FilmCamera(OneCamera):
    """One camera, whose frames whoever drives the window sends.

    Attributes:
        frames: where they go; None while no camera is open.
    """

    frames: QVideoFrameInput | None = None

    def session_with(self, identity: str) -> QMediaCaptureSession:
        """Open it."""
        session = super().session_with(identity)
        self.frames = QVideoFrameInput(session)
        session.setVideoFrameInput(self.frames)
        return session


class Driver:
    """A window, and what is done with it.

    Attributes:
        app, window: the program.
        camera: what the Classify tab takes for the computer's cameras; None before it has asked for them.
    """

    def __init__(self) -> None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        tell_of_faults()
        self.app: QApplication = make_application(["cifar-desktop"])
        self.window = MainWindow(Settings())
        self.camera: FilmCamera | None = None
        self.window.classify_tab._open_hub = self._camera_for
        self.window.resize(1280, 800)
        self.window.show()

    def _camera_for(self, parent: QObject) -> FilmCamera:
        self.camera = FilmCamera(parent)
        return self.camera

    def until(self, condition: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
        """Let the window live until something is so."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"it never came about that {what}")
            self.rest(_TURN_MS)

    def rest(self, milliseconds: int) -> None:
        """Let the window live for a while."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def load_engine(self) -> None:
        """Wait for torch and all pages; what is loaded by then is no garbage, and is not looked through again.

        That is as it is in the program.
        """
        self.until(lambda: self.window.engine.devices and self.window.pages_ahead.are_made, "the window is complete")
        gc.freeze()

    def train(self, settings: Mapping[str, Any]) -> None:
        """Press Start on the bundled sample."""
        tab = self.window.train_tab
        self.window.tabs.setCurrentWidget(tab)
        tab.data_panel.choose(SAMPLE)
        tab.form.set_config(TrainConfig(**settings))
        self.until(lambda: not tab.problem, "a training can start")
        tab.start()
        self.until(lambda: tab.session.started or not tab.is_training, "the training began")

    def drop(self, files: Sequence[Path]) -> None:
        """Drop files, or folders, onto the Classify tab."""
        self.window.tabs.setCurrentWidget(self.window.classify_tab)
        self.window.classify_tab.take(self.mime_of(files))

    def mime_of(self, files: Sequence[Path]) -> QMimeData:
        """Return files as a file manager hands them over."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        return mime

    def turn_camera(self, *, is_on: bool) -> None:
        """Press the camera's button, where that changes something."""
        self.window.tabs.setCurrentWidget(self.window.classify_tab)
        page = self.window.classify_tab.page
        if page.session.is_filming != is_on:
            page.ways_in.camera_button.click()

    def film(self, number: int) -> None:
        """Send a frame of one colour, where a camera is open."""
        if self.camera and self.camera.frames and isValid(self.camera.frames):
            picture = QImage(320, 240, QImage.Format.Format_RGB32)
            picture.fill(QColor.fromHsv(90 * number % 360, 200, 200))
            self.camera.frames.sendVideoFrame(QVideoFrame(picture))

    @property
    def last_weights(self) -> Path:
        """Return the weights of the training that has ended."""
        finished = self.window.train_tab.session.finished
        if finished is None:
            raise RuntimeError("no training came to its end")
        return finished.weights

    def close_in_mid_training(self) -> None:
        """Close the window, and answer that the training is to be saved; say when."""
        tell("Closing", is_training=self.window.train_tab.is_training)
        self.window.close()
        if question := self.window._question:
            question.stop_button.click()

    def close(self) -> None:
        """Close the window, which must not be training, and wait for all that it has begun."""
        self.window.close()
        self.window.wait(LAST_WAIT_MS)
        QCoreApplication.processEvents()
