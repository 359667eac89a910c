"""Passes on what the desk says about a photo to the stage and the answer beside it."""

from PySide6.QtCore import QObject, Slot

from cifar_desktop.errors import UserError
from cifar_desktop.ui.classify.answer_panel import AnswerPanel
from cifar_desktop.ui.classify.classify_session import ClassifySession
from cifar_desktop.ui.classify.photo_stage import PhotoStage
from cifar_desktop.ui.classify.requests import HeatMap, PhotoAnswer


class PhotoDisplay(QObject):
    """Stands between a session and what is shown of the photo that it asks about."""

    def __init__(self, session: ClassifySession, stage: PhotoStage, answer_panel: AnswerPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._stage, self._panel = session, stage, answer_panel
        self._is_waiting = False
        session.asked.connect(self._on_asked)
        session.emptied.connect(self._on_emptied)
        desk = session.desk
        desk.answered.connect(self._on_answered)
        desk.explained.connect(self._on_explained)
        desk.photo_failed.connect(self._on_photo_failed)
        desk.failed.connect(self.give_up)
        stage.box_changed.connect(desk.ask_box)
        answer_panel.why_requested.connect(desk.explain)
        answer_panel.why_toggled.connect(self._on_why_toggled)

    @Slot()
    def give_up(self) -> None:
        """Wait no longer: no answer will come."""
        if self._is_waiting:
            self._is_waiting = False
            self._stage.stop_waiting()
            self._panel.show_nothing()

    @Slot()
    def _on_asked(self) -> None:
        self._is_waiting = True
        self._stage.show_waiting()
        self._panel.show_waiting()

    @Slot(object)
    def _on_answered(self, answer: PhotoAnswer) -> None:
        self._is_waiting = False
        if answer.photo is not None:
            self._stage.show_photo(answer.photo)
            self._stage.set_box(answer.box)
        self._panel.show_answer(answer, self._session.class_names)

    @Slot(int, object)
    def _on_photo_failed(self, _request: int, error: UserError) -> None:
        self._is_waiting = False
        self._stage.show_problem(self._session.source.name if self._session.source else "", error)
        self._panel.show_nothing()

    @Slot(object)
    def _on_explained(self, heat: HeatMap) -> None:
        """Show the heat map, unless the square has moved on meanwhile."""
        if heat.request == self._session.desk.request and self._panel.is_asked_why:
            name = self._session.class_names[heat.class_index]
            self._stage.show_heat(heat.heat, words=f"Bright: what speaks for “{name}”")

    @Slot(bool)
    def _on_why_toggled(self, is_on: bool) -> None:
        if not is_on:
            self._stage.show_heat(None)

    @Slot()
    def _on_emptied(self) -> None:
        self._stage.clear()
        if not self._session.is_filming:
            self._panel.show_nothing()
