"""Hears what nobody should have to hear: warnings of Qt, and exceptions in slots."""

import sys

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Slot, qInstallMessageHandler

_SERIOUS = {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}
# What Qt says about the machine, and nothing in the program can change.
_ABOUT_THE_MACHINE = (
    "This plugin does not support ",  # platforms that draw into memory, of each dialog and menu
    "No RHI backend",  # QtMultimedia without a GPU
    "Detected locale ",  # an environment without LANG; Qt takes UTF-8 then
)


class Troubles(QObject):
    """Collects them while it is installed.

    Attributes:
        messages: what Qt said since they were taken last.
        warnings, faults: those of the messages, and tracebacks, that fail a step.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.messages: list[str] = []
        self.warnings: list[str] = []
        self.faults: list[str] = []
        self._before = qInstallMessageHandler(self._on_message)

    def remove(self) -> None:
        """Give back what was there before."""
        qInstallMessageHandler(self._before)

    def take(self) -> list[str]:
        """Return the messages, and begin anew."""
        messages, self.messages, self.warnings, self.faults = self.messages, [], [], []
        return messages

    @Slot(str)
    def on_fault(self, traceback: str) -> None:
        """Note an exception that nobody caught."""
        self.faults.append(traceback)

    def _on_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        """Note what Qt says, on whichever thread, and pass it on."""
        category = getattr(context, "category", "") or "default"
        line = message if category == "default" else f"{category}: {message}"
        self.messages.append(line)
        if kind in _SERIOUS and not any(known in message for known in _ABOUT_THE_MACHINE):
            self.warnings.append(line)
        if sys.stderr is not None:  # None in a program without a console
            sys.stderr.write(line + "\n")
