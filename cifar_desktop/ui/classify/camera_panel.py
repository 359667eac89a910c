"""The webcam in place of the photo: its picture live, frozen, or as a snapshot; or why there is none."""

import io

from PIL import Image
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.ui.classify.camera_desk import CameraDesk, OpenHub, system_cameras
from cifar_desktop.ui.classify.camera_frames import rgb_of
from cifar_desktop.ui.classify.camera_message import CameraMessage
from cifar_desktop.ui.classify.camera_state import CameraState
from cifar_desktop.ui.classify.camera_view import CameraView
from cifar_desktop.ui.classify.camera_words import CameraTrouble
from cifar_desktop.ui.widgets.choice import Choice, ChoiceField
from cifar_desktop.ui.widgets.empty_state import paragraph

_MIRRORED = "Shown as in a mirror; the network sees it the right way round."
_FROZEN = "The picture stands still, and the answer is for this one."
_PNG_LEVEL = 1  # of 9: a third larger than the best, in a tenth of its time, during which the preview stands


class CameraPanel(QWidget):
    """Shows a camera and hands its pictures on, as fast as each is answered.

    The camera is on only while the panel can be seen: leaving the tab, or hiding or closing the window, gives it back
    to the system, and coming back turns it on again. A frozen picture stays.

    Attributes:
        desk: opens and closes the camera.
        choice: which camera; hidden while there is none.
        view, message: the picture, and the words in its place.
        freeze_button, snapshot_button, off_button: what can be done.
        caption: a sentence below the picture.

    Signals:
        frame_ready: a picture for the network, (height, width, 3), not mirrored. The next one comes after
            `frame_done`, which is to be called for each, answered or not.
        snapshot_taken: a PhotoSource for the list.
        turned: whether the camera is wanted, where the person has just said so here.
    """

    frame_ready = Signal(object)
    snapshot_taken = Signal(object)
    turned = Signal(bool)

    def __init__(self, parent: QWidget | None = None, *, open_hub: OpenHub = system_cameras) -> None:
        super().__init__(parent)
        self._is_wanted = False
        self._num_snapshots = 0
        self.desk = CameraDesk(open_hub, self)
        self._build_controls()
        self._lay_out()
        self.desk.feed.pictured.connect(self._on_pictured)
        self.desk.feed.frame_ready.connect(self.frame_ready)
        self.desk.state_changed.connect(self._on_state_changed)
        self.desk.cameras_changed.connect(self._on_cameras_changed)
        self._on_state_changed()
        self._on_cameras_changed()

    @Slot()
    def start(self) -> None:
        """Turn the camera on: now, or as soon as the panel can be seen."""
        self._is_wanted = True
        if self.isVisible() and self.desk.state in (CameraState.OFF, CameraState.TROUBLED):
            self.desk.open()

    @Slot()
    def stop(self) -> None:
        """Turn the camera off and give it back to the system."""
        self._is_wanted = False
        self.desk.forget()

    @Slot()
    def frame_done(self) -> None:
        """Say that the last frame has been dealt with: the newest one comes next."""
        self.desk.feed.frame_done()

    @Slot()
    def ask_again(self) -> None:
        """Hand on the picture that is shown once more, after other weights were opened: a frozen one has no next."""
        self.desk.feed.offer_again()

    def showEvent(self, event: QShowEvent) -> None:
        """Turn the camera on again that was off only because nobody saw it."""
        super().showEvent(event)
        if self._is_wanted and self.desk.state is CameraState.OFF:
            self.desk.open()

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the camera back to the system."""
        super().hideEvent(event)
        self.desk.close()

    def _build_controls(self) -> None:
        self.choice = ChoiceField()
        self.choice.setAccessibleName("Camera")
        self.choice.setToolTip("Which camera is used. One that is plugged in appears here by itself.")
        self.choice.edited.connect(self._on_camera_chosen)
        self.off_button = QPushButton("Turn off")
        self.off_button.setToolTip("Gives the camera back to other programs. Leaving this tab does so too.")
        self.off_button.clicked.connect(self._on_off_clicked)
        self.view, self.message, self.caption = CameraView(), CameraMessage(), paragraph("", "quiet")
        self.message.start_wanted.connect(self._on_start_wanted)
        self.freeze_button = QPushButton()
        self.freeze_button.clicked.connect(self._on_freeze_clicked)
        self.snapshot_button = QPushButton("Take snap&shot")
        self.snapshot_button.setProperty("role", "primary")
        self.snapshot_button.clicked.connect(self._on_snapshot_clicked)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.choice, 1)
        head.addStretch(0)
        head.addWidget(self.off_button)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch(1)
        buttons.addWidget(self.freeze_button)
        buttons.addWidget(self.snapshot_button)
        buttons.addStretch(1)
        self._film = QWidget()
        film = QVBoxLayout(self._film)
        film.setContentsMargins(0, 0, 0, 0)
        film.setSpacing(10)
        film.addWidget(self.view, 1)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        film.addWidget(self.caption)
        film.addLayout(buttons)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._film)
        self._pages.addWidget(self.message)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)

    @Slot(QImage)
    def _on_pictured(self, picture: QImage) -> None:
        self.view.show_picture(picture)

    @Slot()
    def _on_state_changed(self) -> None:
        state = self.desk.state
        if state is CameraState.TROUBLED and self.desk.problem:
            self._show_chosen()
            is_other = self.desk.problem.trouble is CameraTrouble.UNPLUGGED and self.desk.cameras
            self.message.show_problem(self.desk.problem, another=self.choice.currentText() if is_other else "")
        elif state is CameraState.OFF:
            self.message.show_off()
        elif state is CameraState.ASKING:
            self.view.show_waiting("Your system asks whether this program may use the camera…")
        elif state is CameraState.STARTING:
            self.view.show_waiting("The camera wakes up…")
        is_message = state in (CameraState.TROUBLED, CameraState.OFF)
        self._pages.setCurrentWidget(self.message if is_message else self._film)
        self.off_button.setVisible(not is_message)
        self._show_what_can_be_done(state)

    def _show_what_can_be_done(self, state: CameraState) -> None:
        has_picture = state in (CameraState.LIVE, CameraState.FROZEN)
        is_frozen = state is CameraState.FROZEN
        is_mirrored = not (self.desk.camera and self.desk.camera.faces_away)
        self.view.set_mirrored(is_mirrored)
        self.view.set_frozen(is_frozen)
        self.caption.setText(_FROZEN if is_frozen else _MIRRORED if is_mirrored else "")
        self.caption.setVisible(has_picture)
        self.freeze_button.setText("Go li&ve" if is_frozen else "Free&ze")
        soon = "As soon as there is a picture."
        self.freeze_button.setEnabled(has_picture)
        self.freeze_button.setToolTip(
            soon if not has_picture else "Moves on." if is_frozen else "Keeps this picture, with its answer."
        )
        self.snapshot_button.setEnabled(has_picture)
        self.snapshot_button.setToolTip("Puts this picture into the list of photos." if has_picture else soon)

    @Slot()
    def _on_cameras_changed(self) -> None:
        cameras = self.desk.cameras
        self.choice.set_choices([Choice(value=camera.identity, title=camera.title) for camera in cameras])
        self._show_chosen()
        self.choice.setVisible(bool(cameras))

    def _show_chosen(self) -> None:
        """Name the camera that is on; where there is none, the first that could be."""
        names = [camera.identity for camera in self.desk.cameras]
        chosen = self.desk.camera.identity if self.desk.camera else ""
        if names:
            self.choice.set_value(chosen if chosen in names else names[0])

    @Slot()
    def _on_camera_chosen(self) -> None:
        self._is_wanted = True
        self.desk.choose(self.choice.value)

    @Slot()
    def _on_start_wanted(self) -> None:
        if self.desk.state is CameraState.OFF:
            self.turned.emit(True)
        self._is_wanted = True
        if self.desk.cameras:
            self.desk.choose(self.choice.value)
        else:
            self.desk.open()

    @Slot()
    def _on_off_clicked(self) -> None:
        self.stop()
        self.turned.emit(False)

    @Slot()
    def _on_freeze_clicked(self) -> None:
        if self.desk.state is CameraState.FROZEN:
            self.desk.go_live()
        else:
            self.desk.freeze()

    @Slot()
    def _on_snapshot_clicked(self) -> None:
        """Put the newest picture into the list, as a file without loss: it gets the answer that the frame got."""
        self._num_snapshots += 1
        name = f"Camera {self._num_snapshots}"
        file = io.BytesIO()
        Image.fromarray(rgb_of(self.desk.feed.picture)).save(file, "PNG", compress_level=_PNG_LEVEL)
        self.caption.setText(f"“{name}” is in the list.")
        self.snapshot_taken.emit(PhotoSource(name=name, content=file.getvalue()))
