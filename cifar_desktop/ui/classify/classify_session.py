"""Which photos there are, which of them is asked about, and with which weights; knows no widget."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop import paths
from cifar_desktop.errors import PhotoError
from cifar_desktop.inference.assumptions import AssumptionChanges
from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.ui.classify.label_desk import LabelDesk
from cifar_desktop.ui.classify.many_desk import ManyDesk


class ClassifySession(QObject):
    """Asks the desk about one photo at a time, and has many labelled for the list.

    A photo that is the only one is not in a list: it is asked about, and that is all. With the second one both go into
    the list, in the order in which they came.

    Attributes:
        desk: answers about the photo in sight, or the frames of the camera.
        many: labels what is in the list.
        source: the photo that is asked about; None while there is none.
        is_listing: whether there is a list.
        is_filming: whether frames are asked about, and not the photo.
        was_refused: whether the weights that were asked for last could not be used.

    Signals:
        asked: another photo is asked about.
        placed: the place in the list of the photo that is to be the current one there.
        list_grew: photos were added to the list, and will be labelled.
        list_gone: there is no list any more; the photo that is asked about stays.
        emptied: there is no photo any more.
        failed: a UserError: there was nothing to label.
    """

    asked = Signal()
    placed = Signal(int)
    list_grew = Signal()
    list_gone = Signal()
    emptied = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk, self.many = LabelDesk(self), ManyDesk(self)
        self.is_filming = False
        self._wanted: tuple[Path, AssumptionChanges | None] = (paths.shipped_weights(), None)
        self._has_engine = self.was_refused = False
        self._reset()
        self.desk.weights_opened.connect(self._on_weights_opened)
        self.desk.weights_failed.connect(self._on_weights_refused)
        self.desk.failed.connect(self._on_weights_refused)
        self.many.ended.connect(self._on_many_ended)

    def _reset(self) -> None:
        self.source: PhotoSource | None = None
        self.is_listing = False
        self._num_named = 0  # photos in the list that were not found in a folder
        self._folders: list[Path] = []  # whose photos are not counted yet

    @property
    def has_photos(self) -> bool:
        """Tell whether there is anything to be seen."""
        return self.is_listing or self.source is not None

    # The weights

    @property
    def class_names(self) -> tuple[str, ...]:
        """Return what the network in use tells apart; nothing before there is one."""
        return self.desk.loaded.info.class_names if self.desk.loaded else ()

    def begin(self) -> None:
        """Open the weights: the engine is there. Where there are none because they were refused, try again."""
        if not self._has_engine or (self.was_refused and not self.desk.loaded):
            self._has_engine, self.was_refused = True, False
            self.desk.open_weights(*self._wanted)

    def use(self, path: Path, changes: AssumptionChanges | None = None) -> None:
        """Use these weights, as soon as the engine is there."""
        self._wanted = (path, changes)
        if self._has_engine:
            self.desk.open_weights(path, changes)

    @Slot()
    def _on_weights_opened(self) -> None:
        self.was_refused = False
        if self.desk.classifier:
            self.many.relabel(self.desk.classifier)

    @Slot()
    def _on_weights_refused(self) -> None:
        self.was_refused = True

    # The photos

    def give(self, sources: Sequence[PhotoSource]) -> None:
        """Add photos, and ask about the first of them."""
        if not sources:
            return
        if not self.has_photos and len(sources) == 1:
            self._ask(sources[0])
            return
        place = self._append(sources)
        if place is not None:
            self._ask(sources[0])
            self.placed.emit(place)

    def keep(self, source: PhotoSource) -> None:
        """Add a photo to the list and make it the current one there, but go on with the frames that are asked about."""
        place = self._append([source])
        if place is not None:
            self.source = source
        self.placed.emit(place or 0)

    def give_folders(self, folders: Sequence[Path]) -> None:
        """Add the photos in folders and below."""
        self._begin_list()
        self._folders += folders
        self.many.add_folders(folders)
        self.list_grew.emit()

    def go_to(self, place: int) -> None:
        """Ask about a photo of the list."""
        self._ask(self.many.source(place))

    def ask_again(self) -> None:
        """Ask about the photo once more: there was something else in between."""
        if self.source:
            self._ask(self.source)

    def film(self, *, is_on: bool) -> None:
        """Have frames asked about, or none any more; either way, nothing else is answered now."""
        self.is_filming = is_on
        self.desk.forget()

    def clear(self) -> None:
        """Forget all photos."""
        self.many.clear()
        if not self.is_filming:
            self.desk.forget()
        self._reset()
        self.emptied.emit()

    def shut_down(self) -> None:
        """Begin nothing more, and end what is under way."""
        self.many.shut_down()
        self.desk.shut_down()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is under way; tell whether that came about."""
        return self.many.wait(timeout_ms) and self.desk.wait(timeout_ms)

    def _ask(self, source: PhotoSource) -> None:
        self.source = source
        self.desk.ask(source)
        self.asked.emit()

    def _append(self, sources: Sequence[PhotoSource]) -> int | None:
        """Add photos to the list and return the place of the first; None while nobody can know it."""
        self._begin_list()
        place = None if self._folders else self._num_named
        self._num_named += len(sources)
        self.many.add(sources)
        self.list_grew.emit()
        return place

    def _begin_list(self) -> None:
        """Have a list; a photo that was the only one comes first in it."""
        if self.is_listing:
            return
        self.is_listing = True
        if self.source:
            self._num_named = 1
            self.many.add([self.source])
            self.placed.emit(0)

    @Slot(bool)
    def _on_many_ended(self, was_cancelled: bool) -> None:
        """Count anew; without a photo there is no list."""
        folders, self._folders = self._folders, []
        has_found_none = folders and not was_cancelled and self.many.num_labelled == self._num_named
        self._num_named = self.many.num_labelled
        if not self._num_named:
            self.is_listing = False
            (self.list_gone if self.source else self.emptied).emit()
        if has_found_none:
            names = " or ".join(f"“{folder.name or folder}”" for folder in folders)
            error = PhotoError(
                f"There are no photos in {names}.",
                remedy="Choose a folder that has JPEG, PNG, WebP or other pictures in it, or in folders below.",
            )
            self.failed.emit(error)
