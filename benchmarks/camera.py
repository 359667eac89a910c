"""Does the answer keep up with the camera, and does the window stay quick meanwhile?

    python -m benchmarks.camera [--seconds 10] [--rate 30] [--size 640x480] [--milliseconds MS]

Frames as webcams send them (YUYV) are pushed through a real capture session, by the clock: what comes late was missed.
Each carries its number in its pixels, which is read again from the picture that was answered. Two ways take turns: the
camera panel, shown at 592x560 on the offscreen platform, with the label desk behind it; and what one writes first,
which classifies each frame in the slot that gets it. Delay is how many frames the camera was further when the answer
was there. A gap is how long a click would have waited. With --milliseconds, the network is a pause of that length.
Aims for the panel: as many answers a second as frames, at most one frame of delay.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QEventLoop, QObject, QSize, QTimer, Slot
from PySide6.QtMultimedia import QMediaCaptureSession, QVideoFrame, QVideoSink
from PySide6.QtWidgets import QApplication

from benchmarks._camera_film import Film, OneCamera, PauseDesk, Score
from cifar_desktop import paths
from cifar_desktop.ui.classify.camera_frames import picture_of, rgb_of
from cifar_desktop.ui.classify.camera_panel import CameraPanel
from cifar_desktop.ui.classify.camera_view import CameraView
from cifar_desktop.ui.classify.label_desk import LabelDesk
from cifar_desktop.ui.theme import apply_theme

WEIGHTS_MS = 120_000

Classify = Callable[[NDArray[np.uint8]], object]
Desk = LabelDesk | PauseDesk


class PanelAndDesk(QObject):
    """Connects the panel with a desk, as the tab does."""

    def __init__(self, film: Film, desk: Desk) -> None:
        super().__init__()
        self._film, self._desk = film, desk
        self._asked: NDArray[np.uint8] | None = None
        self._hub: OneCamera | None = None
        self.panel = CameraPanel(open_hub=self._open_hub)
        self.panel.frame_ready.connect(self._on_frame)
        desk.answered.connect(self._on_answered)

    def run(self, seconds: float) -> Score:
        """Show the panel and send it the film."""
        self.panel.resize(592, 560)
        self.panel.show()
        self.panel.start()
        if self._hub is None:
            raise SystemExit("QtMultimedia does not load here")
        score = self._film.run(self._hub.session, seconds)
        self._desk.answered.disconnect(self._on_answered)
        self.panel.close()
        return score

    def _open_hub(self, parent: QObject) -> OneCamera:
        self._hub = OneCamera(parent)
        return self._hub

    @Slot(object)
    def _on_frame(self, rgb: NDArray[np.uint8]) -> None:
        self._asked = rgb
        self._desk.ask_frame(rgb)

    @Slot(object)
    def _on_answered(self, _answer: object) -> None:
        if self._asked is not None:
            asked, self._asked = self._asked, None
            self._film.answer(asked)
            self.panel.frame_done()


class PlainSlot(QObject):
    """Classifies each frame where it arrives."""

    def __init__(self, film: Film, classify: Classify) -> None:
        super().__init__()
        self._film, self._classify = film, classify
        self._view = CameraView()

    def run(self, seconds: float) -> Score:
        """Show the pictures and send the film."""
        self._view.resize(560, 420)
        self._view.show()
        session, sink = QMediaCaptureSession(), QVideoSink()
        session.setVideoSink(sink)
        sink.videoFrameChanged.connect(self._on_frame)
        score = self._film.run(session, seconds)
        sink.videoFrameChanged.disconnect(self._on_frame)
        self._view.close()
        return score

    def _on_frame(self, frame: QVideoFrame) -> None:
        picture = picture_of(frame)
        self._view.show_picture(picture)
        rgb = rgb_of(picture)
        self._classify(rgb)
        self._film.answer(rgb)


def _with_pause(milliseconds: float) -> Classify:
    """Return what takes as long as a network would, and says nothing."""
    return lambda _rgb: time.sleep(milliseconds / 1000)


def _with_network(desk: LabelDesk) -> Classify:
    """Load the shipped weights; return what classifies a picture where it is called."""
    loop = QEventLoop()
    desk.weights_opened.connect(loop.quit)
    desk.weights_failed.connect(loop.quit)
    QTimer.singleShot(WEIGHTS_MS, loop.quit)
    desk.open_weights(paths.shipped_weights())
    loop.exec()
    classifier = desk.classifier
    if classifier is None:
        raise SystemExit("the weights that come with the program do not load")
    return lambda rgb: classifier.classify([Image.fromarray(rgb)])


def _row(name: str, score: Score) -> str:
    delays = score.delays or [0]
    in_time = sum(delay <= 1 for delay in delays) / len(delays)
    gaps = sorted(score.gaps_ms)
    return (
        f"{name:<24}{len(score.delays) / score.seconds:>10.1f}{statistics.mean(delays):>10.2f}{max(delays):>8d}"
        f"{in_time:>10.1%}{gaps[int(0.99 * (len(gaps) - 1))]:>10.1f}{gaps[-1]:>8.1f}"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10, help="counted, after one that is not (default: 10)")
    parser.add_argument("--rate", type=float, default=30, help="frames a second (default: 30)")
    parser.add_argument("--size", default="640x480", help="of a frame (default: 640x480)")
    parser.add_argument("--rounds", type=int, default=2, help="how often they take turns (default: 2)")
    parser.add_argument("--milliseconds", type=float, help="a pause in place of the network")
    args = parser.parse_args(arguments)
    app = QApplication([])
    apply_theme(app, dark=False)
    size = QSize(*map(int, args.size.split("x")))
    desk: Desk
    if args.milliseconds is None:
        desk, network = LabelDesk(), "the shipped weights"
        classify = _with_network(desk)
    else:
        desk, network = PauseDesk(args.milliseconds), f"a pause of {args.milliseconds:g} ms"
        classify = _with_pause(args.milliseconds)
    print(f"{args.rate:g} frames of {args.size} a second, {args.seconds:g} s a round, {network}, window offscreen")
    print(f"{'':<24}{'answers/s':>10}{'delay':>10}{'worst':>8}{'at most 1':>10}{'gap p99':>10}{'max ms':>8}")
    for number in range(1, args.rounds + 1):
        panel = PanelAndDesk(Film(rate=args.rate, size=size), desk)
        print(_row(f"panel and desk, {number}", panel.run(args.seconds)), flush=True)
        plain = PlainSlot(Film(rate=args.rate, size=size), classify)
        print(_row(f"in the slot, {number}", plain.run(args.seconds)), flush=True)
    desk.shut_down()
    desk.wait(WEIGHTS_MS)


if __name__ == "__main__":
    main()
