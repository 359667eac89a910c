"""Shows what a weights file or a run folder holds, and offers what can be done with it."""

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cifar_desktop.ui.facts_table import FactsTable
from cifar_desktop.ui.opener import OpenedRun, OpenedWeights
from cifar_desktop.ui.plain_dialog import PlainDialog


class WeightsDialog(PlainDialog):
    """A weights file.

    Attributes:
        classify_button, evaluate_button, train_button: what can be done with it; the last one is disabled, with the
            reason, where that cannot be.

    Signals:
        classify_chosen, evaluate_chosen, train_chosen: the path of the weights.
    """

    classify_chosen = Signal(object)
    evaluate_chosen = Signal(object)
    train_chosen = Signal(object)

    def __init__(self, weights: OpenedWeights, parent: QWidget | None = None, *, why_not_train: str = "") -> None:
        super().__init__("These weights can be used", parent)
        self._path = weights.path
        self.body.addWidget(FactsTable(weights.facts))
        self.train_button = self.add_button(
            "&Train on from them", tip=why_not_train or "Sets up a training that begins with them."
        )
        self.train_button.setEnabled(not why_not_train)
        self.train_button.clicked.connect(self._on_train_clicked)
        self.evaluate_button = self.add_button("&Evaluate")
        self.evaluate_button.clicked.connect(self._on_evaluate_clicked)
        self.classify_button = self.add_button("C&lassify with them")
        self.classify_button.clicked.connect(self._on_classify_clicked)
        _fit(self)

    @Slot()
    def _on_evaluate_clicked(self) -> None:
        self.accept()
        self.evaluate_chosen.emit(self._path)

    @Slot()
    def _on_classify_clicked(self) -> None:
        self.accept()
        self.classify_chosen.emit(self._path)

    @Slot()
    def _on_train_clicked(self) -> None:
        self.accept()
        self.train_chosen.emit(self._path)


class RunDialog(PlainDialog):
    """A run folder.

    Attributes:
        resume_button: goes on with the training; disabled, with the reason, where that cannot be.
        folder_button: shows the folder in the system's file manager.

    Signals:
        resume_chosen: the path of the folder.
    """

    resume_chosen = Signal(object)

    def __init__(self, run: OpenedRun, parent: QWidget | None = None, *, why_not: str = "") -> None:
        super().__init__("A finished training" if run.is_finished else "An interrupted training", parent)
        self._path = run.path
        self.body.addWidget(FactsTable(run.facts))
        self.folder_button = self.add_button("Show &folder")
        self.folder_button.clicked.connect(self._on_folder_clicked)
        reason = "It has ended; there is nothing left to do." if run.is_finished else why_not
        self.resume_button = self.add_button("&Resume training", tip=reason or "Goes on from its last checkpoint.")
        self.resume_button.setEnabled(not reason)
        self.resume_button.clicked.connect(self._on_resume_clicked)
        _fit(self)

    @Slot()
    def _on_folder_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path)))

    @Slot()
    def _on_resume_clicked(self) -> None:
        self.accept()
        self.resume_chosen.emit(self._path)


def _fit(dialog: PlainDialog) -> None:
    """Make a dialog as large as its text needs, and no other size."""
    layout = dialog.layout()
    if isinstance(layout, QVBoxLayout):
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
