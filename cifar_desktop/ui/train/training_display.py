"""Passes on what a training reports to everything that shows it."""

from PySide6.QtCore import QObject, Slot

from cifar_desktop.models.registry import MODELS
from cifar_desktop.tasks import Event, StageProgressed
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.events import (
    CheckpointFailed,
    CheckpointSaved,
    EpochFinished,
    Paused,
    RunStarted,
    StepProgressed,
)
from cifar_desktop.ui.train.live_charts import LiveCharts
from cifar_desktop.ui.train.run_panel import RunPanel
from cifar_desktop.ui.train.train_form import TrainForm
from cifar_desktop.ui.train.training_task import RunOpened


class TrainingDisplay(QObject):
    """Shows events on the panel, in the charts and in the form.

    Attributes:
        what: the network and the photos of the training under way, in words.
    """

    def __init__(self, panel: RunPanel, charts: LiveCharts, form: TrainForm, parent: QObject) -> None:
        super().__init__(parent)
        self._panel, self._charts, self._form = panel, charts, form
        self.what = ""

    def begin(self, config: TrainConfig, data_name: str, weights_name: str) -> None:
        """Show that a new training begins, perhaps with weights of that name."""
        origin = f", from “{weights_name}”" if weights_name else ""
        self.make_room(f"{MODELS[config.model].title} on {data_name}{origin}")

    def make_room(self, what: str) -> None:
        """Show nothing of the last training any more."""
        self.what = what
        self._charts.prepare()
        self._charts.clear()
        self._panel.strip.clear()
        self._panel.progress.show_loading("Loading the engine…")
        self._panel.warn("")
        self._panel.photos_button.setChecked(False)

    @Slot(object)
    def show(self, event: Event) -> None:
        """Show an event."""
        panel, charts = self._panel, self._charts
        match event:
            case StepProgressed():
                charts.add_steps(event)
                panel.progress.show_steps(event)
                panel.strip.show_steps(event)
            case StageProgressed():
                panel.progress.show_stage(event)
            case EpochFinished():
                charts.add_epoch(event)
                panel.progress.end_stage()
                panel.strip.show_epoch(event)
            case RunStarted():
                charts.begin(event)
                panel.progress.begin(event)
                panel.strip.begin(event)
            case Paused():
                panel.progress.end_stage()
            case RunOpened():
                self._show_run(event)
            case CheckpointFailed():
                panel.warn(str(event))
            case CheckpointSaved():
                panel.warn("")

    def _show_run(self, event: RunOpened) -> None:
        """Show the settings and the curves of a run that goes on."""
        self.what = f"{MODELS[event.config.model].title} on {event.data_name}, going on where it was"
        self._form.set_config(event.config)
        self._panel.warn(event.complaint)
        if event.record:
            self._charts.load(event.record)
            for record in event.record.epochs:
                self._panel.strip.show_epoch(record)
