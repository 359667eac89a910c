"""Renders every tab and state of the window to PNG, in light and dark, large and small, with real trainings.

    python tools/make_screenshots.py FOLDER [--sizes 1280x800 960x640] [--states running finished …]

The trainings are short: the slim ResNet-9 on the bundled sample, in a home of its own. Nothing is shown on a screen.
It lies here and not in train/, which has to run where no Qt is.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from classify_shots import STATES as CLASSIFY_STATES
from classify_shots import show_classify
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.app import make_application
from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.theme import apply_theme, current_colours
from cifar_desktop.ui.train.train_tab import TrainTab
from cifar_desktop.ui.train.training_state import TrainState

LIMIT_S = 600
STATES = (
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
    "evaluate",
    *CLASSIFY_STATES,
)


class Photographer:
    """Waits for a state, and takes its pictures."""

    def __init__(self, app: QApplication, folder: Path, sizes: Sequence[QSize], states: Sequence[str]) -> None:
        self._app, self._folder, self._sizes, self._states = app, folder, sizes, states

    def takes(self, states: Sequence[str]) -> bool:
        """Tell whether any of these is wanted."""
        return bool(set(states) & set(self._states))

    def take(self, name: str, window: MainWindow, *, settle: bool = True) -> None:
        """Take a state in every look and size; a dialog over the window comes too."""
        if name not in self._states:
            return
        for look in ("light", "dark"):
            apply_theme(self._app, dark=look == "dark")
            for size in self._sizes:
                window.resize(size)
                self.run_for(0.4 if settle else 0.03)
                picture = window.grab()
                dialog = QApplication.activeModalWidget() or _dialog_of(window)
                if isinstance(dialog, QWidget) and dialog is not window:
                    place = dialog.rect()
                    place.moveCenter(window.rect().center())
                    dialog.render(picture, place.topLeft())
                    _frame(picture, place)
                path = self._folder / f"{name}-{look}-{size.width()}x{size.height()}.png"
                if not picture.save(str(path)):
                    raise SystemExit(f"“{path}” cannot be written")
                sys.stdout.write(f"{path}\n")
                sys.stdout.flush()

    def wait_for(self, condition: Callable[[], object], what: str) -> None:
        """Let the window live until something is so."""
        end = time.monotonic() + LIMIT_S
        while not condition():
            if time.monotonic() > end:
                raise SystemExit(f"waited for {LIMIT_S} s in vain: {what}")
            self.run_for(0.02)

    def run_for(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._app.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            time.sleep(0.005)


def _frame(picture: QPixmap, place: QRect) -> None:
    """Draw what a desktop would around a dialog."""
    painter = QPainter(picture)
    painter.setPen(QColor(current_colours().edge))
    painter.drawRect(place)
    painter.end()


def _dialog_of(window: MainWindow) -> QWidget | None:
    """Return a dialog over the window; the offscreen platform does not always make it the active one."""
    return next((each for each in window.findChildren(QWidget) if each.isWindow() and each.isVisible()), None)


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
    close(camera, window)

    window, tab = open_window()
    controls = tab.run_panel.controls
    camera.wait_for(lambda: window.engine.devices and tab.data_view.preview.grid.isVisible(), "the pictures")
    camera.take("empty", window)
    window.tabs.setCurrentWidget(window.evaluate_tab)
    camera.take("evaluate", window)
    label_photos(camera, window)
    window.tabs.setCurrentWidget(tab)
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


def label_photos(camera: Photographer, window: MainWindow) -> None:
    """Go through the states of the Classify tab."""
    if camera.takes(CLASSIFY_STATES):
        with tempfile.TemporaryDirectory(prefix="cifar-desktop-photos-") as folder:
            show_classify(camera, window, Path(folder))


def num_epochs(tab: TrainTab) -> int:
    """Return how many epochs the curves show."""
    return len(tab.charts.record.epochs) if tab.charts.record else 0


def tab_question(window: MainWindow) -> None:
    """Keep training."""
    dialog = _dialog_of(window)
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
    close(camera, window)
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
    close(camera, window)


def show_disabled(camera: Photographer, window: MainWindow, tab: TrainTab) -> None:
    """Write something into the form that cannot be."""
    field = tab.form.rows["epochs"].field
    field.setFocus()
    field.selectAll()
    field.insert("0")
    field.editingFinished.emit()
    camera.take("disabled", window)


def close(camera: Photographer, window: MainWindow) -> None:
    """Close a window and let it go."""
    window.close()
    camera.run_for(0.1)
    window.deleteLater()
    camera.run_for(0.1)


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
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cifar-desktop-shots-") as home:
        os.environ["CIFAR_DESKTOP_HOME"] = home
        app = make_application([])
        camera = Photographer(app, arguments.folder, list(sizes_in(arguments.sizes)), arguments.states)
        apply_theme(app, dark=False)
        if set(arguments.states) <= set(CLASSIFY_STATES):  # which need no training
            window, _ = open_window()
            label_photos(camera, window)
            close(camera, window)
        else:
            tell_the_story(camera)
    return 0


if __name__ == "__main__":
    sys.exit(main())
