"""The Classify tab: a photo in, an honest answer out.

The weights that come with the program are loaded as soon as the engine is, before anybody looks at the tab: the first
photo is answered at once.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Signal, Slot
from PySide6.QtWidgets import QWidget

from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.widgets.lazy_tab import LazyTab

if TYPE_CHECKING:
    from cifar_desktop.ui.classify.camera_desk import OpenHub
    from cifar_desktop.ui.classify.classify_page import ClassifyPage
    from cifar_desktop.ui.classify.classify_session import ClassifySession


class ClassifyTab(LazyTab["ClassifyPage"]):
    """Passes on to its page what others want of it.

    Attributes:
        session: has the network; there before the page is.

    Signals:
        is_settled: the weights are open, or were refused, and what was asked meanwhile is answered.
    """

    is_settled = Signal()

    def __init__(
        self, settings: Settings | None = None, parent: QWidget | None = None, *, open_hub: "OpenHub | None" = None
    ) -> None:
        """Use the cameras of `open_hub`; those of this computer without one."""
        super().__init__(parent)
        self._settings = settings
        self._open_hub = open_hub
        self._has_engine = self._was_looked_at = False
        self._session: ClassifySession | None = None

    @property
    def session(self) -> "ClassifySession":
        """Return what the page works with, and has for itself as long as it is there."""
        if self._session is None:
            from cifar_desktop.ui.classify.classify_session import ClassifySession

            self._session = ClassifySession(self)
        return self._session

    # What others ask of it

    @Slot()
    def on_engine_ready(self) -> None:
        """Use the engine from now on: load the weights, once."""
        if self._has_engine or self._is_shut_down:
            return
        self._has_engine = True
        desk = self.session.desk
        desk.weights_opened.connect(self._on_weights_opened)
        for end in (desk.answered, desk.photo_failed, self.session.emptied, desk.weights_failed, desk.failed):
            end.connect(self.is_settled)
        self.session.begin()

    @Slot(object)
    def use_weights(self, weights: Path) -> None:
        """Take these weights to label photos with."""
        self.page.use_weights(weights)

    @Slot()
    def choose_photos(self) -> None:
        """Ask for photos."""
        self.page.photos.choose_photos()

    @Slot()
    def choose_folder(self) -> None:
        """Ask for a folder of photos."""
        self.page.photos.choose_folder()

    @Slot()
    def paste(self) -> None:
        """Take what is on the clipboard."""
        self.page.photos.paste()

    def accepts(self, mime: QMimeData) -> bool:
        """Tell whether there may be photos in what hovers over the window."""
        return self.page.photos.accepts(mime)

    def take(self, mime: QMimeData) -> None:
        """Take what was dropped somewhere on the window."""
        self.page.photos.take(mime)

    def shut_down(self) -> None:
        """Begin nothing more, and end what is under way."""
        super().shut_down()
        if self._session:
            self._session.shut_down()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is under way; tell whether that came about."""
        return super().wait(timeout_ms) and (self._session is None or self._session.wait(timeout_ms))

    @Slot()
    def _on_weights_opened(self) -> None:
        if not self.session.desk.is_asked:
            self.is_settled.emit()

    def _make_page(self) -> "ClassifyPage":
        from cifar_desktop.ui.classify.camera_desk import system_cameras
        from cifar_desktop.ui.classify.classify_page import ClassifyPage

        page = ClassifyPage(
            self._settings or Settings(), session=self.session, open_hub=self._open_hub or system_cameras
        )
        page.failed.connect(self.failed)
        return page

    def _prepare(self, page: "ClassifyPage") -> None:  # noqa: ARG002 - the session has the weights
        """Tell of weights that were refused before anybody looked, by opening them once more."""
        if self._has_engine and not self._was_looked_at:
            self.session.begin()
        self._was_looked_at = True
