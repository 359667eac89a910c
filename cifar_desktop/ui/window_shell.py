"""The window before there is anything in it: titles of tabs, menus, a status line.

Painting these takes a third of what the whole window takes. Somebody who has clicked on the icon sees at once that the
program comes; what stands in the tabs follows a moment later.
"""

from collections.abc import Sequence
from typing import cast, get_args

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTabWidget, QWidget

from cifar_desktop.cli import late_hooks
from cifar_desktop.ui.appearance import Appearance
from cifar_desktop.ui.engine_loader import EngineLoader
from cifar_desktop.ui.error_desk import ErrorDesk
from cifar_desktop.ui.menus import Menus
from cifar_desktop.ui.settings import Settings, TabName
from cifar_desktop.ui.status_line import StatusLine
from cifar_desktop.ui.view_actions import ViewActions
from cifar_desktop.ui.window_place import placed

SMALLEST = QSize(960, 640)


class WindowShell(QMainWindow):
    """Lies where it lay the last time, is filled once it was painted, and then loads the engine.

    Attributes:
        settings, appearance: what is remembered, and the look.
        errors: tells what went wrong.
        status: the line at the lower edge.
        tabs: with blank pages at first.
        menus: the actions of the menu bar.
        engine: loads the engine once there is something to look at.
        is_filled: whether the tabs have something in them.

    Signals:
        filled: the tabs have something in them now.
    """

    filled = Signal()

    def __init__(self, settings: Settings | None, appearance: Appearance | None, titles: Sequence[str]) -> None:
        super().__init__()
        self.settings = settings or Settings()
        app = cast("QApplication", QApplication.instance())
        self.appearance = appearance or Appearance(app, self.settings, self)
        self.setWindowTitle("CIFAR Desktop")
        self.setMinimumSize(SMALLEST)
        self.is_filled = self._is_painted = False
        self.errors = ErrorDesk(self)
        self.status = StatusLine()
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self.status, 1)
        self.engine = EngineLoader(self)
        self.tabs = self._build_tabs(titles)
        self.menus = Menus(self, list(titles))
        self.menus.quit.triggered.connect(self.close)
        self._view = ViewActions(self)  # type: ignore[arg-type]  # it asks for nothing that the shell has not
        self._restore()

    @Slot()
    def fill(self) -> None:
        """Put into the tabs what belongs there, unless that was done."""
        if self.is_filled:
            return
        self.is_filled = True
        late_hooks.prepare_for_engine()
        self.appearance.confirm()
        self._fill()
        if self.isVisible():
            self._place_focus()
            self._is_painted = False
            self.update()
        self.filled.emit()

    def _fill(self) -> None:
        """Make the tabs, and connect what passes between them."""
        raise NotImplementedError

    def _put_into_tabs(self, pages: Sequence[QWidget]) -> None:
        """Have pages in the place of the blank ones; only the one in front is shown, and that once."""
        titles, index = [self.tabs.tabText(place) for place in range(self.tabs.count())], self.tabs.currentIndex()
        for page, title in zip(pages, titles, strict=True):
            self.tabs.addTab(page, title)
        self.tabs.setCurrentIndex(len(titles) + index)
        for _ in titles:
            blank = self.tabs.widget(0)
            self.tabs.removeTab(0)
            if blank:
                blank.deleteLater()

    def _build_tabs(self, titles: Sequence[str]) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.tabBar().setExpanding(False)
        tabs.tabBar().setAccessibleName("Tabs")
        for title in titles:
            tabs.addTab(QWidget(), title)
        self.setCentralWidget(tabs)
        return tabs

    # Opening

    def showEvent(self, event: QShowEvent) -> None:
        """Let the keyboard begin in the tab, not on its title."""
        super().showEvent(event)
        if self.is_filled:
            self._place_focus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Go on as soon as there is something to look at, and not before."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self._on_painted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave full screen with Esc."""
        from PySide6.QtCore import Qt

        if event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self._view.fill_screen(False)
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_painted(self) -> None:
        """Fill the tabs; once these are painted too, load the engine."""
        if self.is_filled:
            self.engine.start()
        elif self.isVisible():
            self.fill()

    def _restore(self) -> None:
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        self.setGeometry(placed(self.settings.window_place, screens, SMALLEST))
        if self.settings.is_maximised:
            from PySide6.QtCore import Qt

            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.tabs.setCurrentIndex(get_args(TabName).index(self.settings.tab))

    def _place_focus(self) -> None:
        """Put the focus on the first control of the tab: Start, for the most part, instead of the tab bar."""
        from PySide6.QtCore import Qt

        if self.focusWidget() not in (None, self.tabs.tabBar()):
            return
        tab = self.tabs.currentWidget()
        control = tab.focusProxy() or tab.nextInFocusChain() if tab else None
        while tab and control and control is not tab:  # what a tab has made late stands behind the other tabs
            can_have_it = control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isEnabled()
            if can_have_it and tab.isAncestorOf(control) and control.isVisibleTo(tab):
                control.setFocus()
                return
            control = control.nextInFocusChain()
