"""What tests of the window share that train: a stage, and trainings of a few milliseconds a step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop import paths
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.train.training_state import TrainState

PATIENCE_MS = 60_000
SMALL = {
    "model": "resnet9-slim",
    "epochs": 2,
    "batch_size": 16,
    "learning_rate": 0.02,
    "head_rate": 1 / 64,
    "validation_fraction": 0.2,
    "device": "cpu",
    "precision": "float32",
}
FOR_EVER = 100_000  # epochs


def small_config(**changes: object) -> TrainConfig:
    return TrainConfig(**{**SMALL, **changes})


class Stage:
    """A window with its Train tab, set up with 100 small photos."""

    def __init__(self, qtbot: QtBot, photos: Path) -> None:
        self.qtbot = qtbot
        self.photos = photos
        self.settings = Settings()
        self.window = MainWindow(self.settings)
        self.tab = self.window.train_tab
        self.states: list[TrainState] = []
        self.failures: list[object] = []
        self.tab.session.state_changed.connect(self.states.append)
        self.tab.failed.connect(self.failures.append)
        # Not handed to qtbot, which would delete it before a training under way has ended.
        self.window.resize(1280, 800)
        self.window.show()

    @property
    def controls(self):
        return self.tab.run_panel.controls

    @property
    def title(self) -> str:
        return self.tab.run_panel.title.text()

    @property
    def sentence(self) -> str:
        return self.tab.run_panel.sentence.words

    @property
    def state(self) -> TrainState:
        return self.tab.session.state

    def set_up(self, **changes: object) -> None:
        """Choose the photos, and the settings of a small training."""
        self.tab.data_panel.choose(str(self.photos))
        self.wait_for(lambda: self.tab.data_panel.source == str(self.photos) and not self.tab.problem)
        self.tab.form.set_config(small_config(**changes))

    def start(self, **changes: object) -> None:
        self.set_up(**changes)
        has_result = self.state is TrainState.FINISHED
        self.click(self.tab.result_card.again_button if has_result else self.controls.start_button)

    def start_and_reach_epoch(self, epoch: int, **changes: object) -> None:
        self.start(epochs=FOR_EVER, **changes)
        self.wait_for(lambda: self.num_epochs >= epoch or not self.tab.is_training)
        assert self.tab.is_training, self.sentence

    @property
    def num_epochs(self) -> int:
        return len(self.tab.charts.record.epochs) if self.tab.charts.record else 0

    @property
    def last_step(self) -> int:
        return self.tab.charts.record.last_step if self.tab.charts.record else 0

    def click(self, button: QAbstractButton) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def shows_all_of(self, widget: QWidget) -> bool:
        """Tell whether a widget lies inside the window, to the last pixel."""
        place = widget.rect().translated(widget.mapTo(self.window, widget.rect().topLeft()))
        return widget.isVisible() and self.window.rect().contains(place)

    def wait_for(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def wait_for_end(self) -> None:
        self.wait_for(lambda: not self.tab.is_training and not self.state.is_active)

    def dialog_told(self):
        """Return the problem that the window's dialog tells, and close it."""
        self.wait_for(lambda: self.window.errors.dialog)
        problem = self.window.errors.dialog.problem
        self.click(self.window.errors.dialog.close_button)
        return problem

    def end(self) -> None:
        self.tab.discard()
        self.wait_for_end()
        self.window.errors.dismiss()
        self.window.close()
        assert self.window.wait(PATIENCE_MS)
        self.window.deleteLater()


@contextmanager
def stage_on(qtbot: QtBot, photos: Path) -> Iterator[Stage]:
    stage = Stage(qtbot, photos)
    try:
        yield stage
    finally:
        stage.end()


def all_runs() -> list[Path]:
    folder = paths.default_runs()
    return sorted(folder.iterdir()) if folder.is_dir() else []


def only_run() -> Path:
    (run,) = all_runs()
    return run
