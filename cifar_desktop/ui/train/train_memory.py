"""Remembers from one day to the next how a person left the Train tab."""

from PySide6.QtCore import QObject, Slot

from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.train.data_panel import DataPanel
from cifar_desktop.ui.train.training_layout import TrainingLayout


class TrainMemory(QObject):
    """Writes down the photos and the width of the settings, and brings back the latter."""

    def __init__(self, settings: Settings, data_panel: DataPanel, splitter: TrainingLayout, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        if len(settings.train_splitter) == 2:
            splitter.setSizes(list(settings.train_splitter))
        data_panel.source_chosen.connect(self._on_source_chosen)
        splitter.moved.connect(self._on_splitter_moved)

    @Slot(str)
    def _on_source_chosen(self, source: str) -> None:
        self._settings.data_source = source

    @Slot(object)
    def _on_splitter_moved(self, sizes_px: tuple[int, ...]) -> None:
        self._settings.train_splitter = sizes_px
