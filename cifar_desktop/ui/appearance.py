"""Light or dark: what the person chose, or what the system says now."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from cifar_desktop.ui.settings import Settings, ThemeName
from cifar_desktop.ui.theme import apply_theme, change_colours, palette_is_dark, put_sheet_on, system_is_dark

if TYPE_CHECKING:
    from PySide6.QtCore import Qt


class Appearance(QObject):
    """Dresses the application, and again when the choice or the system changes.

    Attributes:
        is_dark: which of the two looks it wears.
    """

    def __init__(self, app: QApplication, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app, self._settings = app, settings
        self._system_is_dark = self.is_dark = palette_is_dark()
        self._worn: bool | None = None
        self._still: list[QWidget] = []  # windows that show what they showed, until they are dressed
        self._sheet_timer = QTimer(self, singleShot=True)
        self._sheet_timer.timeout.connect(self._put_sheet_on)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        if self.theme == "system":
            self._wear()
        else:
            self._dress()

    @property
    def theme(self) -> ThemeName:
        """What was chosen."""
        return self._settings.theme

    def choose(self, theme: ThemeName) -> None:
        """Wear this from now on."""
        self._settings.theme = theme
        self._dress()

    def confirm(self) -> None:
        """Ask the system what it wants, once there is a first picture: until then its colours had to say it.

        To ask means to make every name of Qt's, which takes as long as a quarter of that picture.
        """
        if self.theme == "system":
            self._system_is_dark = system_is_dark()
            if self._system_is_dark != self.is_dark:
                self._dress()

    @Slot("Qt::ColorScheme")
    def _on_system_changed(self, scheme: "Qt.ColorScheme") -> None:
        """Follow the system, unless the change is what we asked for ourselves."""
        from PySide6.QtCore import Qt

        if self._settings.theme != "system":
            return
        if scheme != Qt.ColorScheme.Unknown:
            self._system_is_dark = scheme == Qt.ColorScheme.Dark
        self._dress()

    def _dress(self) -> None:
        from PySide6.QtCore import Qt

        theme = self._settings.theme
        # For what the system draws: the window's title bar, its own dialogs. Unknown hands the choice back to it.
        asked = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(theme, Qt.ColorScheme.Unknown)
        QGuiApplication.styleHints().setColorScheme(asked)
        if theme == "system" and QGuiApplication.styleHints().colorScheme() != Qt.ColorScheme.Unknown:
            self._system_is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self.is_dark = self._system_is_dark if theme == "system" else theme == "dark"
        self._wear()

    def _wear(self) -> None:
        """Put the look on, where it is another one.

        To dress a full window takes a while, so the event loop has a turn in the midst of it; nothing half dressed is
        shown meanwhile.
        """
        if self._worn == self.is_dark:
            return
        is_first, self._worn = self._worn is None, self.is_dark
        if is_first:
            apply_theme(self._app, dark=self.is_dark)
            return
        for window in self._app.topLevelWidgets():
            if window.isVisible() and window.updatesEnabled():
                window.setUpdatesEnabled(False)
                self._still.append(window)
        change_colours(self._app, dark=self.is_dark)
        self._sheet_timer.start(0)

    @Slot()
    def _put_sheet_on(self) -> None:
        put_sheet_on(self._app, dark=self.is_dark)
        for window in self._still:
            if isValid(window):
                window.setUpdatesEnabled(True)
        self._still.clear()
