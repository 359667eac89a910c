"""The Classify tab: a photo in, an honest answer out.

What it holds is made when it is first needed: a window that is to be there at once brings only what it shows.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cifar_desktop.ui.settings import Settings

if TYPE_CHECKING:
    from cifar_desktop.ui.classify.camera_desk import OpenHub
    from cifar_desktop.ui.classify.classify_page import ClassifyPage


class ClassifyTab(QWidget):
    """Makes its page when it is first shown, or first asked for something.

    Signals:
        failed: a TaskFailed or a UserError, to be told in a dialog.
    """

    failed = Signal(object)

    def __init__(
        self, settings: Settings | None = None, parent: QWidget | None = None, *, open_hub: "OpenHub | None" = None
    ) -> None:
        """Use the cameras of `open_hub`; those of this computer without one."""
        super().__init__(parent)
        self._settings = settings
        self._open_hub = open_hub
        self._has_engine = self._is_shut_down = False
        self._page: ClassifyPage | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    @property
    def page(self) -> "ClassifyPage":
        """Return what the tab holds."""
        if self._page is None:
            self._page = self._make_page()
        return self._page

    # What others ask of it

    @Slot()
    def on_engine_ready(self) -> None:
        """Use the engine from now on."""
        self._has_engine = True
        if self._page:
            self._page.begin()

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
        """Begin nothing more, and end what is under way: a folder is not labelled to its end."""
        self._is_shut_down = True
        if self._page:
            self._page.shut_down()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is under way; tell whether that came about."""
        return self._page is None or self._page.wait(timeout_ms)

    def showEvent(self, event: QShowEvent) -> None:
        """Have something to show."""
        super().showEvent(event)
        if self._page is None and not self._is_shut_down:
            self._page = self._make_page()

    def _make_page(self) -> "ClassifyPage":
        from cifar_desktop.ui.classify.camera_desk import system_cameras
        from cifar_desktop.ui.classify.classify_page import ClassifyPage

        page = ClassifyPage(self._settings or Settings(), open_hub=self._open_hub or system_cameras)
        page.failed.connect(self.failed)
        layout = self.layout()
        assert layout is not None  # noqa: S101 - as made above
        layout.addWidget(page)
        if self._has_engine:
            page.begin()
        return page
