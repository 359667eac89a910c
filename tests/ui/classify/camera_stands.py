"""What the tests of the camera panel share: the panel, with a camera that films what a test wants."""

import numpy as np
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.ui.classify.camera_panel import CameraPanel
from cifar_desktop.ui.classify.camera_state import CameraState
from cifar_desktop.ui.classify.camera_words import CameraTrouble
from tests.ui.classify.camera_sessions import DESK, FRONT, PushedHub, frame_of, scene, turns


class Stand:
    """A panel that is shown, with a hub whose cameras send what is pushed, and what the panel gave out."""

    def __init__(self, qtbot: QtBot, hub: PushedHub, *, show: bool = True) -> None:
        self.qtbot, self.hub = qtbot, hub
        self.panel = CameraPanel(open_hub=hub.for_panel)
        self.frames: list[np.ndarray] = []
        self.snapshots: list[PhotoSource] = []
        self.turned: list[bool] = []
        self.panel.frame_ready.connect(self.frames.append)
        self.panel.snapshot_taken.connect(self.snapshots.append)
        self.panel.turned.connect(self.turned.append)
        qtbot.addWidget(self.panel)
        self.panel.resize(560, 520)
        if show:
            self.panel.show()

    @property
    def state(self) -> CameraState:
        return self.panel.desk.state

    @property
    def trouble(self) -> CameraTrouble | None:
        """What is told in place of the picture; None where the picture is shown."""
        if not self.panel.message.isVisible() or self.panel.message.problem is None:
            return None
        return self.panel.message.problem.trouble

    def film(self, *shades: int) -> None:
        for shade in shades:
            self.hub.push(frame_of(scene(shade=shade)))
            turns()

    def click(self, button: QObject) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        turns()


def filming(qtbot: QtBot) -> Stand:
    """Return a panel with two cameras, the first of which is on and has sent a picture."""
    stand = Stand(qtbot, PushedHub(FRONT, DESK))
    stand.panel.start()
    stand.film(10)
    assert stand.state is CameraState.LIVE
    return stand
