"""The Evaluate tab: what a network gets right, what it mixes up, and how far to trust it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.widgets.lazy_tab import LazyTab

if TYPE_CHECKING:
    from cifar_desktop.ui.evaluate.evaluate_page import EvaluatePage


class EvaluateTab(LazyTab["EvaluatePage"]):
    """Passes on to its page what others want of it."""

    def __init__(self, settings: Settings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._has_engine = False

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

    def _prepare(self, page: "EvaluatePage") -> None:
        """See what there is to be measured by now."""
        if self._has_engine:
            page.look_around()

    def _make_page(self) -> "EvaluatePage":
        from cifar_desktop.ui.evaluate.evaluate_page import EvaluatePage

        page = EvaluatePage(self._settings or Settings())
        page.failed.connect(self.failed)
        return page
