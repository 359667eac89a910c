"""The window: tabs, and what passes between them."""

from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication

from cifar_desktop.ui.appearance import Appearance
from cifar_desktop.ui.engine_loader import Devices
from cifar_desktop.ui.settings import Settings, TabName
from cifar_desktop.ui.theme import dressed_afterwards
from cifar_desktop.ui.window_shell import SMALLEST, WindowShell

if TYPE_CHECKING:
    from cifar_desktop.tasks import Event
    from cifar_desktop.ui.classify.classify_tab import ClassifyTab
    from cifar_desktop.ui.closing_dialog import ClosingDialog
    from cifar_desktop.ui.evaluate.evaluate_tab import EvaluateTab
    from cifar_desktop.ui.notifier import Notifier
    from cifar_desktop.ui.runs.runs_tab import RunsTab
    from cifar_desktop.ui.train.train_tab import TrainTab

__all__ = ["SMALLEST", "MainWindow"]

LAST_WAIT_MS = 60_000  # for an import of torch that is under way when the window is closed
TAB_TITLES = ("Train", "Evaluate", "Classify", "Runs")


class MainWindow(WindowShell):
    """Holds the tabs, and is closed only when nothing is under way any more.

    Attributes:
        train_tab, evaluate_tab, classify_tab, runs_tab: the tabs, in the order of `tabs`; who asks for one of them gets
            all of them made.
        notifier: tells what is done while the window is not in front.
        pages_ahead: makes what the tabs hold before somebody looks.
        was_interrupted: whether the window closed because of Ctrl-C.

    Signals:
        engine_ready: the Devices, once the engine is loaded.
        resume_requested: the path of a run that a person wants to go on with.
    """

    engine_ready = Signal(object)
    resume_requested = Signal(object)

    def __init__(
        self, settings: Settings | None = None, appearance: Appearance | None = None, *, fills_later: bool = False
    ) -> None:
        """Make the tabs at once, or only after the first picture."""
        super().__init__(settings, appearance, TAB_TITLES)
        self.was_interrupted = self._is_closing = False
        self._question: ClosingDialog | None = None
        self.engine.can_label.connect(self._on_can_label)
        self.engine.engine_ready.connect(self._on_engine_ready)
        self.engine.failed.connect(self._on_engine_failed)
        self.status.details_button.clicked.connect(self._on_engine_details)
        if not fills_later:
            self.fill()

    # What it is made of

    @property
    def train_tab(self) -> "TrainTab":
        """Return the tab in which networks are trained."""
        self.fill()
        return self._train_tab

    @property
    def evaluate_tab(self) -> "EvaluateTab":
        """Return the tab in which they are measured."""
        self.fill()
        return self._evaluate_tab

    @property
    def classify_tab(self) -> "ClassifyTab":
        """Return the tab in which they name photos."""
        self.fill()
        return self._classify_tab

    @property
    def runs_tab(self) -> "RunsTab":
        """Return the tab that lists the trainings so far."""
        self.fill()
        return self._runs_tab

    @property
    def notifier(self) -> "Notifier":
        """Return who tells what is done while the window is not in front."""
        self.fill()
        return self._notifier

    def _fill(self) -> None:
        from cifar_desktop.ui.classify.classify_tab import ClassifyTab
        from cifar_desktop.ui.evaluate.evaluate_tab import EvaluateTab
        from cifar_desktop.ui.file_actions import FileActions
        from cifar_desktop.ui.help_actions import HelpActions
        from cifar_desktop.ui.notifier import Notifier
        from cifar_desktop.ui.pages_ahead import PagesAhead
        from cifar_desktop.ui.photo_actions import PhotoActions
        from cifar_desktop.ui.runs.runs_tab import RunsTab
        from cifar_desktop.ui.train.train_tab import TrainTab

        self._notifier = Notifier(self)
        with dressed_afterwards(cast("QApplication", QApplication.instance())):
            self._train_tab = TrainTab(self.settings)
            self._evaluate_tab, self._classify_tab = EvaluateTab(self.settings), ClassifyTab(self.settings)
            self._runs_tab = RunsTab(can_continue=True)
            self._put_into_tabs([self._train_tab, self._evaluate_tab, self._classify_tab, self._runs_tab])
        self._connect_train_tab()
        self._connect_runs_tab()
        for other in (self.evaluate_tab, self.classify_tab):
            other.failed.connect(self.errors.show)
            self.engine_ready.connect(other.on_engine_ready)
        self._classify_tab.is_settled.connect(self.engine.find_devices)
        self._files, self._photos = FileActions(self), PhotoActions(self)
        self._help = HelpActions(self)
        self.pages_ahead = PagesAhead(self)

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
        tab.continue_from.connect(self.train_on_from)
        session.reported.connect(self._on_training_reported)
        session.ended.connect(tab.on_training_ended)

    # What others ask of it

    @Slot(object)
    def classify_with(self, weights: Path) -> None:
        """Label photos with these weights."""
        self.classify_tab.use_weights(weights)
        self.tabs.setCurrentWidget(self.classify_tab)

    @Slot(object)
    def evaluate_with(self, weights: Path) -> None:
        """Measure these weights."""
        self.evaluate_tab.use_weights(weights)
        self.tabs.setCurrentWidget(self.evaluate_tab)

    @Slot(object)
    def resume_run(self, folder: Path) -> None:
        """Go on with a run in the Train tab."""
        self.tabs.setCurrentWidget(self.train_tab)
        self.resume_requested.emit(folder)

    @Slot(object)
    def train_on_from(self, weights: Path) -> None:
        """Set up a training that begins with these weights, in the Train tab."""
        self.tabs.setCurrentWidget(self.train_tab)
        self.train_tab.begin_with(weights)

    @Slot()
    def close_without_asking(self) -> None:
        """Close as soon as a training under way is saved."""
        self.was_interrupted = True
        if self.is_filled and self.train_tab.is_training:
            self._on_stop_chosen()
        else:
            self.close()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until no thread runs; tell whether that came about."""
        if not self.is_filled:
            return self.engine.wait(timeout_ms)
        tabs = (self.train_tab, self.evaluate_tab, self.classify_tab, self.runs_tab)
        return all(one.wait(timeout_ms) for one in (self.engine, self._files.opener, *tabs))

    # Closing

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask while a training is under way; then save it, and close once it has ended."""
        if not self.is_filled:
            event.accept()
            return
        if self.train_tab.is_training:
            event.ignore()
            if not self._is_closing and not self._question:
                self._ask()
            return
        event.accept()
        self._remember()
        self.errors.dismiss()
        self.engine.shut_down()
        for tab in (self.train_tab, self.evaluate_tab, self.classify_tab, self.runs_tab):
            tab.shut_down()
        self.hide()  # what is waited for now, nobody has to look at
        self.wait(LAST_WAIT_MS)

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

    # What happens

    @Slot()
    def _on_can_label(self) -> None:
        """Have first what the tab in front needs: the weights, or the devices."""
        if self.tabs.currentWidget() is self.classify_tab:
            self.classify_tab.on_engine_ready()
        else:
            self.engine.find_devices()

    @Slot(object)
    def _on_engine_ready(self, devices: Devices) -> None:
        self.status.show_ready(devices)
        self.engine_ready.emit(devices)

    @Slot(object)
    def _on_training_reported(self, event: "Event") -> None:
        from cifar_desktop.training.events import RunStarted

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
