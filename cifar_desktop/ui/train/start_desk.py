"""Knows which weights the next training begins with: chosen by a person, looked into, and let go of in words."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from cifar_desktop import paths
from cifar_desktop.ui.task_thread import TaskFailed
from cifar_desktop.ui.train import start_words
from cifar_desktop.ui.train.data_panel import DataPanel
from cifar_desktop.ui.train.last_wish import LastWish
from cifar_desktop.ui.train.start_banner import StartBanner
from cifar_desktop.ui.train.start_weights import StartWeights, look_into
from cifar_desktop.ui.train.train_form import TrainForm

_FILTER = "Weights (*.safetensors *.pth *.pt *.th);;All files (*)"
_LOOKING = "The weights to begin with are still being looked into."
_FAULT = "The program met a fault of its own."


class StartDesk(QObject):
    """Binds the weights to the form and shows them on its banner.

    Attributes:
        weights: those that the next training begins with; None where there are none.
        banner: where they are shown.

    Signals:
        changed: the weights, or why no training can begin with them, are others now.
        failed: a TaskFailed: a fault of the program.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, form: TrainForm, data_panel: DataPanel, owner: QWidget) -> None:
        super().__init__(owner)
        self._form, self._data_panel, self._owner = form, data_panel, owner
        self.weights: StartWeights | None = None
        self._is_training = False
        self.banner = StartBanner()
        self.banner.drop_wanted.connect(self.drop)
        self._reader = LastWish(self)
        self._reader.done.connect(self._on_looked_into)
        self._reader.failed.connect(self._on_unusable)
        form.changed.connect(self._on_form_changed)
        form.weights_wanted.connect(self.choose_file)
        data_panel.changed.connect(self._show)

    @property
    def problem(self) -> str:
        """Return why no training can begin with the weights; empty where one can, or there are none."""
        if self._reader.is_busy:
            return _LOOKING
        return start_words.why_not(self.weights, self._data_panel.overview) if self.weights else ""

    # What it is asked

    @Slot(object)
    def choose(self, path: Path) -> None:
        """Begin the next training with this file, once it has been looked into."""
        self.banner.say(f"Looking into “{path.name}”…", is_passing=True)
        self._reader.wish(partial(look_into, path, self._form.values["model"]))
        self.changed.emit()

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file."""
        runs = paths.default_runs()
        dialog = QFileDialog(
            self._owner.window(), "Weights to begin with", str(runs if runs.is_dir() else Path.home()), _FILTER
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def drop(self) -> None:
        """Begin the next training without weights."""
        self._let_go("")

    def use_up(self) -> None:
        """Let go of the weights, for the training that began with them has come to its end."""
        if self.weights:
            self._let_go(start_words.used_up(self.weights))

    def is_there(self) -> bool:
        """Tell whether the file is still where it was; say so where it is not."""
        if self.weights is None or self.weights.path.is_file():
            return True
        self.banner.say(
            f"“{self.weights.path}” is not there any more. Put it back, or choose other weights.", failed=True
        )
        return False

    def set_training(self, is_training: bool) -> None:
        """Leave the room to a training that runs."""
        if is_training and not self._is_training:
            self.banner.say("")
        self._is_training = is_training
        self._show()

    def shut_down(self) -> None:
        """Look into nothing more."""
        self._reader.shut_down()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is looked into; tell whether that came about."""
        return self._reader.wait(timeout_ms)

    # What happens

    @Slot(str)
    def _on_file_selected(self, path: str) -> None:
        self.choose(Path(path))

    @Slot(object)
    def _on_looked_into(self, weights: StartWeights) -> None:
        if self._is_training:
            self.banner.say("")  # it began before they could be chosen
            return
        self.weights = weights
        self.banner.say("")
        self._form.follow_weights(weights.settings)
        self._tell()

    @Slot(object)
    def _on_unusable(self, failure: TaskFailed) -> None:
        stays = f" “{self.weights.name}” stays chosen." if self.weights else ""
        self.banner.say(f"{failure.error or _FAULT}{stays}", failed=True)
        if failure.error is None:
            self.failed.emit(failure)
        self._tell()

    @Slot()
    def _on_form_changed(self) -> None:
        """Let go of weights of another model than is chosen now."""
        if self.weights and self._form.values["model"] != self.weights.model:
            self._let_go(start_words.other_model(self.weights))

    def _let_go(self, sentence: str) -> None:
        self._reader.forget()
        had_focus = self.banner.drop_button.hasFocus()
        was_chosen, self.weights = self.weights is not None, None
        self.banner.say(sentence)
        if was_chosen:
            self._form.follow_weights(None)
        self._tell()
        if had_focus:
            self._form.weights_link.button.setFocus()

    def _tell(self) -> None:
        self._show()
        self.changed.emit()

    @Slot()
    def _show(self) -> None:
        weights = self.weights
        if weights is None or self._is_training:  # the training itself says what it began with
            self.banner.show_words("")
        else:
            self.banner.show_words(
                start_words.begins_with(weights),
                caveat=start_words.caveat(weights, self._data_panel.overview),
                path=str(weights.path),
                drop_text=start_words.drop_text(weights),
            )
