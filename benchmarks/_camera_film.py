"""A camera without a camera: numbered frames by the clock, and a network of which only the slowness matters."""

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtMultimedia import QMediaCaptureSession, QVideoFrame, QVideoFrameFormat, QVideoFrameInput

from cifar_desktop.tasks import CancelToken, Event, Report
from cifar_desktop.ui.classify.camera_hub import CameraHub
from cifar_desktop.ui.classify.camera_state import Access, CameraName
from cifar_desktop.ui.task_thread import TaskThread

LEFT_OUT_S = 1.0
BITS, BLOCK = 16, 16  # of a frame's number, each drawn as a square that survives the conversion of colours
GAP_MS = 2


@dataclass(slots=True)
class Score:
    """What one way achieved.

    Attributes:
        delays: of each answer, in frames.
        gaps_ms: between turns of the event loop.
        seconds: that were counted.
    """

    delays: list[int] = field(default_factory=list)
    gaps_ms: list[float] = field(default_factory=list)
    seconds: float = 0.0


class Film(QObject):
    """A camera of numbered frames, and a stop watch."""

    def __init__(self, *, rate: float, size: QSize) -> None:
        super().__init__()
        self.rate, self.score = rate, Score()
        self._form = QVideoFrameFormat(size, QVideoFrameFormat.PixelFormat.Format_YUYV)
        height, width = size.height(), size.width()
        self._scene = np.random.default_rng(0).integers(60, 200, (height, 2 * width), dtype=np.uint8)
        self._began = self._turned = time.perf_counter()
        self._input: QVideoFrameInput | None = None
        self._last = -1
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=GAP_MS)
        self._timer.timeout.connect(self._on_turn)

    def run(self, session: QMediaCaptureSession, seconds: float) -> Score:
        """Send frames for so long; return what was noted by `answer` meanwhile."""
        self._input = QVideoFrameInput(self)
        session.setVideoFrameInput(self._input)
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * (seconds + LEFT_OUT_S)), loop.quit)
        self._began = self._turned = time.perf_counter()
        self._timer.start()
        loop.exec()
        self._timer.stop()
        self.score.seconds = seconds
        return self.score

    def answer(self, rgb: NDArray[np.uint8]) -> None:
        """Note that there is an answer for this picture."""
        if self._elapsed >= LEFT_OUT_S:
            self.score.delays.append(int(self._elapsed * self.rate) - _number_of(rgb))

    @property
    def _elapsed(self) -> float:
        return time.perf_counter() - self._began

    @Slot()
    def _on_turn(self) -> None:
        now = time.perf_counter()
        if self._elapsed >= LEFT_OUT_S:
            self.score.gaps_ms.append(1000 * (now - self._turned))
        self._turned = now
        number = int(self._elapsed * self.rate)
        if number > self._last and self._input is not None:
            self._last = number
            self._input.sendVideoFrame(self._frame(number))

    def _frame(self, number: int) -> QVideoFrame:
        frame = QVideoFrame(self._form)
        frame.map(QVideoFrame.MapMode.WriteOnly)
        lines = np.frombuffer(frame.bits(0), np.uint8).reshape(-1, frame.bytesPerLine(0))
        lines[: len(self._scene), : self._scene.shape[1]] = self._scene
        for bit in range(BITS):
            square = lines[:BLOCK, 2 * BLOCK * bit : 2 * BLOCK * (bit + 1)]
            square[:, 0::2] = 235 if number >> bit & 1 else 16
            square[:, 1::2] = 128
        frame.unmap()
        return frame


def _number_of(rgb: NDArray[np.uint8]) -> int:
    """Return the number that is drawn into a picture."""
    return sum(int(rgb[BLOCK // 2, BLOCK * bit + BLOCK // 2, 1] > 128) << bit for bit in range(BITS))


class OneCamera(CameraHub):
    """A hub with one camera in it, which sends what the film does."""

    def cameras(self) -> tuple[CameraName, ...]:
        """Name it."""
        return (CameraName(identity="film", title="Film"),)

    def access(self) -> Access:
        """Allow it."""
        return Access.GRANTED

    def session_with(self, identity: str) -> QMediaCaptureSession:  # noqa: ARG002 - there is but one
        """Return a session, into which the film goes."""
        self.session = QMediaCaptureSession(self)
        return self.session


@dataclass(frozen=True, slots=True)
class PauseOver(Event):
    """A network of the given slowness has answered."""


class PauseDesk(QObject):
    """Takes a given time for each frame, on a thread, as the label desk does.

    Signals:
        answered: it is over.
    """

    answered = Signal(object)

    def __init__(self, milliseconds: float) -> None:
        super().__init__()
        self._seconds = milliseconds / 1000
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._cancel, self._asked = CancelToken(), False
        self._thread.start(self._serve)

    def ask_frame(self, _rgb: NDArray[np.uint8]) -> int:
        """Begin the pause."""
        self._asked = True
        return 0

    def shut_down(self) -> None:
        """End the thread."""
        self._cancel.cancel()

    def wait(self, timeout_ms: int) -> bool:
        """Wait for the thread."""
        return self._thread.wait(timeout_ms)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, PauseOver):
            self.answered.emit(event)

    def _serve(self, report: Report) -> None:
        while True:
            self._cancel.wait(0.0002)
            if self._asked:
                self._asked = False
                time.sleep(self._seconds)
                report(PauseOver())
