"""A place to drop photos on, with everything that lies on it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from cifar_desktop.ui.classify.intake import PhotoIntake


class PhotoDropArea(QWidget):
    """Hands what is dropped on it to its intake, which must be set before anything can be dropped.

    A drop without photos is let in too: only then can be said what is wrong with it.

    Attributes:
        intake: takes what is dropped.

    Signals:
        hovering_changed: whether something that may hold photos hovers over it.
    """

    hovering_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.intake: PhotoIntake | None = None
        self._is_hovering = False

    def set_intake(self, intake: PhotoIntake) -> None:
        """Let photos be dropped, and hand them to `intake`."""
        self.intake = intake
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let in what comes from another program."""
        if let_in(event) and self.intake:
            self._set_hovering(self.intake.accepts(event.mimeData()))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Keep it in: it may be dropped anywhere."""
        let_in(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget what hovered."""
        self._set_hovering(False)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the photos."""
        self._set_hovering(False)
        if let_in(event) and self.intake:
            self.intake.take(event.mimeData())

    def _set_hovering(self, is_hovering: bool) -> None:
        if is_hovering != self._is_hovering:
            self._is_hovering = is_hovering
            self.hovering_changed.emit(is_hovering)


def let_in(event: QDropEvent) -> bool:
    """Accept what comes from another program, as a copy: a file manager deletes what was taken as moved."""
    harmless = (Qt.DropAction.CopyAction, Qt.DropAction.LinkAction)
    action = next((action for action in harmless if action & event.possibleActions()), None)
    if action is None or event.source() is not None:
        event.ignore()
        return False
    event.setDropAction(action)
    event.accept()
    return True
