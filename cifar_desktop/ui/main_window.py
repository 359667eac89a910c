"""The window: tabs, menus, a status line, and what passes between them."""

from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTabWidget, QWidget

from cifar_desktop.tasks import Event
from cifar_desktop.training.events import RunStarted
from cifar_desktop.ui.appearance import Appearance
from cifar_desktop.ui.classify.classify_tab import ClassifyTab
from cifar_desktop.ui.engine_loader import Devices, EngineLoader
from cifar_desktop.ui.error_desk import ErrorDesk
from cifar_desktop.ui.evaluate.evaluate_tab import EvaluateTab
from cifar_desktop.ui.file_actions import FileActions
from cifar_desktop.ui.help_actions import HelpActions
from cifar_desktop.ui.menus import Menus
from cifar_desktop.ui.notifier import Notifier
from cifar_desktop.ui.photo_actions import PhotoActions
from cifar_desktop.ui.runs.runs_tab import RunsTab
from cifar_desktop.ui.settings import Settings, TabName
from cifar_desktop.ui.status_line import StatusLine
from cifar_desktop.ui.theme import dressed_afterwards
from cifar_desktop.ui.train.train_tab import TrainTab
from cifar_desktop.ui.view_actions import ViewActions
from cifar_desktop.ui.window_place import placed

if TYPE_CHECKING:
    from cifar_desktop.ui.closing_dialog import ClosingDialog

SMALLEST = QSize(960, 640)
LAST_WAIT_MS = 60_000  # for an import of torch that is under way when the window is closed
TAB_TITLES = ("Train", "Evaluate", "Classify", "Runs")


class MainWindow(QMainWindow):
    """Holds the tabs, and is closed only when nothing is under way any more.

    Attributes:
        train_tab, evaluate_tab, classify_tab, runs_tab: the tabs, in the order of `tabs`.
        menus: the actions of the menu bar.
        settings, appearance: what is remembered, and the look.
        engine: loads the engine once the window is there.
        errors: tells what went wrong.
        notifier: tells what is done while the window is not in front.
        status: the line at the lower edge.
        was_interrupted: whether the window closed because of Ctrl-C.

    Signals:
        engine_ready: the Devices, once the engine is loaded.
        resume_requested: the path of a run that a person wants to go on with.
    """

    engine_ready = Signal(object)
    resume_requested = Signal(object)

    def __init__(self, settings: Settings | None = None, appearance: Appearance | None = None) -> None:
        super().__init__()
        self.settings = settings or Settings()
        app = cast("QApplication", QApplication.instance())
        self.appearance = appearance or Appearance(app, self.settings, self)
        self.setWindowTitle("CIFAR Desktop")
        self.setMinimumSize(SMALLEST)
        self.was_interrupted = False
        self._is_painted = self._is_closing = False
        self._question: ClosingDialog | None = None
        self.errors = ErrorDesk(self)
        self.notifier = Notifier(self)
        self.status = StatusLine()
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self.status, 1)
        self.engine = EngineLoader(self)
        self.engine.engine_ready.connect(self._on_engine_ready)
        self.engine.failed.connect(self._on_engine_failed)
        self.status.details_button.clicked.connect(self._on_engine_details)
        with dressed_afterwards(app):
            self.train_tab = TrainTab(self.settings)
            self.evaluate_tab, self.classify_tab = EvaluateTab(self.settings), ClassifyTab(self.settings)
            self.runs_tab = RunsTab()
            self.tabs = self._build_tabs()
        self.menus = Menus(self, list(TAB_TITLES))
        self._connect_train_tab()
        self._connect_runs_tab()
        for other in (self.evaluate_tab, self.classify_tab):
            other.failed.connect(self.errors.show)
            self.engine_ready.connect(other.on_engine_ready)
        self.menus.quit.triggered.connect(self.close)
        self._view = ViewActions(self)
        self._files, self._photos = FileActions(self), PhotoActions(self)
        self._help = HelpActions(self)
        self._restore()

    # What it is made of

    def _build_tabs(self) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.tabBar().setExpanding(False)
        tabs.tabBar().setAccessibleName("Tabs")
        in_order = (self.train_tab, self.evaluate_tab, self.classify_tab, self.runs_tab)
        for tab, title in zip(in_order, TAB_TITLES, strict=True):
            tabs.addTab(tab, title)
        self.setCentralWidget(tabs)
        return tabs

    def _connect_train_tab(self) -> None:
        tab = self.train_tab
        tab.failed.connect(self.errors.show)
        tab.idle.connect(self._on_idle)
        tab.classify_with.connect(self.classify_with)
        tab.evaluate_with.connect(self.evaluate_with)
        tab.told.connect(self.notifier.notify)
        self.engine_ready.connect(tab.on_engine_ready)
        self.resume_requested.connect(tab.resume)

    def _connect_runs_tab(self) -> None:
        tab, session = self.runs_tab, self.train_tab.session
        tab.failed.connect(self.errors.show)
        tab.classify_with.connect(self.classify_with)
        tab.evaluate_with.connect(self.evaluate_with)
        tab.resume_requested.connect(self.resume_run)
        session.reported.connect(self._on_training_reported)
        session.ended.connect(tab.on_training_ended)

    # What others ask of it

    @Slot(object)
    def classify_with(self, weights: Path) -> None:
        """Label photos with these weights."""
        self.classify_tab.use_weights(weights)
        self._show_tab(self.classify_tab)

    @Slot(object)
    def evaluate_with(self, weights: Path) -> None:
        """Measure these weights."""
        self.evaluate_tab.use_weights(weights)
        self._show_tab(self.evaluate_tab)

    @Slot(object)
    def resume_run(self, folder: Path) -> None:
        """Go on with a run in the Train tab."""
        self._show_tab(self.train_tab)
        self.resume_requested.emit(folder)

    @Slot()
    def close_without_asking(self) -> None:
        """Close as soon as a training under way is saved."""
        self.was_interrupted = True
        if self.train_tab.is_training:
            self._on_stop_chosen()
        else:
            self.close()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until no thread runs; tell whether that came about."""
        tabs = (self.train_tab, self.evaluate_tab, self.classify_tab, self.runs_tab)
        return all(one.wait(timeout_ms) for one in (self.engine, self._files.opener, *tabs))

    # Opening and closing

    def showEvent(self, event: QShowEvent) -> None:
        """Let the keyboard begin in the tab, not on its title."""
        super().showEvent(event)
        if self.focusWidget() in (None, self.tabs.tabBar()):
            self._focus_first_control()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Load the engine as soon as there is something to look at, and not before."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.engine.start)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask while a training is under way; then save it, and close once it has ended."""
        if self.train_tab.is_training:
            event.ignore()
            if not self._is_closing and not self._question:
                self._ask()
            return
        event.accept()
        self._remember()
        self.errors.dismiss()
        for tab in (self.train_tab, self.evaluate_tab, self.classify_tab, self.runs_tab):
            tab.shut_down()
        self.hide()  # what is waited for now, nobody has to look at
        self.wait(LAST_WAIT_MS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave full screen with Esc."""
        if event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self._view.fill_screen(False)
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        from cifar_desktop.ui.closing_dialog import ClosingDialog

        self._question = ClosingDialog(self)
        self._question.stop_chosen.connect(self._on_stop_chosen)
        self._question.discard_chosen.connect(self._on_discard_chosen)
        self._question.finished.connect(self._on_answered)
        self._question.open()

    def _remember(self) -> None:
        if not self.isFullScreen():
            self.settings.window_place = self.normalGeometry()
            self.settings.is_maximised = self.isMaximized()
        self.settings.tab = get_args(TabName)[self.tabs.currentIndex()]
        self.settings.save()

    def _restore(self) -> None:
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        self.setGeometry(placed(self.settings.window_place, screens, SMALLEST))
        if self.settings.is_maximised:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.tabs.setCurrentIndex(get_args(TabName).index(self.settings.tab))

    def _focus_first_control(self) -> None:
        """Put the focus on the first control of the tab: Start, for the most part, instead of the tab bar."""
        tab = self.tabs.currentWidget()
        control = tab.focusProxy() or tab.nextInFocusChain() if tab else None
        while tab and control and tab.isAncestorOf(control):
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisibleTo(tab) and control.isEnabled():
                control.setFocus()
                return
            control = control.nextInFocusChain()

    def _show_tab(self, tab: QWidget) -> None:
        self.tabs.setCurrentWidget(tab)

    # What happens

    @Slot(object)
    def _on_engine_ready(self, devices: Devices) -> None:
        self.status.show_ready(devices)
        self.engine_ready.emit(devices)

    @Slot(object)
    def _on_training_reported(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self.runs_tab.on_training_began(event.folder)

    @Slot(str)
    def _on_engine_failed(self, _details: str) -> None:
        self.status.show_failed()

    @Slot()
    def _on_engine_details(self) -> None:
        from cifar_desktop.ui.error_dialog import Problem

        problem = Problem(
            title="The engine could not be loaded",
            what="PyTorch, which does the training, could not be loaded.",
            kept="Nothing was lost.",
            remedy="Install the program again. If that does not help, report it with the details below.",
            details=self.engine.failure,
        )
        self.errors.show(problem)

    @Slot()
    def _on_idle(self) -> None:
        """Close where that was asked for, unless there is something left to read: it could not be saved."""
        self.status.say("")
        is_closing, self._is_closing = self._is_closing, False
        if is_closing and (self.was_interrupted or not self.train_tab.has_failed):
            self.close()

    @Slot(int)
    def _on_answered(self, _answer: int) -> None:
        self._question = None

    @Slot()
    def _on_stop_chosen(self) -> None:
        """Save the training and close; it may have ended while the question was open."""
        if not self.train_tab.is_training:
            self.close()
        elif not self._is_closing:
            self._is_closing = True
            self.status.say("Saving the training, then closing…")
            self.train_tab.cancel()

    @Slot()
    def _on_discard_chosen(self) -> None:
        """Throw the training away and close; one that ended while the question was open stays."""
        if not self.train_tab.is_training:
            self.close()
        else:
            self._is_closing = True
            self.status.say("Closing…")
            self.train_tab.discard()
