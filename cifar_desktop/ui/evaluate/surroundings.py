"""Looks, on a thread, what there is to be measured: the last run's weights, and a CIFAR-10 in the usual place."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop import paths
from cifar_desktop.tasks import Event, Report
from cifar_desktop.training.run_label import read_label
from cifar_desktop.ui.task_thread import TaskSucceeded, TaskThread

_WEIGHTS_NAME = "best.safetensors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What there is.

    Attributes:
        weights: of the last run that has some; None without.
        run_name: what that run is called.
        cifar10: the path of a CIFAR-10 that looks whole; empty without.
    """

    weights: Path | None = None
    run_name: str = ""
    cifar10: str = ""


class Surroundings(QObject):
    """Looks around once at a time.

    Signals:
        found: a Found.
    """

    found = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)

    def look(self) -> None:
        """Look around, unless that is under way."""
        if not self._thread.is_running:
            self._thread.start(_look)

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nobody looks; tell whether that came about."""
        return self._thread.wait(timeout_ms)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, TaskSucceeded):
            self.found.emit(event.result)


def _look(_report: Report) -> Found:
    weights = last_weights(paths.default_runs())
    from cifar_desktop.data.cifar10_find import default_cifar10

    cifar10 = default_cifar10()
    name = read_label(weights.parent).name or weights.parent.name if weights else ""
    return Found(weights=weights, run_name=name, cifar10=str(cifar10 or ""))


def last_weights(runs: Path) -> Path | None:
    """Return the weights of the last run that has some; the names of the folders begin with the time."""
    try:
        folders = sorted((one for one in runs.iterdir() if not one.name.startswith(".")), reverse=True)
        return next((one / _WEIGHTS_NAME for one in folders if (one / _WEIGHTS_NAME).is_file()), None)
    except OSError:
        return None
