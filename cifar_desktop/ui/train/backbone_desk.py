"""Sees to it that a transfer model has what ImageNet taught it, and downloads nothing without being told to."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop.models.registry import MODELS
from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.task_thread import TaskFailed
from cifar_desktop.ui.train.backbone_file import (
    BackboneLook,
    fetch_backbone,
    look_for_backbone,
    needs_backbone,
    on_its_way,
    why_not,
)
from cifar_desktop.ui.train.backbone_panel import BackbonePanel
from cifar_desktop.ui.train.last_wish import LastWish
from cifar_desktop.ui.train.start_desk import StartDesk
from cifar_desktop.ui.train.train_form import TrainForm

_STOPPED = "Stopped. What arrived is kept, and the download can go on from there."
_FAULT = "The program met a fault of its own."


class BackboneDesk(QObject):
    """Looks for the file as soon as the form needs it, and asks where it is missing.

    Attributes:
        panel: where it asks.

    Signals:
        changed: why no training can start is another reason now.
        failed: a TaskFailed: a fault of the program.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, form: TrainForm, start_desk: StartDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._form, self._start_desk = form, start_desk
        self._model = ""  # whose file is needed
        self._look: BackboneLook | None = None
        self._arriving = ""
        self._way_back = ""
        self._is_training = False
        self.panel = BackbonePanel()
        self._finder = LastWish(self)
        self._finder.done.connect(self._on_looked)
        self._finder.failed.connect(self._on_not_looked)
        self._connect()
        self._follow()

    @property
    def problem(self) -> str:
        """Return why no training can start; empty where one can."""
        if not self._model:
            return ""
        if self._look is None or self._arriving == self._model:
            return on_its_way(self._model)
        return "" if self._look.is_whole else why_not(self._model)

    # What it is asked

    def look_again(self) -> None:
        """Look whether the file is still there, or has come."""
        if self._model:
            self._finder.wish(partial(look_for_backbone, self._model))

    def set_training(self, is_training: bool) -> None:
        """Ask nothing while a training runs; a download goes on."""
        self._is_training = is_training
        self._show()

    def shut_down(self) -> None:
        """Look no more, and stop a download; what arrived is kept."""
        self._finder.shut_down()
        self.panel.progress.shut_down()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is looked for; tell whether that came about."""
        return self._finder.wait(timeout_ms)

    # What happens

    def _connect(self) -> None:
        self._form.changed.connect(self._follow)
        self._start_desk.changed.connect(self._follow)
        panel = self.panel
        panel.download_wanted.connect(self._on_download_wanted)
        panel.file_wanted.connect(self._start_desk.choose_file)
        panel.scratch_wanted.connect(self._on_scratch_wanted)
        panel.back_wanted.connect(self._on_back_wanted)
        panel.progress.finished.connect(self._on_finished)
        panel.progress.failed.connect(self._on_failed)
        panel.progress.stopped.connect(self._on_stopped)
        panel.progress.idle.connect(self._on_idle)

    @Slot()
    def _follow(self) -> None:
        """Look for the file of the model that is chosen now, if it needs one."""
        values = self._form.values
        model = str(values["model"])
        if MODELS[model].pretrained is None:
            self._way_back = model
        needs = needs_backbone(model, values["backbone"]) and self._start_desk.weights is None
        wanted = model if needs else ""
        if wanted == self._model:
            return
        self._model, self._look = wanted, None
        self._finder.forget()
        self.panel.message.be_silent()
        self.look_again()
        self._tell()

    @Slot(object)
    def _on_looked(self, look: BackboneLook) -> None:
        if look.model == self._model:
            self._look = look
            if look.is_whole:
                self._way_back = look.model
            self._tell()

    @Slot(object)
    def _on_not_looked(self, failure: TaskFailed) -> None:
        self.failed.emit(failure)
        self._on_looked(BackboneLook(model=self._model, path=None))

    @Slot()
    def _on_download_wanted(self) -> None:
        file = MODELS[self._model].pretrained
        if file is None or self.panel.progress.is_running:
            return
        self._arriving = self._model
        self.panel.message.be_silent()
        self.panel.progress.start(f"Downloading {file.name}", partial(fetch_backbone, self._model))
        self.panel.progress.cancel_button.setFocus()
        self._tell()

    @Slot()
    def _on_scratch_wanted(self) -> None:
        self._form.set_setting("backbone", "random")

    @Slot()
    def _on_back_wanted(self) -> None:
        self._form.set_setting("model", self._back_to())

    @Slot(object)
    def _on_finished(self, path: object) -> None:
        """Take the file for what it is, for its checksum was the right one."""
        if self._arriving == self._model:
            self._look = BackboneLook(model=self._model, path=path, is_whole=True)  # type: ignore[arg-type]
            self._way_back = self._model

    @Slot(object)
    def _on_failed(self, failure: TaskFailed) -> None:
        self.panel.message.say(str(failure.error) if failure.error else _FAULT, failed=True)
        if failure.error is None:
            self.failed.emit(failure)

    @Slot()
    def _on_stopped(self) -> None:
        self.panel.message.say(_STOPPED)

    @Slot()
    def _on_idle(self) -> None:
        self._arriving = ""
        self._tell()

    def _back_to(self) -> str:
        """Return the model that could be trained before."""
        return self._way_back if self._way_back != self._model else preset_config(self._form.preset).model

    def _tell(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        if self.panel.progress.is_running:
            self.panel.show_progress()
        elif self._look and not self._look.is_whole and not self._is_training:
            self.panel.ask(self._look, back_to=self._back_to())
        else:
            self.panel.hide()
