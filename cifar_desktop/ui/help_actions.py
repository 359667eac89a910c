"""What the Help menu does: shows pages to read; each is imported when it is asked for."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from cifar_desktop.ui.main_window import MainWindow


class HelpActions(QObject):
    """Stands behind the Help menu of a window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        menus = window.menus
        menus.getting_started.triggered.connect(self._on_getting_started)
        menus.shortcuts.triggered.connect(self._on_shortcuts)
        menus.licences.triggered.connect(self._on_licences)
        menus.about.triggered.connect(self._on_about)

    @Slot()
    def _on_getting_started(self) -> None:
        from cifar_desktop.ui.help_dialog import HelpDialog

        HelpDialog(self._window).open()

    @Slot()
    def _on_shortcuts(self) -> None:
        from cifar_desktop.ui.shortcuts_dialog import ShortcutsDialog, keys_of

        sections = [keys_of(menu.title().replace("&", ""), menu.actions()) for menu in self._window.menus.all]
        sections.append(keys_of("Training", self._window.train_tab.actions()))
        ShortcutsDialog(sections, self._window).open()

    @Slot()
    def _on_licences(self) -> None:
        from cifar_desktop.ui.licences_dialog import LicencesDialog

        LicencesDialog(self._window).open()

    @Slot()
    def _on_about(self) -> None:
        from cifar_desktop.ui.about_dialog import AboutDialog

        AboutDialog(self._window.engine.devices, self._window).open()
