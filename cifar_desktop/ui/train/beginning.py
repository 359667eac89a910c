"""What the next training begins with: random numbers, what ImageNet taught, or weights that were trained before."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from cifar_desktop.ui.train.backbone_desk import BackboneDesk
from cifar_desktop.ui.train.data_panel import DataPanel
from cifar_desktop.ui.train.start_desk import StartDesk
from cifar_desktop.ui.train.train_form import TrainForm


class Beginning(QObject):
    """Keeps the two desks together that see to it.

    Attributes:
        start_desk: knows which weights were chosen.
        backbone_desk: knows whether ImageNet's are there.

    Signals:
        changed: what it is, or why it cannot be, is another now.
        failed: a TaskFailed: a fault of the program.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, form: TrainForm, data_panel: DataPanel, owner: QWidget) -> None:
        super().__init__(owner)
        self.start_desk = StartDesk(form, data_panel, owner)
        self.backbone_desk = BackboneDesk(form, self.start_desk, self)
        for desk in (self.start_desk, self.backbone_desk):
            desk.changed.connect(self.changed)
            desk.failed.connect(self.failed)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """Return what it shows, from top to bottom."""
        return self.start_desk.banner, self.backbone_desk.panel

    @property
    def problem(self) -> str:
        """Return why no training can start; empty where one can."""
        return self.start_desk.problem or self.backbone_desk.problem

    @property
    def start_from(self) -> Path | None:
        """Return the file of the weights that were chosen; None where there are none."""
        return self.start_desk.weights.path if self.start_desk.weights else None

    @property
    def name(self) -> str:
        """Return what a person calls those weights; empty where there are none."""
        return self.start_desk.weights.name if self.start_desk.weights else ""

    def set_training(self, is_training: bool) -> None:
        """Let nobody change it while a training runs."""
        self.start_desk.set_training(is_training)
        self.backbone_desk.set_training(is_training)

    def end(self, *, has_finished: bool) -> None:
        """Let go of weights whose training has come to its end, and see what is still there after any other."""
        if has_finished:
            self.start_desk.use_up()
        self.backbone_desk.look_again()

    def shut_down(self) -> None:
        """Begin nothing more on threads, and stop what is under way there."""
        self.start_desk.shut_down()
        self.backbone_desk.shut_down()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is under way; tell whether that came about."""
        return self.start_desk.wait(timeout_ms) and self.backbone_desk.wait(timeout_ms)
