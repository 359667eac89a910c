"""Makes the pages of the tabs that nobody has looked at yet, so that the first look is as quick as the next."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

if TYPE_CHECKING:
    from cifar_desktop.ui.main_window import MainWindow
    from cifar_desktop.ui.widgets.lazy_tab import LazyTab

REST_MS = 200  # after the engine is there: what has waited for it comes first


class PagesAhead(QObject):
    """Makes one page a turn of the event loop, once the engine is there and before anything is under way.

    Beside a training, which wants Python and the processor as well, each takes up to three times as long: a quarter of
    a second, in which the window would not answer.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        window.engine_ready.connect(self._on_engine_ready)

    @property
    def are_made(self) -> bool:
        """Tell whether every tab holds its page."""
        return self._next() is None

    def _next(self) -> "LazyTab[Any] | None":
        window = self._window
        tabs = (window.evaluate_tab, window.classify_tab, window.runs_tab)
        return next((tab for tab in tabs if not tab.has_page), None)

    @Slot()
    def _on_engine_ready(self) -> None:
        QTimer.singleShot(REST_MS, self, self._make_one)

    @Slot()
    def _make_one(self) -> None:
        tab = self._next()
        if tab and self._window.isVisible() and not self._window.train_tab.is_training:
            tab.make_ahead()
            QTimer.singleShot(0, self, self._make_one)
