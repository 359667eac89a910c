"""Which weights are used: the person's choice, told to the session, and what came of it, told in the bar."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop import paths
from cifar_desktop.inference.assumptions import AssumptionChanges
from cifar_desktop.ui.classify.classify_session import ClassifySession
from cifar_desktop.ui.classify.requests import LoadedWeights
from cifar_desktop.ui.classify.weights_bar import WeightsBar
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.task_thread import TaskFailed


class WeightsChoice(QObject):
    """Stands between a session and the bar that shows its weights.

    Signals:
        failed: a TaskFailed: the weights cannot be used; the older ones stay.
        missing: they cannot, and there are no older ones: nothing can be answered.
    """

    failed = Signal(object)
    missing = Signal()

    def __init__(self, session: ClassifySession, bar: WeightsBar, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._bar, self._settings = session, bar, settings
        bar.start_folder = settings.weights_folder
        bar.open_requested.connect(self._on_chosen)
        bar.assumptions_changed.connect(self._on_assumptions_changed)
        bar.shipped_requested.connect(self._on_shipped_requested)
        session.desk.weights_opened.connect(self._on_opened)
        session.desk.weights_failed.connect(self._on_failed)
        if session.desk.loaded:
            self._on_opened(session.desk.loaded)

    def use(self, path: Path, changes: AssumptionChanges | None = None) -> None:
        """Use these weights from now on, with what a person says about them."""
        self._bar.show_loading(path)
        self._session.use(path, changes)

    @Slot(object)
    def _on_chosen(self, path: Path) -> None:
        self._settings.weights_folder = path.parent
        self.use(path)

    @Slot(object)
    def _on_assumptions_changed(self, changes: AssumptionChanges) -> None:
        if self._session.desk.loaded:
            self.use(self._session.desk.loaded.path, changes)

    @Slot()
    def _on_shipped_requested(self) -> None:
        self.use(paths.shipped_weights())

    @Slot(object)
    def _on_opened(self, loaded: LoadedWeights) -> None:
        self._bar.show_weights(loaded)

    @Slot(object)
    def _on_failed(self, failure: TaskFailed) -> None:
        loaded = self._session.desk.loaded
        self._bar.show_weights(loaded)
        if loaded is None:
            self.missing.emit()
        self.failed.emit(failure)
