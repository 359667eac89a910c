"""What the View menu does: tabs, colours, the full screen."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

if TYPE_CHECKING:
    from cifar_desktop.ui.main_window import MainWindow


class ViewActions(QObject):
    """Stands behind the View menu of a window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._was_maximised = False
        menus = window.menus
        for index, action in enumerate(menus.tabs):
            action.setData(index)
            action.triggered.connect(self._on_tab_chosen)
        for action in menus.themes.values():
            action.triggered.connect(self._on_theme_chosen)
        menus.view.aboutToShow.connect(self._on_about_to_show)
        menus.full_screen.triggered.connect(self.fill_screen)

    @Slot(bool)
    def fill_screen(self, wanted: bool) -> None:
        """Fill the screen, or go back to how the window was."""
        if wanted:
            self._was_maximised = self._window.isMaximized()
            self._window.showFullScreen()
        elif self._was_maximised:
            self._window.showMaximized()
        else:
            self._window.showNormal()
        self._window.menus.full_screen.setChecked(wanted)

    @Slot()
    def _on_tab_chosen(self) -> None:
        self._window.tabs.setCurrentIndex(cast("QAction", self.sender()).data())

    @Slot()
    def _on_theme_chosen(self) -> None:
        self._window.appearance.choose(cast("QAction", self.sender()).data())

    @Slot()
    def _on_about_to_show(self) -> None:
        """Tick what is so now."""
        menus = self._window.menus
        menus.themes[self._window.appearance.theme].setChecked(True)
        menus.full_screen.setChecked(self._window.isFullScreen())
