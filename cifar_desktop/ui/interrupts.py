"""Ctrl-C in the terminal, and the request to end that a system sends, as a Qt signal."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot


class Interrupts(QObject):
    """Hears SIGINT and SIGTERM while Qt runs the show; a second one ends the process the way the system would.

    Python runs its handlers between two of its own instructions, and there may be none for minutes while nothing moves.
    But it writes each signal's number to a socket at once, and on that Qt can listen; nothing has to wake up to look.

    Signals:
        came: the person, or the system, wants the program to end.
    """

    came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ours, self._pythons = socket.socketpair()
        self._ours.setblocking(False)
        self._pythons.setblocking(False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_readable)
        self._before = {number: signal.signal(number, _noted) for number in (signal.SIGINT, signal.SIGTERM)}
        self._wakeup_before = signal.set_wakeup_fd(self._pythons.fileno(), warn_on_full_buffer=False)

    def remove(self) -> None:
        """Give back what was there before."""
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._pythons.close()

    @Slot()
    def _on_readable(self) -> None:
        numbers = set(self._ours.recv(64)) & set(self._before)
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
        if numbers:
            self.came.emit()


def _noted(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the number is on its way through the socket."""
