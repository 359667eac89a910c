"""The Evaluate tab: what a network gets right, what it mixes up, and how far to trust it.

What it holds is made when it is first needed: a window that is to be there at once brings only what it shows.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cifar_desktop.ui.settings import Settings

if TYPE_CHECKING:
    from cifar_desktop.ui.evaluate.evaluate_page import EvaluatePage


class EvaluateTab(QWidget):
    """Makes its page when it is first shown, or first asked for something.

    Signals:
        failed: a TaskFailed, to be told in a dialog.
    """

    failed = Signal(object)

    def __init__(self, settings: Settings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._has_engine = self._is_shut_down = False
        self._page: EvaluatePage | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    @property
    def page(self) -> "EvaluatePage":
        """Return what the tab holds."""
        if self._page is None:
            self._page = self._make_page()
        return self._page

    # What others ask of it

    @Slot()
    def on_engine_ready(self) -> None:
        """See what there is to be measured: for that, the engine is needed."""
        self._has_engine = True
        if self._page and not self._is_shut_down:
            self._page.look_around()

    @Slot(object)
    def use_weights(self, weights: Path) -> None:
        """Measure these weights."""
        self.page.use_weights(weights)

    def shut_down(self) -> None:
        """Begin nothing more, and end what is under way."""
        self._is_shut_down = True
        if self._page:
            self._page.shut_down()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is under way; tell whether that came about."""
        return self._page is None or self._page.wait(timeout_ms)

    def showEvent(self, event: QShowEvent) -> None:
        """Have something to show, and see what there is to be measured by now."""
        super().showEvent(event)
        if self._is_shut_down:
            return
        page = self.page
        if self._has_engine:
            page.look_around()

    def _make_page(self) -> "EvaluatePage":
        from cifar_desktop.ui.evaluate.evaluate_page import EvaluatePage

        page = EvaluatePage(self._settings or Settings())
        page.failed.connect(self.failed)
        layout = self.layout()
        assert layout is not None  # noqa: S101 - as made above
        layout.addWidget(page)
        page.show()  # at once: what is added to a visible tab is otherwise shown one turn later
        return page
