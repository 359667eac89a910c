"""What the File menu does: looks into weights and runs, shows folders, settings.

Dialogs are imported when they are asked for: a window that is to be there at once brings only what it shows.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from cifar_desktop import paths
from cifar_desktop.ui.opener import OpenedRun, OpenedWeights, Opener

if TYPE_CHECKING:
    from cifar_desktop.ui.main_window import MainWindow

_WEIGHTS_FILTER = "Weights (*.safetensors *.pth *.pt *.th);;All files (*)"


class FileActions(QObject):
    """Stands behind the File menu of a window.

    Attributes:
        opener: looks into files on a thread.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.opener = Opener(self)
        self.opener.weights_opened.connect(self._on_weights_opened)
        self.opener.run_opened.connect(self._on_run_opened)
        self.opener.failed.connect(self._on_failed)
        menus = window.menus
        menus.open_weights.triggered.connect(self._on_open_weights)
        menus.open_run.triggered.connect(self._on_open_run)
        menus.open_runs_folder.triggered.connect(self._on_open_runs_folder)
        menus.settings.triggered.connect(self._on_settings)
        menus.file.aboutToShow.connect(self._on_about_to_show)
        menus.file.aboutToHide.connect(self._on_about_to_hide)

    def open_weights(self, path: Path) -> None:
        """Look into a weights file and show what it holds."""
        self._window.settings.weights_folder = path.parent
        self._window.status.say(f"Reading {path.name}…")
        self.opener.open_weights(path)

    def open_run(self, folder: Path) -> None:
        """Look into a run folder and show what it holds."""
        self._window.settings.runs_folder = folder.parent
        self._window.status.say(f"Reading {folder.name}…")
        self.opener.open_run(folder)

    @Slot()
    def _on_open_weights(self) -> None:
        if self.opener.is_busy:
            return
        folder = self._window.settings.weights_folder or paths.default_runs()
        dialog = QFileDialog(self._window, "Open weights", str(folder), _WEIGHTS_FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_weights_selected)
        _open(dialog)

    @Slot()
    def _on_open_run(self) -> None:
        if self.opener.is_busy:
            return
        folder = self._window.settings.runs_folder or paths.default_runs()
        dialog = QFileDialog(self._window, "Open the folder of a run", str(folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._on_run_selected)
        _open(dialog)

    @Slot(str)
    def _on_weights_selected(self, path: str) -> None:
        self.open_weights(Path(path))

    @Slot(str)
    def _on_run_selected(self, path: str) -> None:
        self.open_run(Path(path))

    @Slot(object)
    def _on_weights_opened(self, weights: OpenedWeights) -> None:
        from cifar_desktop.ui.opened_dialog import WeightsDialog

        self._window.status.say("")
        dialog = WeightsDialog(weights, self._window, why_not_train=self._why_no_training())
        dialog.classify_chosen.connect(self._window.classify_with)
        dialog.evaluate_chosen.connect(self._window.evaluate_with)
        dialog.train_chosen.connect(self._window.train_on_from)
        dialog.open()

    @Slot(object)
    def _on_run_opened(self, run: OpenedRun) -> None:
        from cifar_desktop.ui.opened_dialog import RunDialog

        self._window.status.say("")
        dialog = RunDialog(run, self._window, why_not=self._why_no_training())
        dialog.resume_chosen.connect(self._window.resume_run)
        dialog.open()

    def _why_no_training(self) -> str:
        return "A training is under way; stop it first." if self._window.train_tab.is_training else ""

    @Slot(object)
    def _on_failed(self, failure: object) -> None:
        self._window.status.say("")
        self._window.errors.show(failure)

    @Slot()
    def _on_open_runs_folder(self) -> None:
        folder = paths.default_runs()
        if folder.is_dir():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        else:
            self._window.status.say("There is no run yet: the first training makes the folder.")

    @Slot()
    def _on_settings(self) -> None:
        from cifar_desktop.ui.settings_dialog import SettingsDialog

        SettingsDialog(self._window.settings, self._window.appearance, self._window).open()

    @Slot()
    def _on_about_to_show(self) -> None:
        """Say why an action cannot work now."""
        menus = self._window.menus
        busy = "A file is being read." if self.opener.is_busy else ""
        menus.allow(menus.open_weights, busy)
        menus.allow(menus.open_run, busy)
        has_runs = paths.default_runs().is_dir()
        menus.allow(menus.open_runs_folder, "" if has_runs else "There is no run yet: the first training makes it.")

    @Slot()
    def _on_about_to_hide(self) -> None:
        """Let shortcuts through again: a disabled action would swallow them long after its reason has gone."""
        menus = self._window.menus
        for action in (menus.open_weights, menus.open_run, menus.open_runs_folder):
            menus.allow(action, "")


def _open(dialog: QFileDialog) -> None:
    """Show a dialog that goes when it is closed."""
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
