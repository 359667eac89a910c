"""How a training ended: what the network can do now, and what can be done with it."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cifar_desktop.training.events import RunFinished
from cifar_desktop.ui.train.data_words import PathLabel
from cifar_desktop.ui.train.status_words import duration, percent


class ResultCard(QWidget):
    """The accuracy, large; how it came about; where the weights are; what comes next.

    Attributes:
        weights: the file; None before the first result.
        accuracy, test_words: the figure, and of what.
        classify_button, evaluate_button, again_button, further_button, folder_button, copy_button: what can be done.

    Signals:
        classify_wanted: the path of the weights.
        evaluate_wanted: the path of the weights.
        again_wanted: another training.
        further_wanted: the path of the weights, for a training that begins with them.
    """

    classify_wanted = Signal(object)
    evaluate_wanted = Signal(object)
    again_wanted = Signal()
    further_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weights: Path | None = None
        self.accuracy = QLabel()
        self.accuracy.setProperty("role", "title")
        self.accuracy.setStyleSheet("font-size: 40px; font-weight: 600;")
        self.accuracy.setAccessibleName("Accuracy on the test photos")
        self.test_words = _quiet()
        self.test_words.setToolTip("Measured once, at the very end, on photos that no choice was made by.")
        self.facts = {name: _fact() for name in ("Best in checks", "Time")}
        self.path = PathLabel()
        self._build_buttons()
        self._lay_out()

    def show_result(self, finished: RunFinished, num_test: int | None) -> None:
        """Show how it ended; `num_test` is how many test photos there were, where that is known."""
        self.weights = finished.weights
        self.accuracy.setText(percent(finished.test_accuracy))
        photos = f"{num_test:,} test photos" if num_test else "the test photos"
        self.test_words.setText(f"of {photos} named right")
        best = finished.best_validation_accuracy
        epoch = f"epoch {finished.best_epoch:,}" if finished.best_epoch else "the first epoch, unfinished"
        self.facts["Best in checks"].setText(f"{percent(best)} in {epoch}" if best is not None else f"{epoch}")
        epochs = f"{finished.num_epochs:,} epoch{'' if finished.num_epochs == 1 else 's'}"
        self.facts["Time"].setText(f"{duration(finished.seconds)} for {epochs}")
        self.path.show_path(str(finished.weights))
        self.copy_button.setText("Copy path")

    def allow_again(self, problem: str) -> None:
        """Let another training start, or say why none can."""
        self.again_button.setEnabled(not problem)
        self.again_button.setToolTip(problem or "Trains once more, with the settings on the left (Ctrl+Return).")

    def _build_buttons(self) -> None:
        self.classify_button = QPushButton("&Classify with these weights")
        self.classify_button.setProperty("role", "primary")
        self.classify_button.setToolTip("Lets this network name your own photos.")
        self.classify_button.clicked.connect(self._on_classify_clicked)
        self.evaluate_button = QPushButton("&Evaluate")
        self.evaluate_button.setToolTip("Shows what this network gets right, and what it gets wrong.")
        self.evaluate_button.clicked.connect(self._on_evaluate_clicked)
        self.again_button = QPushButton("&Train again")
        self.again_button.clicked.connect(self.again_wanted)
        self.further_button = _link("Train on", "Sets up another training that begins with these weights.")
        self.further_button.clicked.connect(self._on_further_clicked)
        self.folder_button = _link("Open folder", "Shows the folder of the run in the file manager.")
        self.folder_button.clicked.connect(self._on_folder_clicked)
        self.copy_button = _link("Copy path", "Copies where the weights are, for other programs.")
        self.copy_button.clicked.connect(self._on_copy_clicked)

    def _lay_out(self) -> None:
        figure = QVBoxLayout()
        figure.setSpacing(0)
        figure.addWidget(self.accuracy)
        figure.addWidget(self.test_words)
        facts = QGridLayout()
        facts.setHorizontalSpacing(10)
        facts.setVerticalSpacing(4)
        facts.setRowStretch(0, 1)
        for row, (name, value) in enumerate(self.facts.items(), start=1):
            facts.addWidget(_quiet(name), row, 0)
            facts.addWidget(value, row, 1)
        facts.setColumnStretch(1, 1)
        head = QHBoxLayout()
        head.setSpacing(20)
        head.addLayout(figure)
        head.addLayout(facts, 1)
        where = QHBoxLayout()
        where.setSpacing(6)
        where.addWidget(_quiet("Weights"))
        where.addSpacing(8)
        where.addWidget(self.path, 1)
        where.addWidget(self.further_button)
        where.addWidget(self.folder_button)
        where.addWidget(self.copy_button)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for button in (self.classify_button, self.evaluate_button, self.again_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addLayout(where)
        layout.addLayout(buttons)

    @Slot()
    def _on_classify_clicked(self) -> None:
        self.classify_wanted.emit(self.weights)

    @Slot()
    def _on_evaluate_clicked(self) -> None:
        self.evaluate_wanted.emit(self.weights)

    @Slot()
    def _on_further_clicked(self) -> None:
        self.further_wanted.emit(self.weights)

    @Slot()
    def _on_folder_clicked(self) -> None:
        if self.weights:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.weights.parent)))

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(str(self.weights))
        self.copy_button.setText("Copied")


def _quiet(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "quiet")
    return label


def _fact() -> QLabel:
    label = QLabel()
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _link(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "link")
    button.setToolTip(tip)
    return button
