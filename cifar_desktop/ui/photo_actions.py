"""How photos come to the Classify tab from elsewhere: from the menu, and dropped anywhere on the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

if TYPE_CHECKING:
    from cifar_desktop.ui.main_window import MainWindow

_ELSEWHERE = "Bring the tab Classify to the front first."


class PhotoActions(QObject):
    """Stands behind the actions for photos of a window, and watches what is dragged over it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._tab = window, window.classify_tab
        menus = window.menus
        menus.open_photos.triggered.connect(self._on_open_photos)
        menus.open_photo_folder.triggered.connect(self._on_open_photo_folder)
        menus.paste_photo.triggered.connect(self._on_paste)
        window.tabs.currentChanged.connect(self._on_tab_changed)
        self._on_tab_changed()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take photos that are dropped beside the tab, which looks after itself."""
        if isinstance(event, QDropEvent) and watched is self._window:
            return self._on_drag(event)
        return super().eventFilter(watched, event)

    def _on_drag(self, event: QDropEvent) -> bool:
        """Deal with what hovers, or is dropped; tell whether that is all there is to do."""
        from cifar_desktop.ui.classify.photo_drop_area import let_in

        if isinstance(event, QDragEnterEvent):
            if self._tab.accepts(event.mimeData()):
                let_in(event)
            else:
                event.ignore()
        elif let_in(event) and not isinstance(event, QDragMoveEvent):
            self._window.tabs.setCurrentWidget(self._tab)
            self._tab.take(event.mimeData())
        return True

    @Slot()
    def _on_open_photos(self) -> None:
        self._window.tabs.setCurrentWidget(self._tab)
        self._tab.choose_photos()

    @Slot()
    def _on_open_photo_folder(self) -> None:
        self._window.tabs.setCurrentWidget(self._tab)
        self._tab.choose_folder()

    @Slot()
    def _on_paste(self) -> None:
        self._tab.paste()

    @Slot()
    def _on_tab_changed(self) -> None:
        """Paste photos only where they are looked at: elsewhere, what is on the clipboard was not meant for this."""
        is_there = self._window.tabs.currentWidget() is self._tab
        self._window.menus.allow(self._window.menus.paste_photo, "" if is_there else _ELSEWHERE)
