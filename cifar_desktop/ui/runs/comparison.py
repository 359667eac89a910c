"""Several runs beside each other: their curves, and in what they differ."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cifar_desktop.training.run_curves import Along, Measure
from cifar_desktop.training.run_history import RunSummary
from cifar_desktop.ui.runs.curve_chart import CurveChart
from cifar_desktop.ui.runs.difference_table import DifferenceTable
from cifar_desktop.ui.runs.run_actions import ActionButton, RunActions
from cifar_desktop.ui.runs.runs_desk import CurvesRead
from cifar_desktop.ui.widgets.choice import Choice, ChoiceField

_MEASURES = (
    Choice(
        value="validation_accuracy",
        title="Validation accuracy",
        text="Right answers on pictures that were kept for checking.",
    ),
    Choice(
        value="validation_loss",
        title="Validation loss",
        text="How far off the answers were on pictures that were kept for checking.",
    ),
    Choice(
        value="train_accuracy",
        title="Training accuracy",
        text="Right answers on the pictures that it was learning from.",
    ),
    Choice(
        value="train_loss",
        title="Training loss",
        text="How far off the answers were on the pictures that it was learning from.",
    ),
    Choice(value="learning_rate", title="Learning rate", text="How large the steps were."),
)
_ALONG = (
    Choice(value="epoch", title="by epoch", text="One epoch is once through all pictures."),
    Choice(value="step", title="by step", text="One step is one batch of pictures."),
    Choice(value="seconds", title="by time", text="Time of training, without pauses."),
)


class Comparison(QFrame):
    """A card with the curves at the left and the differences at the right.

    Attributes:
        runs: those that are compared.
        measure_field, along_field, close_box: what is drawn over what, and how closely.
        chart, differences: the curves and the table.

    Signals:
        curves_wanted: the curves of the runs are to be read.
    """

    curves_wanted = Signal()

    def __init__(self, actions: RunActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.runs: tuple[RunSummary, ...] = ()
        self.measure_field, self.along_field = ChoiceField(_MEASURES), ChoiceField(_ALONG)
        self.measure_field.setAccessibleName("What is drawn")
        self.measure_field.setToolTip("Which figure is drawn, a point an epoch.")
        self.measure_field.setMinimumContentsLength(12)
        self.along_field.setMinimumContentsLength(6)
        self.along_field.setAccessibleName("What it is drawn along")
        self.along_field.setToolTip("What the curves are drawn along: epochs, steps, or time.")
        self.close_box = QCheckBox("&Close up")
        self.close_box.setToolTip("Stretches the values of the later halves, where good runs differ by little.")
        for field in (self.measure_field, self.along_field):
            field.edited.connect(self._on_edited)
        self.chart, self.differences = CurveChart(), DifferenceTable()
        self.close_box.toggled.connect(self.chart.set_close)
        self._waiting = QLabel("Reading…")
        self._waiting.setProperty("role", "quiet")
        self._waiting.hide()
        controls = QHBoxLayout()
        controls.setSpacing(8)
        controls.addWidget(self.measure_field)
        controls.addWidget(self.along_field)
        controls.addWidget(self.close_box)
        controls.addWidget(self._waiting)
        controls.addStretch(1)
        curves = QVBoxLayout()
        curves.setSpacing(8)
        curves.addLayout(controls)
        curves.addWidget(self.chart, 1)
        facts = QVBoxLayout()
        facts.setSpacing(4)
        facts.addWidget(self.differences, 1)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(ActionButton(actions.remove, role="link"))
        facts.addLayout(last)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 10)
        layout.setSpacing(22)
        layout.addLayout(curves, 1)
        layout.addLayout(facts, 1)

    @property
    def measure(self) -> Measure:
        """Return what is drawn."""
        return cast("Measure", self.measure_field.value)

    @property
    def along(self) -> Along:
        """Return what it is drawn along."""
        return cast("Along", self.along_field.value)

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Compare these; their curves come a moment later."""
        if tuple(runs) == self.runs:
            return
        if [run.path for run in runs] != [run.path for run in self.runs]:
            self.chart.show_curves((), self.measure, self.along)
        self.runs = tuple(runs)
        self.differences.show_runs(self.runs)
        self._ask()

    def show_curves(self, read: CurvesRead) -> None:
        """Show the curves, unless others are wanted by now."""
        if (read.measure, read.along) == (self.measure, self.along):
            self._waiting.hide()
            self.chart.show_curves(read.curves, read.measure, read.along)

    @Slot()
    def give_up(self) -> None:
        """Wait no longer: the curves could not be read."""
        self._waiting.hide()

    def _ask(self) -> None:
        self._waiting.show()
        self.curves_wanted.emit()

    @Slot()
    def _on_edited(self) -> None:
        self._ask()
