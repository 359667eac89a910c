"""Frames of a session become pictures: the newest only, and one at a time for whoever takes long over each."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from cifar_desktop.ui.classify.camera_frames import picture_of, rgb_of

if TYPE_CHECKING:  # the library is loaded only when the camera is asked for
    from PySide6.QtMultimedia import QMediaCaptureSession, QVideoFrame, QVideoSink

SILENT_MS = 6_000  # cameras may take some seconds to wake up
MAX_UNREADABLE = 15  # frames in a row: half a second of them is no hiccup any more


class CameraFeed(QObject):
    """Stands between a camera, which sends when it likes, and a network, which answers when it can.

    Of the frames that arrive during one turn of the event loop only the last is looked at. Of the pictures that arrive
    while one is being answered only the last is kept, and handed on at the moment that the answer is there.

    Attributes:
        picture: the newest; a null image before the first.
        num_unreadable: how many frames could not be read since the last picture.

    Signals:
        pictured: a new picture, as QImage, for the eye.
        frame_ready: one for the network, (height, width, 3); the next comes after `frame_done`.
        went_silent: no picture has come for some seconds, or none of the frames can be read.
    """

    pictured = Signal(QImage)
    frame_ready = Signal(object)
    went_silent = Signal()
    _turn_wanted = Signal()

    def __init__(self, parent: QObject | None = None, *, silent_ms: int = SILENT_MS) -> None:
        super().__init__(parent)
        self.picture = QImage()
        self.num_unreadable = 0
        self._sink: QVideoSink | None = None
        self._newest: QVideoFrame | None = None
        self._is_turn_due = self._is_held = self._is_in_flight = False
        self._waiting = QImage()
        # Queued: behind all frames that have arrived already, so that it sees the last of them.
        self._turn_wanted.connect(self._on_turn, Qt.ConnectionType.QueuedConnection)
        self._silence = QTimer(self, singleShot=True, interval=silent_ms)
        self._silence.timeout.connect(self._on_silence)

    @property
    def is_attached(self) -> bool:
        """Tell whether frames can come."""
        return self._sink is not None

    def attach(self, session: "QMediaCaptureSession") -> None:
        """Take the frames of this session."""
        from PySide6.QtMultimedia import QVideoSink

        self.detach()
        self._sink = QVideoSink(self)
        self._sink.videoFrameChanged.connect(self._on_frame)
        session.setVideoSink(self._sink)
        self._silence.start()

    def detach(self) -> None:
        """Take no more frames; the newest picture stays."""
        self._silence.stop()
        sink, self._sink = self._sink, None
        if sink:
            sink.videoFrameChanged.disconnect(self._on_frame)
            sink.deleteLater()
        self._newest, self.num_unreadable = None, 0

    def forget(self) -> None:
        """Drop the picture, and whatever was to be handed on."""
        self.picture, self._waiting = QImage(), QImage()
        self._is_held = self._is_in_flight = False

    def hold(self) -> None:
        """Keep the newest picture; it is the last one that the network gets."""
        self._is_held = True
        self._silence.stop()

    def go_on(self) -> None:
        """Look at frames again."""
        self._is_held = False
        if self._sink:
            self._silence.start()

    @Slot()
    def frame_done(self) -> None:
        """Hand on the newest picture now, or as soon as there is one: the one before has been answered."""
        self._is_in_flight = False
        self._hand_on()

    def offer_again(self) -> None:
        """Hand on the newest picture once more: what would be said about it has changed."""
        self._waiting = self.picture
        self._hand_on()

    # No Slot(QVideoFrame): its type is not known before the library is loaded. A bound method of a QObject will do.
    def _on_frame(self, frame: "QVideoFrame") -> None:
        self._newest = frame
        if not self._is_turn_due:
            self._is_turn_due = True
            self._turn_wanted.emit()

    @Slot()
    def _on_turn(self) -> None:
        self._is_turn_due = False
        frame, self._newest = self._newest, None
        # Some cameras send a frame of nothing when they are turned on and off.
        if frame is None or frame.size().isEmpty() or self._is_held:
            return
        picture = picture_of(frame)
        if picture.isNull():
            self.num_unreadable += 1
            if self.num_unreadable == MAX_UNREADABLE:
                self.went_silent.emit()
            return
        self.num_unreadable = 0
        self._silence.start()
        self.picture = self._waiting = picture
        self.pictured.emit(picture)
        self._hand_on()

    def _hand_on(self) -> None:
        if self._is_in_flight or self._waiting.isNull():
            return
        picture, self._waiting = self._waiting, QImage()
        self._is_in_flight = True
        self.frame_ready.emit(rgb_of(picture))

    @Slot()
    def _on_silence(self) -> None:
        if self._newest is not None:  # it has come while the window was busy
            self._silence.start()
        else:
            self.went_silent.emit()
