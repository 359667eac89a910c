"""Cameras for tests: real sessions of QtMultimedia, into which frames are pushed where a camera would send them."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, QSize
from PySide6.QtMultimedia import (
    QMediaCaptureSession,
    QtVideo,
    QVideoFrame,
    QVideoFrameFormat,
    QVideoFrameInput,
)

from cifar_desktop.ui.classify.camera_hub import CameraHub
from cifar_desktop.ui.classify.camera_state import Access, CameraName

PATIENCE_MS = 60_000
FRONT = CameraName(identity="/dev/front", title="Front camera")
DESK = CameraName(identity="/dev/desk", title="Desk camera")
PixelFormat = QVideoFrameFormat.PixelFormat


class PushedHub(CameraHub):
    """A hub of cameras that are not there; all else is the real one.

    Attributes:
        plugged: the cameras.
        answer: what the person says to the question of the system.
        barred_by: device files that this account may not open.
        opened: which cameras were opened, in order.
        frames: where frames are pushed into the session that is open; None while none is.
    """

    def __init__(self, *plugged: CameraName, answer: Access = Access.GRANTED, asked: bool = True) -> None:
        super().__init__()
        self.plugged = list(plugged)
        self.answer = answer
        self._now = answer if asked else Access.UNDECIDED
        self.barred_by = ""
        self.opened: list[str] = []
        self.frames: QVideoFrameInput | None = None
        self.turned_on = False

    def for_panel(self, parent: QObject) -> "PushedHub":
        """Stand in for `system_cameras`."""
        self.setParent(parent)
        return self

    def cameras(self) -> tuple[CameraName, ...]:
        return tuple(self.plugged)

    def access(self) -> Access:
        return self._now

    def barred(self) -> str:
        return self.barred_by

    def decide(self) -> None:
        """Answer the question of the system."""
        self._now = self.answer
        self.access_decided.emit()

    def ask_access(self) -> None:
        """Leave the question open until `decide`."""

    def session_with(self, identity: str) -> QMediaCaptureSession:
        self.opened.append(identity)
        session = QMediaCaptureSession(self)
        self.frames = QVideoFrameInput(session)
        session.setVideoFrameInput(self.frames)
        return session

    @property
    def is_active(self) -> bool:
        return self.turned_on

    def start(self) -> None:
        self.turned_on = True

    def close(self) -> None:
        super().close()
        self.frames, self.turned_on = None, False

    def plug(self, *cameras: CameraName) -> None:
        """Let these be the cameras that there are."""
        self.plugged = list(cameras)
        self.cameras_changed.emit()

    def break_down(self, message: str) -> None:
        """Let Qt say that the camera which is open cannot go on."""
        self.failure = message
        self.failed.emit()

    def push(self, frame: QVideoFrame) -> None:
        """Send a frame through the session."""
        assert self.frames is not None, "no camera is open"
        assert self.frames.sendVideoFrame(frame)


def scene(width: int = 64, height: int = 48, shade: int = 0) -> NDArray[np.uint8]:
    """Return a picture of which each corner has a colour of its own: red, green, blue, white; grey in the middle."""
    rgb = np.full((height, width, 3), shade, np.uint8)
    tall, wide = height // 3, width // 3
    rgb[:tall, :wide] = (250, 0, 0)
    rgb[:tall, -wide:] = (0, 250, 0)
    rgb[-tall:, :wide] = (0, 0, 250)
    rgb[-tall:, -wide:] = (250, 250, 250)
    return rgb


def frame_of(
    rgb: NDArray[np.uint8],
    *,
    pixel_format: PixelFormat = PixelFormat.Format_BGRX8888,
    stored_mirrored: bool = False,
    stored_upside_down: bool = False,
    stored_turned: QtVideo.Rotation = QtVideo.Rotation.None_,
    turned: QtVideo.Rotation = QtVideo.Rotation.None_,
    mirrored: bool = False,
) -> QVideoFrame:
    """Return a frame that has these pixels in its memory, as a driver would fill it, and says so much about them."""
    height, width = rgb.shape[:2]
    form = QVideoFrameFormat(QSize(width, height), pixel_format)
    form.setMirrored(stored_mirrored)
    form.setRotation(stored_turned)
    if stored_upside_down:
        form.setScanLineDirection(QVideoFrameFormat.Direction.BottomToTop)
    frame = QVideoFrame(form)
    if frame.isValid():
        assert frame.map(QVideoFrame.MapMode.WriteOnly)
        for plane, content in enumerate(_planes(rgb, pixel_format)):
            memory = np.frombuffer(frame.bits(plane), np.uint8)
            line = frame.bytesPerLine(plane)
            for row, bytes_of_row in enumerate(content):
                memory[row * line : row * line + len(bytes_of_row)] = bytes_of_row
        frame.unmap()
    frame.setRotation(turned)
    frame.setMirrored(mirrored)
    return frame


def _planes(rgb: NDArray[np.uint8], pixel_format: PixelFormat) -> list[NDArray[np.uint8]]:
    """Return the rows of each plane; formats that no test looks into are left as they are."""
    height, width = rgb.shape[:2]
    match pixel_format:
        case PixelFormat.Format_BGRX8888:
            alpha = np.full((height, width, 1), 255, np.uint8)
            return [np.concatenate([rgb[:, :, ::-1], alpha], axis=2).reshape(height, 4 * width)]
        case PixelFormat.Format_Y8:
            return [rgb[:, :, 0]]
        case PixelFormat.Format_YUYV | PixelFormat.Format_NV12:
            red, green, blue = (rgb[:, :, channel].astype(np.float64) for channel in range(3))
            luma = 16 + (65.481 * red + 128.553 * green + 24.966 * blue) / 255
            u = 128 + (-37.797 * red - 74.203 * green + 112.0 * blue) / 255
            v = 128 + (112.0 * red - 93.786 * green - 18.214 * blue) / 255
            y8, u8, v8 = (np.round(plane).astype(np.uint8) for plane in (luma, u, v))
            if pixel_format is PixelFormat.Format_NV12:
                return [y8, np.stack([u8[::2, ::2], v8[::2, ::2]], axis=2).reshape(height // 2, width)]
            packed = np.stack([y8[:, ::2], u8[:, ::2], y8[:, 1::2], v8[:, ::2]], axis=2)
            return [packed.reshape(height, 2 * width)]
    return []


def corners(rgb: NDArray[np.uint8]) -> str:
    """Name the corners in the order of reading: R, G, B, W."""
    height, width = rgb.shape[:2]
    names = ""
    for row, column in ((3, 3), (3, width - 4), (height - 4, 3), (height - 4, width - 4)):
        red, green, blue = (int(value) for value in rgb[row, column])
        brightest = max(red, green, blue)
        names += "W" if min(red, green, blue) > 200 else "RGB"[(red, green, blue).index(brightest)]
    return names


def turns(number: int = 3) -> None:
    """Let the event loop deal with all that waits, and with what comes of it."""
    for _ in range(number):
        QCoreApplication.processEvents()
