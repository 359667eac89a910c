"""The cameras of this computer, as QtMultimedia knows them; the module is imported when one is asked for."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrameFormat,
)

from cifar_desktop.ui.classify.camera_frames import CameraMode, best_mode
from cifar_desktop.ui.classify.camera_state import Access, CameraName


class CameraHub(QObject):
    """Lists cameras and opens one at a time.

    Attributes:
        failure: what Qt says about the camera that is open and cannot go on; empty while it can.

    Signals:
        cameras_changed: one was plugged in or out.
        access_decided: the person has answered whether this program may.
        failed: there is a `failure`.
    """

    cameras_changed = Signal()
    access_decided = Signal()
    failed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.failure = ""
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self.cameras_changed)
        self._session: QMediaCaptureSession | None = None
        self._camera: QCamera | None = None

    def cameras(self) -> tuple[CameraName, ...]:
        """Return the cameras, the one that the system prefers first."""
        devices = sorted(QMediaDevices.videoInputs(), key=lambda device: not device.isDefault())
        names = [_name(device) for device in devices]
        titles = [name.title for name in names]
        return tuple(_told_apart(name, titles, number) for number, name in enumerate(names))

    def barred(self) -> str:
        """Return the device files of cameras that this account may not open; empty where that is not the reason."""
        return barred_files()

    def access(self) -> Access:
        """Tell whether this program may use cameras."""
        match QCoreApplication.instance().checkPermission(QCameraPermission()):  # type: ignore[union-attr]
            case Qt.PermissionStatus.Granted:
                return Access.GRANTED
            case Qt.PermissionStatus.Denied:
                return Access.REFUSED
        return Access.UNDECIDED

    def ask_access(self) -> None:
        """Have the system ask the person; `access_decided` tells that there is an answer."""
        QCoreApplication.instance().requestPermission(QCameraPermission(), self, self._on_access_decided)  # type: ignore[union-attr]

    def open(self, identity: str) -> QMediaCaptureSession:
        """Return a session with that camera in it, which `start` turns on."""
        self.close()
        self._session = self.session_with(identity)
        return self._session

    def session_with(self, identity: str) -> QMediaCaptureSession:
        """Return a new session with a source of frames in it."""
        session = QMediaCaptureSession(self)
        device = next((one for one in QMediaDevices.videoInputs() if _identity(one) == identity), QCameraDevice())
        self._camera = QCamera(device, session)
        formats = device.videoFormats()
        best = best_mode([_mode(one) for one in formats])
        if best is not None:
            self._camera.setCameraFormat(formats[best])
        self._camera.errorOccurred.connect(self._on_error)
        session.setCamera(self._camera)
        return session

    @property
    def is_active(self) -> bool:
        """Tell whether the camera that was opened is on."""
        return self._camera is not None and self._camera.isActive()

    def start(self) -> None:
        """Turn the camera on that was opened."""
        if self._camera:
            self._camera.start()

    def close(self) -> None:
        """Turn the camera off and give it back to the system, now and not when memory is cleaned up."""
        camera, session = self._camera, self._session
        self._camera = self._session = None
        self.failure = ""
        if camera:
            camera.errorOccurred.disconnect(self._on_error)
            camera.stop()
        if session:
            session.setVideoSink(None)  # type: ignore[arg-type]  # Qt takes none
            session.setCamera(None)  # type: ignore[arg-type]
            session.setVideoFrameInput(None)  # type: ignore[arg-type]
            session.deleteLater()  # and the camera with it

    @Slot()
    def _on_access_decided(self) -> None:
        self.access_decided.emit()

    @Slot(QCamera.Error, str)
    def _on_error(self, error: QCamera.Error, message: str) -> None:
        if error != QCamera.Error.NoError:
            self.failure = message or "unknown"
            self.failed.emit()


def barred_files(
    folder: Path = Path("/dev"),
    *,
    may_open: Callable[[Path], bool] = lambda file: os.access(file, os.R_OK | os.W_OK),
) -> str:
    """Return the video devices of Linux in words where there are some and none may be opened: Qt lists none then."""
    files = sorted(folder.glob("video*"))
    return "" if any(map(may_open, files)) else " and ".join(map(str, files))


def _identity(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode(errors="replace")


def _name(device: QCameraDevice) -> CameraName:
    return CameraName(
        identity=_identity(device),
        title=device.description().strip() or "Camera",
        faces_away=device.position() == QCameraDevice.Position.BackFace,
    )


def _told_apart(name: CameraName, titles: Sequence[str], number: int) -> CameraName:
    """Return the name with a number in it where there are several of the same make."""
    if titles.count(name.title) == 1:
        return name
    return replace(name, title=f"{name.title} ({titles[: number + 1].count(name.title)})")


def _mode(form: QCameraFormat) -> CameraMode:
    size = form.resolution()
    return CameraMode(
        width=size.width(),
        height=size.height(),
        frames_per_second=form.maxFrameRate(),
        is_packed=form.pixelFormat() == QVideoFrameFormat.PixelFormat.Format_Jpeg,
    )
