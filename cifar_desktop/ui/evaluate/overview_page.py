"""How good it is, in some figures and a table of the classes."""

import math

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cifar_desktop.evaluation.examination import Examination
from cifar_desktop.percentages import in_percent
from cifar_desktop.ui.evaluate.class_table import ClassTable
from cifar_desktop.ui.evaluate.evaluation_task import Evaluated
from cifar_desktop.ui.widgets.card import empty_card
from cifar_desktop.ui.widgets.empty_state import paragraph


class OverviewPage(QWidget):
    """Figures above, classes below.

    Attributes:
        figures: each figure by its name.
        notes: what the figures rest on besides the file; hidden where there is nothing to say.
        table: the classes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures: dict[str, QLabel] = {}
        self.notes = paragraph("", "quiet")
        self.table = ClassTable()
        row = QHBoxLayout()
        row.setSpacing(28)
        for name, tip in (
            ("F1, mean of the classes", "Precision and recall in one figure; every class counts the same."),
            ("Loss", "Cross entropy: 0 where the network was sure of every right answer. Lower is better."),
            ("Calibration error", "How far its “sure by” is from how often it is right, on average."),
            ("Get an answer", "The share of the pictures of which it does not say “Not sure”."),
        ):
            row.addWidget(self._figure(name, tip))
        row.addStretch(1)
        card = empty_card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(row)
        layout.addWidget(self.notes)
        layout.addWidget(card, 1)

    def show_result(self, evaluated: Evaluated) -> None:
        """Show the figures of this result."""
        examination = evaluated.examination
        metrics = examination.metrics
        self.figures["F1, mean of the classes"].setText(in_percent(metrics.macro.f1))
        self.figures["Loss"].setText(f"{metrics.loss:.3f}" if math.isfinite(metrics.loss) else "–")
        self.figures["Calibration error"].setText(in_percent(examination.calibrated.error))
        answered = _answered(examination)
        self.figures["Get an answer"].setText(in_percent(answered) if answered is not None else "–")
        self.notes.setText(" ".join(evaluated.notes))
        self.notes.setVisible(bool(evaluated.notes))
        self.table.show_metrics(metrics)

    def _figure(self, name: str, tip: str) -> QWidget:
        figure = QLabel("–")
        figure.setProperty("role", "figure")
        figure.setAccessibleName(name)
        label = QLabel(name)
        label.setProperty("role", "quiet")
        self.figures[name] = figure
        block = QWidget()
        block.setToolTip(tip)
        layout = QVBoxLayout(block)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(figure)
        layout.addWidget(label)
        return block


def _answered(examination: Examination) -> float | None:
    """Return the share that the rule for “not sure” lets through; None without a rule."""
    curve = examination.coverage
    if not curve.by_rule:
        return None
    return float(curve.share_answered[curve.chosen]) if curve.chosen is not None else 0.0
