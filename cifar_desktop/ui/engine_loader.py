"""Loads the engine behind the window: importing torch takes seconds, opening a window must not."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop.errors import DeviceError
from cifar_desktop.heap import give_back, use_one_heap

if TYPE_CHECKING:  # and otherwise when the loading begins, behind the window
    from cifar_desktop.tasks import Event, Report
    from cifar_desktop.ui.task_thread import Task, TaskThread


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """Something to train on.

    Attributes:
        name: what `TrainConfig.device` calls it, such as "cuda:0".
        title: what people call it.
    """

    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """What this machine has to train on.

    Attributes:
        present: all of it, the processor first.
        best: what "auto" comes to.
        precision: the number format that "auto" comes to there.
        reason: why those two, in words.
        advice: what to do about an NVIDIA card that cannot be used; empty for the most part.
    """

    present: tuple[Device, ...]
    best: Device
    precision: str
    reason: str
    advice: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What a form offers: each device's name for the config and its title for people."""
        return [(device.name, device.title) for device in self.present]


class EngineLoader(QObject):
    """Imports the engine on a thread, once, and asks it what there is to train on.

    That is done in two steps: between them, whoever waits for an answer about a photo may have the processor for
    itself. Nobody has to wait for either: a task that needs the engine imports it too, and Python lets it wait.

    Attributes:
        devices: what was found; None before that.
        failure: why it could not be loaded, as a traceback; empty where it could.

    Signals:
        can_label: what labels photos is loaded; `find_devices` goes on.
        engine_ready: the Devices.
        failed: the traceback.
    """

    can_label = Signal()
    engine_ready = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.devices: Devices | None = None
        self.failure = ""
        self._has_begun = self._can_label = self._is_shut_down = False
        self._thread: TaskThread | None = None

    @property
    def is_loading(self) -> bool:
        """Tell whether it is under way."""
        return self._thread is not None and self._thread.is_running

    def start(self) -> None:
        """Begin, unless it has begun before, or the window has been closed meanwhile."""
        if not self._has_begun and not self._is_shut_down:
            self._has_begun = True
            use_one_heap()  # before there are threads: where a training runs, the memory of its steps shall stay
            self._run(_load_what_labels)

    @Slot()
    def find_devices(self) -> None:
        """Go on after `can_label`, once: load what trains, and see what there is to train on."""
        if self._can_label and not self._is_shut_down:
            self._can_label = False
            self._run(_find_devices)

    def shut_down(self) -> None:
        """Begin nothing more."""
        self._is_shut_down = True

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is under way; an import cannot be interrupted."""
        return self._thread is None or self._thread.wait(timeout_ms)

    def _run(self, task: "Task") -> None:
        from cifar_desktop.ui.task_thread import TaskThread

        if self._thread is None:
            self._thread = TaskThread(self)
            self._thread.reported.connect(self._on_event)
            self._thread.ended.connect(self._on_ended)
        self._thread.start(task)

    @Slot(object)
    def _on_event(self, event: "Event") -> None:
        from cifar_desktop.ui.task_thread import TaskFailed, TaskSucceeded

        if isinstance(event, TaskSucceeded) and isinstance(event.result, Devices):
            self.devices = event.result
            self.engine_ready.emit(event.result)
        elif isinstance(event, TaskFailed):
            self.failure = event.details or str(event.error)
            self.failed.emit(self.failure)

    @Slot()
    def _on_ended(self) -> None:
        if not self.devices and not self.failure and not self._is_shut_down:
            self._can_label = True
            self.can_label.emit()


def _load_what_labels(_report: "Report") -> None:
    """Have what labels a photo loaded when somebody wants it; the window's thread must not load it."""
    from cifar_desktop.inference import photo, quick_classifier  # noqa: F401


def _find_devices(_report: "Report") -> Devices:
    """Load what trains as well, and look for devices."""
    from cifar_desktop.training import start, trainer  # noqa: F401
    from cifar_desktop.training.device import choose_device, unused_card

    auto = choose_device()
    present = tuple(_present_devices())
    name = str(auto.device)
    give_back()  # what importing took
    best = next((device for device in present if device.name == name), Device(name=name, title=auto.title))
    return Devices(present=present, best=best, precision=auto.precision, reason=auto.reason, advice=unused_card())


def _present_devices() -> Iterator[Device]:
    """Yield the processor and whatever answers to the name of a GPU."""
    from cifar_desktop.training.device import choose_device

    yield Device(name="cpu", title=choose_device("cpu", "float32").title)
    for names in (("mps",), (f"cuda:{index}" for index in itertools.count())):
        try:
            for name in names:
                yield Device(name=name, title=choose_device(name, "float32").title)
        except DeviceError:
            continue
