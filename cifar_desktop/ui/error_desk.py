"""Shows problems one after the other, never two at once.

The dialog is imported when there is a problem: a window that is to be there at once brings only what it shows.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from cifar_desktop.ui.error_dialog import ErrorDialog, Problem

MAX_WAITING = 3  # more would be a flood, in which nobody reads the fifth dialog


class ErrorDesk(QObject):
    """Queues problems for a window; what is shown or waits already is not queued again.

    Attributes:
        dialog: what is shown now; None where there is nothing to tell.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[Problem] = []
        self.dialog: ErrorDialog | None = None

    @Slot(str)
    @Slot(object)
    def show(self, failure: object) -> None:
        """Tell a Problem, a UserError, a TaskFailed, or a traceback, now or after the one that is shown."""
        from cifar_desktop.ui.error_dialog import Problem, problem_of

        problem = failure if isinstance(failure, Problem) else problem_of(failure)  # type: ignore[arg-type]
        if problem in self._waiting or (self.dialog and self.dialog.problem == problem):
            return
        if len(self._waiting) < MAX_WAITING:
            self._waiting.append(problem)
        self._show_next()

    def dismiss(self) -> None:
        """Close what is shown and drop what waits: the window goes."""
        self._waiting.clear()
        if self.dialog:
            self.dialog.close()

    def _show_next(self) -> None:
        if self.dialog or not self._waiting:
            return
        from cifar_desktop.ui.error_dialog import ErrorDialog

        self.dialog = ErrorDialog(self._waiting.pop(0), self._window)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()  # returns at once: a problem may be told in the middle of painting

    @Slot(int)
    def _on_finished(self, _answer: int) -> None:
        self.dialog = None
        self._show_next()
