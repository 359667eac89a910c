"""Renders every tab and state of the window to PNG, in light and dark, large and small, with real trainings.

    python tools/make_screenshots.py FOLDER [--sizes 1280x800 960x640] [--states running finished …] [--runs FOLDER]

The trainings are short: the slim ResNet-9 on the bundled sample, in a home of its own. Nothing is shown on a screen.
QT_SCALE_FACTOR=2 takes the pictures as on a screen with twice as many dots.
It lies here and not in train/, which has to run where no Qt is.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from classify_shots import STATES as CLASSIFY_STATES
from classify_shots import show_classify
from evaluate_shots import STATES as EVALUATE_STATES
from evaluate_shots import show_evaluate
from photographer import Photographer, dialog_of
from PySide6.QtCore import QSize
from runs_shots import STATES as RUNS_STATES
from runs_shots import show_runs

from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.app import make_application
from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.theme import apply_theme
from cifar_desktop.ui.train.train_tab import TrainTab
from cifar_desktop.ui.train.training_state import TrainState

TRAIN_STATES = (
    "loading",
    "empty",
    "disabled",
    "running",
    "paused",
    "photos",
    "finished",
    "failed",
    "error",
    "interrupted",
    "discard",
    "resumed",
    "closing",
)
STATES = (*TRAIN_STATES, *EVALUATE_STATES, *CLASSIFY_STATES, *RUNS_STATES)


def open_window() -> tuple[MainWindow, TrainTab]:
    """Return a window and its Train tab."""
    window = MainWindow(Settings())
    window.show()
    return window, window.train_tab


def tell_the_story(camera: Photographer) -> None:
    """Go through the states in the order in which a person would."""
    window, tab = open_window()
    controls = tab.run_panel.controls
    tab.form.set_config(preset_config("quick", model="resnet9-slim", epochs=3, precision="float32"))
    tab.start()  # before the engine is there
    camera.take("loading", window, settle=False)
    tab.cancel()
    camera.wait_for(lambda: not tab.is_training and window.engine.devices, "the engine")
    camera.close(window)

    window, tab = open_window()
    controls = tab.run_panel.controls
    camera.wait_for(lambda: window.engine.devices and tab.data_view.preview.grid.isVisible(), "the pictures")
    camera.take("empty", window)
    tab.form.set_config(preset_config("quick", model="resnet9-slim", epochs=8, precision="float32"))
    controls.start_action.trigger()
    camera.wait_for(lambda: num_epochs(tab) >= 4, "four epochs")
    camera.take("running", window)
    if tab.session.state is TrainState.RUNNING:
        controls.pause_action.trigger()
        camera.wait_for(lambda: tab.session.state is TrainState.PAUSED or not tab.is_training, "the pause")
    camera.take("paused", window)
    tab.run_panel.photos_button.click()
    camera.take("photos", window)
    tab.run_panel.photos_button.click()
    window.close()
    camera.take("closing", window)
    tab_question(window)
    controls.pause_action.trigger()
    camera.wait_for(lambda: not tab.is_training, "the end")
    camera.take("finished", window)
    show_failure(camera, window, tab)
    show_interruption(camera, window, tab)


def show_other_tabs(camera: Photographer, home: Path, given_runs: Path | None) -> None:
    """Go through the states of the other tabs, each in a window of its own."""
    made, runs = home / "made", home / "runs"
    if camera.takes(EVALUATE_STATES):
        with_window(camera, lambda window: show_evaluate(camera, window, empty(made)))
    if camera.takes(CLASSIFY_STATES):
        with_window(camera, lambda window: show_classify(camera, window, empty(made)))
    if camera.takes(RUNS_STATES):
        with_window(camera, lambda window: show_runs(camera, window, runs, given_runs))
        shutil.rmtree(runs)  # the story below begins without any


def with_window(camera: Photographer, show: Callable[[MainWindow], None]) -> None:
    """Show states in a window that is closed afterwards."""
    window, _ = open_window()
    show(window)
    camera.close(window)


def empty(folder: Path) -> Path:
    """Return the folder with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def num_epochs(tab: TrainTab) -> int:
    """Return how many epochs the curves show."""
    return len(tab.charts.record.epochs) if tab.charts.record else 0


def tab_question(window: MainWindow) -> None:
    """Keep training."""
    dialog = dialog_of(window)
    if dialog:
        dialog.close()


def show_failure(camera: Photographer, window: MainWindow, tab: TrainTab) -> None:
    """Let a learning rate be far too large."""
    config = preset_config("quick", model="resnet9-slim", epochs=8, precision="float32", optimizer="sgd")
    wild = {**config.as_dict(), "learning_rate": 100.0, "warmup": 0.0, "schedule": "constant", "head_rate": 1.0}
    tab.form.set_config(type(config).from_dict(wild))
    tab.start()
    camera.wait_for(lambda: not tab.is_training, "the failure")
    camera.take("error", window)
    window.errors.dismiss()
    camera.take("failed", window)


def show_interruption(camera: Photographer, window: MainWindow, tab: TrainTab) -> None:
    """Stop two trainings in the middle, and come back."""
    for epochs in (6, 8):
        tab.form.set_config(preset_config("quick", model="resnet9-slim", epochs=epochs, precision="float32"))
        tab.start()
        camera.wait_for(lambda: num_epochs(tab) >= 3, "three epochs")
        tab.cancel()
        camera.wait_for(lambda: not tab.is_training, "the end")
    camera.close(window)
    window, tab = open_window()
    camera.wait_for(lambda: tab.resume_desk.banner.isVisible() and window.engine.devices, "the interrupted run")
    camera.wait_for(tab.data_view.preview.grid.isVisible, "the pictures")
    camera.take("interrupted", window)
    tab.resume_desk.banner.discard_button.click()
    camera.take("discard", window)
    tab.resume_desk.take_back()
    tab.resume_desk.banner.resume_button.click()
    camera.wait_for(lambda: tab.session.state is TrainState.RUNNING, "the run going on")
    tab.run_panel.controls.pause_action.trigger()
    camera.wait_for(lambda: tab.session.state is TrainState.PAUSED, "the pause")
    camera.take("resumed", window)
    tab.discard()
    camera.wait_for(lambda: not tab.is_training, "the end")
    show_disabled(camera, window, tab)
    camera.close(window)


def show_disabled(camera: Photographer, window: MainWindow, tab: TrainTab) -> None:
    """Write something into the form that cannot be."""
    field = tab.form.rows["epochs"].field
    field.setFocus()
    field.selectAll()
    field.insert("0")
    field.editingFinished.emit()
    camera.take("disabled", window)


def sizes_in(words: Sequence[str]) -> Iterator[QSize]:
    """Yield sizes such as 1280x800."""
    for word in words:
        width, height = word.split("x")
        yield QSize(int(width), int(height))


def main() -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", nargs="+", default=["1280x800", "960x640"], metavar="WxH")
    parser.add_argument("--states", nargs="+", default=STATES, choices=STATES)
    parser.add_argument("--runs", type=Path, metavar="FOLDER", help="shows copies of these, and trains none for that")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cifar-desktop-shots-") as home:
        os.environ["CIFAR_DESKTOP_HOME"] = home
        app = make_application([])
        camera = Photographer(app, arguments.folder, list(sizes_in(arguments.sizes)), arguments.states)
        apply_theme(app, dark=False)
        show_other_tabs(camera, Path(home), arguments.runs)
        if camera.takes(TRAIN_STATES):
            tell_the_story(camera)
    return 0


if __name__ == "__main__":
    sys.exit(main())
