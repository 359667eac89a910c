"""What the Classify tab holds: the parts, and what passes between them."""

import math
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cifar_desktop.errors import UserError
from cifar_desktop.inference.label_many import PhotoLabel
from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.ui.classify.answer_panel import AnswerPanel
from cifar_desktop.ui.classify.camera_desk import OpenHub, system_cameras
from cifar_desktop.ui.classify.camera_panel import CameraPanel
from cifar_desktop.ui.classify.camera_state import CameraState
from cifar_desktop.ui.classify.classify_layout import ClassifyLayout
from cifar_desktop.ui.classify.classify_session import ClassifySession
from cifar_desktop.ui.classify.intake import PhotoIntake
from cifar_desktop.ui.classify.many_panel import ManyPanel
from cifar_desktop.ui.classify.photo_display import PhotoDisplay
from cifar_desktop.ui.classify.photo_drop_area import PhotoDropArea
from cifar_desktop.ui.classify.photo_stage import PhotoStage
from cifar_desktop.ui.classify.requests import LoadedWeights
from cifar_desktop.ui.classify.ways_in import WaysIn
from cifar_desktop.ui.classify.weights_bar import WeightsBar
from cifar_desktop.ui.classify.weights_choice import WeightsChoice
from cifar_desktop.ui.classify.welcome import Welcome
from cifar_desktop.ui.settings import Settings

WEIGHTS_SUFFIXES = {".safetensors", ".pth", ".pt", ".th"}
_MOVING = "The picture of the camera moves: take a snapshot, and ask about that."


class ClassifyPage(PhotoDropArea):
    """Photos come in on the left of it, and answers stand on its right; photos may be dropped anywhere.

    Attributes:
        session: which photos there are, and who answers about them.
        photos: takes what is chosen, pasted and dropped.
        ways_in, weights_bar: above everything.
        welcome, many_panel, stage, camera_panel, answer_panel: below that.
        display: passes on to stage and answer what the desk says.
        weights_choice: passes on to the session which weights are wanted.
        arrangement: where they are.

    Signals:
        failed: a TaskFailed or a UserError, to be told in a dialog.
    """

    failed = Signal(object)

    def __init__(
        self,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        session: ClassifySession,
        open_hub: OpenHub = system_cameras,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.photos = PhotoIntake(settings, self)
        self.set_intake(self.photos)
        self.session = session
        self._build(self.photos, open_hub)
        self._connect_ways_in(self.photos)
        self._connect_photo()
        self._connect_list()
        self._connect_camera()
        if session.desk.loaded:
            self._on_weights_opened(session.desk.loaded)
        self._show()

    # What others ask of it

    def use_weights(self, path: Path) -> None:
        """Use these weights from now on."""
        self.weights_choice.use(path)

    def shut_down(self) -> None:
        """Begin nothing more, and end what is under way."""
        self.camera_panel.stop()
        self.session.shut_down()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is under way; tell whether that came about."""
        return self.session.wait(timeout_ms) and self.many_panel.wait(timeout_ms)

    # How it is built

    def _build(self, intake: PhotoIntake, open_hub: OpenHub) -> None:
        self.ways_in, self.weights_bar = WaysIn(intake), WeightsBar()
        self.welcome, self.stage, self.answer_panel = Welcome(intake), PhotoStage(), AnswerPanel()
        self.many_panel = ManyPanel(settings=self._settings)
        self.camera_panel = CameraPanel(open_hub=open_hub)
        self.arrangement = ClassifyLayout(
            bar=(self.ways_in, self.weights_bar),
            welcome=self.welcome,
            columns=(self.many_panel, self.stage, self.answer_panel),
            camera=self.camera_panel,
        )
        self.arrangement.set_widths(self._settings.classify_splitter)
        self.arrangement.moved.connect(self._on_widths_moved)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.arrangement)

    def _connect_ways_in(self, intake: PhotoIntake) -> None:
        intake.sources_given.connect(self._on_sources_given)
        intake.folders_given.connect(self._on_folders_given)
        intake.refused.connect(self._on_refused)
        self.welcome.example_chosen.connect(self._on_example_chosen)
        self.welcome.camera_wanted.connect(self._on_camera_wanted)
        self.hovering_changed.connect(self.welcome.set_hovering)
        self.ways_in.camera_toggled.connect(self._on_camera_toggled)
        self.ways_in.over_wanted.connect(self.session.clear)

    def _connect_photo(self) -> None:
        session, desk = self.session, self.session.desk
        self.display = PhotoDisplay(session, self.stage, self.answer_panel, self)
        session.asked.connect(self._show)
        session.emptied.connect(self._on_emptied)
        session.failed.connect(self.failed)
        self.weights_choice = WeightsChoice(session, self.weights_bar, self._settings, self)
        self.weights_choice.failed.connect(self.failed)
        self.weights_choice.missing.connect(self.display.give_up)
        desk.weights_opened.connect(self._on_weights_opened)
        desk.answered.connect(self._on_answered)
        desk.photo_failed.connect(self._on_photo_failed)
        desk.failed.connect(self._on_answered)
        desk.failed.connect(self.failed)
        self.answer_panel.threshold_changed.connect(self._on_threshold_changed)

    def _connect_list(self) -> None:
        session, many, panel = self.session, self.session.many, self.many_panel
        session.list_grew.connect(self._on_list_grew)
        session.list_gone.connect(self._show)
        session.placed.connect(panel.select)
        many.labelled.connect(panel.add_labels)
        many.ended.connect(panel.finished)
        many.failed.connect(self.failed)
        panel.current_changed.connect(self._on_current_changed)
        panel.cancel_requested.connect(many.cancel)
        panel.clear_requested.connect(session.clear)
        panel.failed.connect(self.failed)

    def _connect_camera(self) -> None:
        camera = self.camera_panel
        camera.frame_ready.connect(self.session.desk.ask_frame)
        camera.snapshot_taken.connect(self.session.keep)
        camera.turned.connect(self._on_camera_toggled)
        camera.desk.state_changed.connect(self._on_camera_changed)

    # Photos come

    @Slot(object)
    def _on_sources_given(self, sources: Sequence[PhotoSource]) -> None:
        """Show the photos; a file of weights among them can only be meant to be used."""
        weights = [one.path for one in sources if one.path and one.path.suffix.lower() in WEIGHTS_SUFFIXES]
        photos = [one for one in sources if one.path not in weights or one.path is None]
        if weights:
            self.use_weights(weights[-1])
        if photos:
            self._turn_camera(is_on=False)
            self.session.give(photos)

    @Slot(object)
    def _on_folders_given(self, folders: Sequence[Path]) -> None:
        self._turn_camera(is_on=False)
        self.session.give_folders(folders)

    @Slot(object)
    def _on_example_chosen(self, source: PhotoSource) -> None:
        self.session.give([source])

    @Slot(object)
    def _on_refused(self, error: UserError) -> None:
        if not self.welcome.isVisible():  # which tells it itself
            self.failed.emit(error)

    # Photos are asked about

    @Slot()
    def _on_answered(self) -> None:
        if self.session.is_filming:
            self.camera_panel.frame_done()
            self._on_camera_changed()

    @Slot()
    def _on_photo_failed(self) -> None:
        """Take the focus off the slider, to which it would go from a photo that is gone."""
        if self.isVisible() and not self.session.is_listing and not self.session.is_filming:
            self.ways_in.photos_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(float)
    def _on_threshold_changed(self, threshold: float) -> None:
        self.many_panel.set_threshold(threshold if math.isfinite(threshold) else None)

    @Slot()
    def _on_emptied(self) -> None:
        self.many_panel.clear()
        self._show()

    # Many photos

    @Slot()
    def _on_list_grew(self) -> None:
        self.many_panel.begin(self.session.class_names)
        self._show()

    @Slot(object)
    def _on_current_changed(self, label: PhotoLabel) -> None:
        self._turn_camera(is_on=False)
        self.session.go_to(label.index)

    # The camera

    @Slot()
    def _on_camera_wanted(self) -> None:
        self._turn_camera(is_on=True)

    @Slot(bool)
    def _on_camera_toggled(self, is_on: bool) -> None:
        self._turn_camera(is_on=is_on)
        if not is_on:
            self.session.ask_again()

    @Slot()
    def _on_camera_changed(self) -> None:
        """Show no answer where there is no picture of the camera."""
        has_picture = self.camera_panel.desk.state in (CameraState.LIVE, CameraState.FROZEN)
        if self.session.is_filming and not has_picture:
            self.answer_panel.show_nothing()

    def _turn_camera(self, *, is_on: bool) -> None:
        """Have the camera in the photo's place, or the photo again."""
        if is_on == self.session.is_filming:
            return
        self.session.film(is_on=is_on)
        self.answer_panel.allow_why(_MOVING if is_on else "")
        self.answer_panel.show_nothing()
        self._show()
        if is_on:
            self.camera_panel.start()
        else:
            self.camera_panel.stop()

    # The weights

    @Slot(object)
    def _on_weights_opened(self, loaded: LoadedWeights) -> None:
        self.answer_panel.set_rule(loaded.info.not_sure)
        self._on_threshold_changed(self.answer_panel.threshold)
        if self.session.is_listing:
            self.many_panel.relabelling()
            self.many_panel.begin(loaded.info.class_names)

    # What is to be seen

    @Slot()
    def _show(self) -> None:
        """Show the parts that there is something for."""
        session, layout = self.session, self.arrangement
        was_at_beginning = layout.is_at_beginning
        if session.is_filming:
            layout.show_camera()
        elif session.has_photos:
            layout.show_photo()
        else:
            layout.show_beginning()
        layout.show_list(is_shown=session.is_listing)
        is_single = session.has_photos and not session.is_listing
        self.ways_in.setVisible(not layout.is_at_beginning)
        self.ways_in.offer_over(is_single)
        self.ways_in.camera_button.setChecked(session.is_filming)
        if was_at_beginning != layout.is_at_beginning and self.isVisible():
            self._place_focus()

    def _place_focus(self) -> None:
        """Let the keyboard go on where there is something to do: what had the focus is hidden now."""
        if self.arrangement.is_at_beginning:
            place: QWidget = self.welcome.photos_button
        elif self.session.is_filming:
            place = self.ways_in.camera_button
        else:
            place = self.many_panel.table if self.session.is_listing else self.stage
        place.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_widths_moved(self, widths_px: tuple[int, ...]) -> None:
        self._settings.classify_splitter = widths_px
