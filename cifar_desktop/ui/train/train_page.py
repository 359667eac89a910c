"""Starts, shows and steers one training: a quick look at the bundled sample."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cifar_desktop import paths
from cifar_desktop.tasks import Event, Report, StageProgressed
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.events import (
    CheckpointFailed,
    Continued,
    EpochFinished,
    Paused,
    RunFinished,
    RunStarted,
    StepProgressed,
)
from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.task_thread import TaskCancelled, TaskFailed, TaskThread
from cifar_desktop.ui.train.class_gallery import ClassGallery
from cifar_desktop.ui.train.epoch_table import EpochTable
from cifar_desktop.ui.widgets.card import card_around, empty_card

_INVITATION = (
    "Train a ResNet-9 on 5,000 bundled photos of ten kinds of things. It takes about two minutes on a laptop, "
    "and nothing leaves this computer."
)


class TrainPage(QWidget):
    """The page with one button to press, and then the training as it goes.

    Attributes:
        has_failed: whether the last training ended with an error.

    Signals:
        failed: a fault of the program, with its traceback.
        idle: no training is under way any more.
    """

    failed = Signal(str)
    idle = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config: TrainConfig = preset_config("quick")
        self._control = TrainControl()
        self._weights: Path | None = None
        self.has_failed = False
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self._on_ended)
        self._build()
        self._show_buttons()

    @property
    def is_training(self) -> bool:
        """Tell whether a training is under way."""
        return self._thread.is_running

    @Slot()
    def start(self) -> None:
        """Train in the background."""
        self._control = TrainControl()
        self._weights = None
        self.has_failed = False
        self._table.clear_epochs()
        self._table_card.hide()
        self._gallery.hide()
        self._card.show()
        self._progress.setValue(0)
        for figure in self._figures.values():
            figure.setText("–")
        self._say("Loading the engine…")
        self._thread.start(self._train)
        self._show_buttons()

    @Slot()
    def cancel(self) -> None:
        """End the training after this batch; it is saved and can be resumed."""
        self._say("Stopping…")
        self._control.cancel()

    def wait(self, timeout_ms: int) -> bool:
        """Wait for the training to end; tell whether it did."""
        return self._thread.wait(timeout_ms)

    def _train(self, report: Report) -> RunFinished | None:
        """Do the work, on the other thread: torch is first imported there."""
        from cifar_desktop.data.open import SAMPLE
        from cifar_desktop.training.start import start_training

        return start_training(self._config, SAMPLE, paths.default_runs(), report=report, control=self._control)

    # What is on the page

    def _build(self) -> None:
        title = QLabel("Teach it to see")
        title.setProperty("role", "title")
        self._state = QLabel(_INVITATION)
        self._state.setProperty("role", "quiet")
        self._state.setWordWrap(True)
        self._state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Training progress")
        self._table = EpochTable()
        self._gallery = card_around(ClassGallery())
        self._card, self._table_card = self._build_card(), card_around(self._table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 36, 40, 36)
        layout.setSpacing(18)
        layout.addWidget(title)
        layout.addWidget(self._state)
        layout.addWidget(self._gallery)
        layout.addWidget(self._card)
        layout.addWidget(self._table_card)
        layout.addLayout(self._build_buttons())
        layout.addStretch(1)
        self._card.hide()
        self._table_card.hide()

    def _build_card(self) -> QFrame:
        """Return the card with the figures and the progress bar."""
        card = empty_card()
        grid = QGridLayout(card)
        grid.setContentsMargins(24, 20, 24, 22)
        grid.setHorizontalSpacing(32)
        self._figures: dict[str, QLabel] = {}
        for column, name in enumerate(("Epoch", "Loss", "Accuracy", "Images/s", "Time left")):
            caption, figure = QLabel(name), QLabel("–")
            caption.setProperty("role", "quiet")
            figure.setProperty("role", "figure")
            figure.setAccessibleName(name)
            grid.addWidget(caption, 0, column)
            grid.addWidget(figure, 1, column)
            grid.setColumnStretch(column, 1)
            self._figures[name] = figure
        grid.setVerticalSpacing(6)
        grid.setRowMinimumHeight(2, 6)
        grid.addWidget(self._progress, 3, 0, 1, len(self._figures))
        return card

    def _build_buttons(self) -> QHBoxLayout:
        self.start_button = QPushButton("&Start training")
        self.start_button.setProperty("role", "primary")
        self.start_button.clicked.connect(self.start)
        self.pause_button = QPushButton("&Pause")
        self.pause_button.setCheckable(True)
        self.pause_button.toggled.connect(self._on_pause_toggled)
        self.stop_button = QPushButton("Stop and &keep the best")
        self.stop_button.clicked.connect(self._on_stop_clicked)
        self.folder_button = QPushButton("Show the &weights")
        self.folder_button.clicked.connect(self._on_folder_clicked)
        row = QHBoxLayout()
        row.addWidget(self.start_button)
        row.addWidget(self.pause_button)
        row.addWidget(self.stop_button)
        row.addStretch(1)
        row.addWidget(self.folder_button)
        return row

    def _show_buttons(self) -> None:
        """Show the buttons that mean something now."""
        self.start_button.setVisible(not self.is_training)
        self.pause_button.setVisible(self.is_training)
        self.stop_button.setVisible(self.is_training)
        self.stop_button.setEnabled(self.is_training)
        self.pause_button.setEnabled(self.is_training)
        self.folder_button.setVisible(self._weights is not None)

    def _say(self, sentence: str, *, failed: bool = False) -> None:
        self._state.setProperty("role", "failed" if failed else "quiet")
        self._state.style().polish(self._state)
        self._state.setText(sentence)

    # What happens

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case StepProgressed():
                self._show_step(event)
            case EpochFinished():
                self._table.add_epoch(event)
                self._table_card.show()
            case RunFinished():
                self._weights = event.weights
            case TaskFailed(error=None, details=details):
                self.failed.emit(details)
        if isinstance(event, TaskFailed):
            self.has_failed = True
        sentence = in_words(event)
        if sentence:
            self._say(sentence, failed=isinstance(event, TaskFailed | CheckpointFailed))

    def _show_step(self, event: StepProgressed) -> None:
        left = event.seconds_left
        minutes, seconds = divmod(round(left or 0), 60)
        for name, text in (
            ("Epoch", f"{event.epoch} of {self._config.epochs}"),
            ("Loss", f"{event.losses[-1]:.2f}"),
            ("Accuracy", f"{event.accuracies[-1]:.0%}"),
            ("Images/s", f"{event.images_per_second:,.0f}"),
            ("Time left", "–" if left is None else f"{minutes}:{seconds:02}"),
        ):
            self._figures[name].setText(text)
        self._progress.setMaximum(event.num_steps)
        self._progress.setValue(event.step)

    @Slot(bool)
    def _on_pause_toggled(self, paused: bool) -> None:
        self.pause_button.setText("&Resume" if paused else "&Pause")
        if paused:
            self._say("Pausing…")
            self._control.pause()
        else:
            self._control.resume()

    @Slot()
    def _on_stop_clicked(self) -> None:
        self._say("Stopping; the best weights are kept…")
        self.stop_button.setEnabled(False)
        self.pause_button.setEnabled(False)
        self._control.stop_and_keep_best()

    @Slot()
    def _on_folder_clicked(self) -> None:
        if self._weights:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._weights.parent)))

    @Slot()
    def _on_ended(self) -> None:
        self.pause_button.setChecked(False)
        self._show_buttons()
        self.idle.emit()


_SENTENCES: dict[type[Event], Callable[[Any], str]] = {
    StageProgressed: lambda event: f"{event.stage}…",
    RunStarted: lambda event: f"Training {event.model} on {event.device} in {event.precision}: {event.reason}.",
    EpochFinished: lambda event: f"Training. Epoch {event.epoch} took {event.seconds:.0f} seconds.",
    Paused: lambda event: "Paused. Everything is saved." if event.is_saved else "Paused; it could not be saved.",
    Continued: lambda _: "Training.",
    CheckpointFailed: str,
    RunFinished: lambda event: f"Done: {event.test_accuracy:.1%} of the 1,000 test photos named right.",
    TaskCancelled: lambda _: "Stopped. The run is saved and can be resumed.",
    TaskFailed: lambda event: str(event.error) if event.error else "The program met a fault of its own.",
}


def in_words(event: Event) -> str:
    """Return what the page says when `event` happened; empty for what shows in figures."""
    sentence = _SENTENCES.get(type(event))
    return sentence(event) if sentence else ""
