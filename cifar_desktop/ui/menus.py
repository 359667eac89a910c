"""The menus, with their shortcuts; what an action does is the window's affair."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from cifar_desktop.ui.settings import ThemeName

_THEMES: tuple[tuple[ThemeName, str], ...] = (("system", "As the &system"), ("light", "&Light"), ("dark", "&Dark"))


class Menus(QObject):
    """Every action of the menu bar.

    Attributes:
        file, view, help: the menus.
        open_photos, open_photo_folder, paste_photo: in File, for the tab Classify.
        open_weights, open_run, open_runs_folder, settings, quit: in File.
        tabs: the actions that bring a tab to the top, in the order of the tabs.
        themes: the actions that choose a theme, by its name.
        full_screen: checked while the window fills the screen.
        getting_started, shortcuts, licences, about: in Help.
    """

    def __init__(self, window: QMainWindow, tab_titles: list[str]) -> None:
        super().__init__(window)
        self._window = window
        self.file = self._menu("&File")
        self.open_photos = self._action(self.file, "Open &photos…", "Ctrl+Shift+P", "Says what is on one or many.")
        self.open_photo_folder = self._action(
            self.file, "Open folder of p&hotos…", "Ctrl+Shift+F", "Says what is on all photos in it and below."
        )
        self.paste_photo = self._action(
            self.file, "Pas&te photo", "Ctrl+V", "Says what is on a picture, or on photo files, that were copied."
        )
        self.file.addSeparator()
        self.open_weights = self._action(
            self.file, "Open &weights…", "Ctrl+O", "Looks into a weights file, of this program or of another one."
        )
        self.open_run = self._action(
            self.file, "Open &run…", "Ctrl+Shift+O", "Looks into the folder of a training, and goes on with it."
        )
        self.open_runs_folder = self._action(
            self.file, "Open runs &folder", "Ctrl+Shift+R", "Shows in the file manager where trainings are kept."
        )
        self.file.addSeparator()
        self.settings = self._action(self.file, "&Settings…", "Ctrl+,", "Colours, and where things lie.")
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.file.addSeparator()
        self.quit = self._action(self.file, "&Quit", "Ctrl+Q", "Asks first where a training is under way.")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.view = self._menu("&View")
        self.tabs = [
            self._action(self.view, f"&{title}", f"Ctrl+{number}", f"Brings the tab {title} to the top.")
            for number, title in enumerate(tab_titles, start=1)
        ]
        self.view.addSeparator()
        self.themes = self._build_themes()
        self.view.addSeparator()
        self.full_screen = self._action(self.view, "F&ull screen", "F11", "Esc leaves it.")
        self.full_screen.setCheckable(True)
        self.help = self._menu("&Help")
        self.getting_started = self._action(self.help, "&Getting started", "F1", "What to press first, on one page.")
        self.shortcuts = self._action(self.help, "&Keyboard shortcuts", "Ctrl+/", "Which keys do what.")
        self.licences = self._action(self.help, "&Licences", "", "Of this program and of what it is made of.")
        self.help.addSeparator()
        self.about = self._action(self.help, "&About CIFAR Desktop", "", "Versions, to be copied into a report.")
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    @property
    def all(self) -> tuple[QMenu, ...]:
        """The menus, in order."""
        return (self.file, self.view, self.help)

    def allow(self, action: QAction, why_not: str) -> None:
        """Enable an action, or disable it and say why."""
        action.setEnabled(not why_not)
        if action.property("tip") is None:
            action.setProperty("tip", action.toolTip())
        action.setToolTip(why_not or action.property("tip"))
        action.setStatusTip(why_not)

    def _menu(self, title: str) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        return menu

    def _action(self, menu: QMenu, text: str, keys: str, tip: str) -> QAction:
        action = QAction(text, self._window)
        action.setToolTip(tip)
        if keys:
            action.setShortcuts([QKeySequence(keys)])  # setShortcut is slow at first, see Appearance.confirm
        menu.addAction(action)
        return action

    def _build_themes(self) -> dict[ThemeName, QAction]:
        menu = self.view.addMenu("&Colours")
        group = QActionGroup(self)
        actions = {}
        for name, title in _THEMES:
            action = self._action(menu, title, "", "")
            action.setCheckable(True)
            action.setData(name)
            group.addAction(action)
            actions[name] = action
        return actions
