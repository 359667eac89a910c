"""The real window in a process of its own, told to train, with a word on its output for each thing that happens."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from benchmarks.soak._driver import tell
from cifar_desktop.cli.terminal import print_json
from cifar_desktop.data.open import SAMPLE
from cifar_desktop.tasks import Event
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.events import RunStarted
from cifar_desktop.ui.app import make_application
from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.task_thread import TaskCancelled, TaskFailed, TaskSucceeded

LAST_WAIT_MS = 60_000


class TrainingWindow(QObject):
    """Opens the window, presses Start or Continue, and closes it when the training has ended."""

    def __init__(self, settings: dict[str, Any], resume: Path | None) -> None:
        super().__init__()
        self._config, self._resume = TrainConfig(**settings), resume

    def run(self, arguments: list[str]) -> int:
        """Return the exit code: 0 where the training came to its end."""
        app = make_application(arguments)
        self._window = MainWindow(Settings())
        self._tab = self._window.train_tab
        self._window.engine_ready.connect(self._on_engine_ready)
        self._tab.session.reported.connect(self._on_event)
        self._tab.idle.connect(self._window.close)
        self._window.show()
        app.exec()
        self._window.wait(LAST_WAIT_MS)
        return int(self._tab.session.finished is None)

    @Slot(object)
    def _on_engine_ready(self, _devices: object) -> None:
        if self._resume:
            self._tab.resume(self._resume)
            return
        self._tab.data_panel.changed.connect(self._on_data_changed)
        self._tab.form.set_config(self._config)
        self._tab.data_panel.choose(SAMPLE)
        self._on_data_changed()

    @Slot()
    def _on_data_changed(self) -> None:
        if not self._tab.problem and not self._tab.is_training:
            self._tab.data_panel.changed.disconnect(self._on_data_changed)
            self._tab.start()

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, TaskFailed):
            print(event.error or event.details, flush=True)
        elif not isinstance(event, TaskSucceeded | TaskCancelled):
            print_json(event)


class ClosingWindow(TrainingWindow):
    """Closes the window in mid-training, and answers that the training is to be saved."""

    def __init__(self, settings: dict[str, Any], after_ms: int) -> None:
        super().__init__(settings, None)
        self._after_ms = after_ms

    def run(self, arguments: list[str]) -> int:
        """Return the exit code: 0 where the training was saved."""
        super().run(arguments)
        return int(self._tab.has_failed)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        super()._on_event(event)
        if isinstance(event, RunStarted):
            QTimer.singleShot(self._after_ms, self._on_time)

    @Slot()
    def _on_time(self) -> None:
        tell("Closing")
        self._window.close()
        if self._window._question:
            self._window._question.stop_button.click()
