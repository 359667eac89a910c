"""The Train tab: choose photos and settings, start, watch, steer, and see what came of it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cifar_desktop import paths
from cifar_desktop.errors import RunError
from cifar_desktop.tasks import Event
from cifar_desktop.ui.engine_loader import Devices
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.task_thread import TaskFailed
from cifar_desktop.ui.train.beginning import Beginning
from cifar_desktop.ui.train.data_counts import num_validation
from cifar_desktop.ui.train.data_panel import DataPanel
from cifar_desktop.ui.train.data_view import DataView
from cifar_desktop.ui.train.live_charts import LiveCharts
from cifar_desktop.ui.train.resume_desk import ResumeDesk
from cifar_desktop.ui.train.run_panel import RunPanel
from cifar_desktop.ui.train.train_form import TrainForm
from cifar_desktop.ui.train.train_memory import TrainMemory
from cifar_desktop.ui.train.training_display import TrainingDisplay
from cifar_desktop.ui.train.training_layout import TrainingLayout, TrainingPages
from cifar_desktop.ui.train.training_session import TrainingSession
from cifar_desktop.ui.train.training_state import StopWish, TrainState
from cifar_desktop.ui.train.training_task import RunOpened
from cifar_desktop.ui.train.training_words import invitation, outcome_for_others, words_for

COMPACT_BELOW_PX = 620


class TrainTab(QWidget):
    """Puts the parts together; what they do, they do themselves.

    Attributes:
        session: the training.
        data_panel, form: what is set up before it.
        run_panel, charts, data_view, result_card: what is shown of it.
        display: passes on to those what the training reports.
        resume_desk: offers interrupted runs.
        beginning: what the next training begins with.

    Signals:
        failed: a TaskFailed, a UserError or a traceback, to be told in a dialog.
        idle: no training is under way any more.
        classify_with, evaluate_with: the path of weights to be used in another tab.
        told: a title and a sentence for somebody who looks elsewhere.
    """

    failed = Signal(object)
    idle = Signal()
    classify_with = Signal(object)
    evaluate_with = Signal(object)
    told = Signal(str, str)

    def __init__(
        self,
        settings: Settings | None = None,
        parent: QWidget | None = None,
        *,
        runs: Callable[[], Path] = paths.default_runs,
    ) -> None:
        super().__init__(parent)
        self._runs = runs
        self._has_looked = False
        self._num_test: int | None = None
        self.session = TrainingSession(self)
        self.data_panel = DataPanel(remembered_source=settings.data_source if settings else None)
        self.form = TrainForm()
        self.run_panel = RunPanel()
        self.result_card = self.run_panel.result
        self.data_view, self.charts = DataView(), LiveCharts()
        self.resume_desk = ResumeDesk(runs, lambda: self.is_training, self)
        self.display = TrainingDisplay(self.run_panel, self.charts, self.form, self)
        self.beginning = Beginning(self.form, self.data_panel, self)
        self._build(settings)
        self._connect()
        self._on_form_changed()
        self._show()

    @property
    def is_training(self) -> bool:
        """Tell whether a training is under way."""
        return self.session.is_active

    @property
    def has_failed(self) -> bool:
        """Tell whether the last training ended with an error."""
        return self.session.state is TrainState.FAILED

    @property
    def problem(self) -> str:
        """Return why no training can start; empty where one can."""
        return self.form.problem or self.data_panel.problem or self.beginning.problem

    # What others ask of it

    @Slot(object)
    def on_engine_ready(self, devices: Devices) -> None:
        """Use the engine from now on."""
        self.form.set_devices([(device.name, device.title) for device in devices.present], devices.reason)
        self.data_panel.begin()
        self.charts.prepare_soon(is_urgent=self.isVisible())  # now nobody waits for it, later a training would

    @Slot()
    def start(self) -> None:
        """Begin a new training with what is set up."""
        config = self.form.config()
        if self.is_training or self.problem or config is None or not self.beginning.start_desk.is_there():
            return
        overview = self.data_panel.overview
        self._num_test = overview.num_test if overview else None
        data_name = overview.name if overview else self.data_panel.source
        self.display.begin(config, data_name, self.beginning.name)
        self.session.start(config, self.data_panel.source, self._runs(), self.beginning.start_from)

    @Slot(object)
    def resume(self, path: Path) -> None:
        """Go on with an interrupted run."""
        if self._refuses():
            return
        self.beginning.start_desk.drop()
        self._num_test = None
        self.display.make_room(f"The run in {path.name}")
        self.session.resume(path)

    @Slot(object)
    def begin_with(self, weights: Path) -> None:
        """Set up a training that begins with these weights."""
        if not self._refuses():
            self.beginning.start_desk.choose(weights)

    def _refuses(self) -> bool:
        """Tell whether a training is under way; say so where one is."""
        if self.is_training:
            self.failed.emit(
                RunError("A training is under way.", kept="It goes on.", remedy="Stop it before another goes on.")
            )
        return self.is_training

    @Slot()
    def cancel(self) -> None:
        """End the training after this batch; it is saved and can go on later."""
        self.session.stop(StopWish.SAVE)

    @Slot()
    def discard(self) -> None:
        """End the training after this batch and delete its folder; whoever calls has asked before."""
        self.session.stop(StopWish.DISCARD)

    def shut_down(self) -> None:
        """Begin nothing more on threads, and end what is under way there; the training is not touched."""
        self.resume_desk.shut_down()
        self.beginning.shut_down()
        self.data_panel.shut_down()
        self.data_view.shut_down()

    def wait(self, timeout_ms: int) -> bool:
        """Wait for the training, and for what is looked for; tell whether they ended."""
        return all(one.wait(timeout_ms) for one in (self.session, self.resume_desk, self.beginning))

    # How it is built

    def _build(self, settings: Settings | None) -> None:
        self._pages = TrainingPages()
        self._pages.addWidget(self.data_view)
        self._pages.addWidget(self.charts)
        live = (self.resume_desk.banner, *self.beginning.widgets, self.run_panel, self._pages)
        self._splitter = TrainingLayout((self.data_panel, self.form), live)
        if settings:
            TrainMemory(settings, self.data_panel, self._splitter, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self.setFocusProxy(self.run_panel.controls.start_button)  # where the keyboard begins

    def _connect(self) -> None:
        controls = self.run_panel.controls
        self.addActions(controls.actions())
        controls.start_wanted.connect(self.start)
        controls.pause_wanted.connect(self._on_pause)
        controls.stop_wanted.connect(self._on_stop)
        self.run_panel.photos_button.toggled.connect(self._show)
        self.run_panel.problem_button.clicked.connect(self.form.focus_problem)
        self.session.state_changed.connect(self._show)
        self.session.reported.connect(self.display.show)
        self.session.reported.connect(self._on_event)
        self.session.ended.connect(self._on_ended)
        self.form.changed.connect(self._on_form_changed)
        self.data_panel.changed.connect(self._show)
        self.beginning.changed.connect(self._show)
        self.beginning.failed.connect(self.failed)
        self.data_panel.failed.connect(self._on_fault)
        self.data_view.failed.connect(self._on_fault)
        self.data_view.follow(self.data_panel)
        self.result_card.classify_wanted.connect(self.classify_with)
        self.result_card.evaluate_wanted.connect(self.evaluate_with)
        self.result_card.again_wanted.connect(self.start)
        self.result_card.further_wanted.connect(self.begin_with)
        self.resume_desk.resume_wanted.connect(self.resume)
        self.resume_desk.failed.connect(self.failed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Look for interrupted runs as soon as there is something to look at, and not before."""
        super().paintEvent(event)
        if not self._has_looked:
            self._has_looked = True
            QTimer.singleShot(0, self.resume_desk.look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the curves what room there is."""
        super().resizeEvent(event)
        is_compact = event.size().height() < COMPACT_BELOW_PX
        self.run_panel.set_compact(is_compact)
        self._splitter.set_compact(is_compact)

    # What is shown

    @Slot()
    def _show(self) -> None:
        """Show everything as it follows from the state."""
        state, problem = self.session.state, self.problem
        is_active, has_result = state.is_active, state is TrainState.FINISHED
        panel = self.run_panel
        self._say()
        panel.show_state(state)
        panel.show_problem("" if is_active else problem, can_show=bool(self.form.problem))
        panel.controls.show_state(state, problem, is_start_elsewhere=has_result)
        record = self.charts.record
        has_curves = is_active or (record is not None and not record.is_empty)
        panel.photos_button.setVisible(has_curves)
        wants_photos = panel.photos_button.isChecked() or not has_curves
        self._pages.setCurrentWidget(self.data_view if wants_photos else self.charts)
        self.result_card.allow_again(problem)
        self.resume_desk.banner.setVisible(self.resume_desk.banner.run is not None and not is_active)
        self.data_panel.set_locked(is_active)
        if self.form.is_locked != is_active:
            self.form.set_locked(is_active)
        self.beginning.set_training(is_active)

    def _say(self) -> None:
        config, overview, inviting = self.form.config(), self.data_panel.overview, ""
        if config and overview:
            num_pictures = overview.num_train - num_validation(overview, config.validation_fraction)
            inviting = invitation(config, num_pictures, self.beginning.name)
        self.run_panel.say(words_for(self.session, inviting, self.display.what))

    # What happens

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, TaskFailed):
            self.failed.emit(event)
        elif isinstance(event, RunOpened):
            self._say()

    @Slot()
    def _on_ended(self) -> None:
        session = self.session
        self.resume_desk.take_back()
        self.beginning.end(has_finished=session.state is TrainState.FINISHED)
        if session.finished and session.state is TrainState.FINISHED:
            self.result_card.show_result(session.finished, self._num_test)
        elif session.wish is StopWish.DISCARD and not session.failure:
            self.charts.clear()
        if told := outcome_for_others(session):
            self.told.emit(*told)
        self._show()
        self.resume_desk.look()
        self.idle.emit()

    @Slot()
    def _on_form_changed(self) -> None:
        config = self.form.config()
        if config is not None:
            self.data_panel.set_config(config)
        self._show()

    @Slot()
    def _on_pause(self) -> None:
        if self.session.state is TrainState.RUNNING:
            self.session.pause()
        else:
            self.session.go_on()

    @Slot(object)
    def _on_stop(self, wish: StopWish) -> None:
        """Stop at once, but ask before something is deleted that was learned."""
        if wish is StopWish.DISCARD and self.session.state is not TrainState.LOADING:
            self.resume_desk.ask_about_training(self.discard)
        else:
            self.session.stop(wish)

    @Slot(str)
    def _on_fault(self, details: str) -> None:
        self.failed.emit(details)
