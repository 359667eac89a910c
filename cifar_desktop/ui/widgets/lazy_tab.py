"""A tab that is empty until it is needed: a window that is to be there at once brings only what it shows."""

from typing import Generic, Protocol, TypeVar, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class TabPage(Protocol):
    """What such a tab holds: a widget that can be told that the window closes."""

    def shut_down(self) -> None:
        """Begin nothing more, and end what is under way."""

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is under way; tell whether that came about."""


Page = TypeVar("Page", bound=TabPage)


class LazyTab(QWidget, Generic[Page]):
    """Makes its page when it is first shown, or first asked for something.

    Attributes:
        page: what the tab holds.

    Signals:
        failed: a TaskFailed or a UserError, to be told in a dialog.
    """

    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: Page | None = None
        self._is_shut_down = False
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)

    @property
    def page(self) -> Page:
        """Return what the tab holds."""
        if self._page is None:
            self._page = self._make_page()
            widget = cast("QWidget", self._page)
            self._room.addWidget(widget)
            widget.show()  # at once: what is added to a visible tab is otherwise shown one turn later
        return self._page

    @property
    def has_page(self) -> bool:
        """Tell whether it has been made."""
        return self._page is not None

    def make_ahead(self) -> None:
        """Make the page before anybody looks at it, unless the window closes."""
        if not self._is_shut_down:
            self.page  # noqa: B018 - asked for is made

    def shut_down(self) -> None:
        """Begin nothing more, and end what is under way."""
        self._is_shut_down = True
        if self._page:
            self._page.shut_down()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is under way; tell whether that came about."""
        return self._page is None or self._page.wait(timeout_ms)

    def showEvent(self, event: QShowEvent) -> None:
        """Have something to show."""
        super().showEvent(event)
        if not self._is_shut_down:
            self._prepare(self.page)

    def _make_page(self) -> Page:
        """Return the page, connected to whatever this tab passes on."""
        raise NotImplementedError

    def _prepare(self, page: Page) -> None:
        """Do what is to be done each time the tab is shown."""
