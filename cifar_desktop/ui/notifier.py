"""Tells a person who is looking elsewhere that something is done."""

from typing import Literal

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from cifar_desktop.ui.icon import program_icon

SHOWN_MS = 10_000

Told = Literal["not needed", "notification", "taskbar"]


class Notifier(QObject):
    """Sends notifications for a window while it is not in front; a click on one brings it there."""

    _tray: QSystemTrayIcon | None = None  # of the class: events come until the very end, when attributes are gone

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def notify(self, title: str, text: str) -> Told:
        """Tell it in the way that this desktop has; return which one that was."""
        if self._window.isActiveWindow() and not self._window.isMinimized():
            return "not needed"
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            QApplication.alert(self._window)
            return "taskbar"
        if self._tray is None:
            self._tray = QSystemTrayIcon(program_icon(), self)
            self._tray.setToolTip(self._window.windowTitle())
            self._tray.messageClicked.connect(self._on_clicked)
            self._tray.activated.connect(self._on_clicked)
        self._tray.show()  # a message needs its icon; both go when the window comes to the front
        self._tray.showMessage(title, text, program_icon(), SHOWN_MS)
        return "notification"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the icon away once the window was looked at, or is gone."""
        if self._tray and event.type() in (QEvent.Type.WindowActivate, QEvent.Type.Close):
            self._tray.hide()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_clicked(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
