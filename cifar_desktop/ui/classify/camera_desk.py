"""Opens a camera, gives it back, and knows at each moment what is to be seen of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLoggingCategory, QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from cifar_desktop.ui.classify.camera_feed import CameraFeed
from cifar_desktop.ui.classify.camera_state import Access, CameraName, CameraState
from cifar_desktop.ui.classify.camera_words import CameraProblem, CameraTrouble, camera_problem, trouble_of

if TYPE_CHECKING:  # the library is loaded only when the camera is asked for
    from cifar_desktop.ui.classify.camera_hub import CameraHub

OpenHub = Callable[[QObject], "CameraHub"]

# On the terminal it names each video driver that this computer has not; none of them is needed.
_QUIET = "qt.multimedia.symbolsresolver.warning=false\nqt.multimedia.ffmpeg.info=false"


def system_cameras(parent: QObject) -> "CameraHub":
    """Return the cameras of this computer; raise ImportError where Qt's multimedia library does not load."""
    QLoggingCategory.setFilterRules(_QUIET)
    from cifar_desktop.ui.classify.camera_hub import CameraHub

    return CameraHub(parent)


class CameraDesk(QObject):
    """One camera at a time, from the first question to the last frame.

    Attributes:
        state: what is to be seen.
        problem: why there is no picture, while `state` says so.
        cameras: which there are.
        camera: the one that is on, or would be.
        feed: its pictures.

    Signals:
        state_changed: `state` or `problem` is another.
        cameras_changed: `cameras` are others.
    """

    state_changed = Signal()
    cameras_changed = Signal()

    def __init__(self, open_hub: OpenHub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = CameraState.OFF
        self.problem: CameraProblem | None = None
        self.cameras: tuple[CameraName, ...] = ()
        self.camera: CameraName | None = None
        self._open_hub = open_hub
        self._hub: CameraHub | None = None
        self.feed = CameraFeed(self)
        self.feed.pictured.connect(self._on_pictured)
        self.feed.went_silent.connect(self._on_went_silent)

    @property
    def is_on(self) -> bool:
        """Tell whether a camera is open."""
        return self.feed.is_attached

    @Slot()
    def open(self) -> None:
        """Load the library, ask whether it is allowed, and open the camera that was chosen, or the first."""
        try:
            hub = self._hub = self._hub or self._load()
        except ImportError as error:
            self._tell(CameraTrouble.NO_LIBRARY, str(error))
            return
        match hub.access():
            case Access.GRANTED:
                self._open(hub)
            case Access.REFUSED:
                self._tell(CameraTrouble.REFUSED)
            case Access.UNDECIDED:
                self._enter(CameraState.ASKING)
                hub.ask_access()

    def choose(self, identity: str) -> None:
        """Open this one."""
        self.camera = self._listed(identity) or self.camera
        self._release()
        self.feed.forget()
        self.open()

    def close(self) -> None:
        """Give the camera back; a frozen picture stays."""
        self._release()
        if self.state is not CameraState.FROZEN:
            self.forget()

    def forget(self) -> None:
        """Give the camera back, and show nothing of it."""
        self._release()
        self.feed.forget()
        self._enter(CameraState.OFF)

    def freeze(self) -> None:
        """Keep the newest picture."""
        if self.state is CameraState.LIVE:
            self.feed.hold()
            self._enter(CameraState.FROZEN)

    def go_live(self) -> None:
        """Let go of the frozen picture; the camera may have been given back meanwhile."""
        self.feed.go_on()
        if self.is_on:
            self._enter(CameraState.LIVE)
        else:
            self.open()

    def _load(self) -> "CameraHub":
        hub = self._open_hub(self)
        hub.cameras_changed.connect(self._on_cameras_changed)
        hub.access_decided.connect(self._on_access_decided)
        # Queued: Qt may say so in the middle of opening, when nothing can be closed yet.
        hub.failed.connect(self._on_failed, Qt.ConnectionType.QueuedConnection)
        return hub

    def _open(self, hub: "CameraHub") -> None:
        self._list(hub)
        if not self.cameras:
            self.camera = None
            barred = hub.barred()
            self._tell(CameraTrouble.BARRED if barred else CameraTrouble.NO_CAMERA, barred)
            return
        self.camera = (self._listed(self.camera.identity) if self.camera else None) or self.cameras[0]
        self._enter(CameraState.STARTING)
        self.feed.attach(hub.open(self.camera.identity))
        hub.start()

    def _release(self) -> None:
        self.feed.detach()
        if self._hub:
            self._hub.close()

    def _listed(self, identity: str) -> CameraName | None:
        """Return the camera that the system calls so; its title may change with what else is plugged in."""
        return next((camera for camera in self.cameras if camera.identity == identity), None)

    @property
    def _is_gone(self) -> bool:
        return self.camera is None or self._listed(self.camera.identity) is None

    def _list(self, hub: "CameraHub") -> None:
        cameras = hub.cameras()
        if cameras != self.cameras:
            self.cameras = cameras
            self.cameras_changed.emit()

    def _tell(self, trouble: CameraTrouble, detail: str = "") -> None:
        name = self.camera.title if self.camera else ""
        self.problem = camera_problem(trouble, camera=name, detail=detail)
        self._enter(CameraState.TROUBLED)

    def _enter(self, state: CameraState) -> None:
        if state is not CameraState.TROUBLED:
            self.problem = None
        self.state = state
        self.state_changed.emit()

    @Slot(QImage)
    def _on_pictured(self, _picture: QImage) -> None:
        if self.state is not CameraState.LIVE:
            self._enter(CameraState.LIVE)

    @Slot()
    def _on_went_silent(self) -> None:
        """Say so, but keep the camera: the next picture takes the words away."""
        if self.feed.num_unreadable:
            self._tell(CameraTrouble.UNREADABLE)
        elif self._hub and self._hub.is_active:
            self._tell(CameraTrouble.SILENT)
        else:
            self._tell(CameraTrouble.FAILED)

    @Slot()
    def _on_access_decided(self) -> None:
        if self.state is CameraState.ASKING and self._hub:
            if self._hub.access() is Access.GRANTED:
                self._open(self._hub)
            else:
                self._tell(CameraTrouble.REFUSED)

    @Slot()
    def _on_failed(self) -> None:
        """Give the camera back; where it is not listed any more, that is the reason, whatever Qt says."""
        message = self._hub.failure if self._hub else ""
        if not self._hub or not message:
            return  # it has been closed meanwhile
        self._release()
        self._list(self._hub)
        if self.state is not CameraState.FROZEN:
            if self._is_gone:
                self._tell(CameraTrouble.UNPLUGGED)
            else:
                self._tell(trouble_of(message), message)

    @Slot()
    def _on_cameras_changed(self) -> None:
        """Notice that the camera is gone, or that there is one again."""
        if not self._hub or self.state in (CameraState.OFF, CameraState.ASKING):
            return
        self._list(self._hub)
        if self.is_on:
            if self._is_gone:
                self._release()
                if self.state is not CameraState.FROZEN:
                    self._tell(CameraTrouble.UNPLUGGED)
        elif self.problem and self._is_back(self.problem.trouble):
            self.open()

    def _is_back(self, trouble: CameraTrouble) -> bool:
        """Tell whether what was missing is there now; another camera is the person's to choose."""
        if trouble in (CameraTrouble.NO_CAMERA, CameraTrouble.BARRED):
            return bool(self.cameras)
        if trouble is not CameraTrouble.UNPLUGGED or self.camera is None:
            return False
        # Plugged in anew, the system may call it otherwise.
        again = next((camera for camera in self.cameras if camera.title == self.camera.title), None)
        self.camera = again or self.camera
        return again is not None
