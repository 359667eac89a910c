"""The window."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox

from cifar_desktop.ui.train.train_page import TrainPage


class MainWindow(QMainWindow):
    """Holds the pages, and is closed only when nothing is under way any more.

    Attributes:
        train_page: starts, shows and steers a training.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("CIFAR Desktop")
        self.setMinimumSize(960, 640)
        self.resize(1120, 760)
        self.train_page = TrainPage()
        self.train_page.failed.connect(self._on_failed)
        self.train_page.idle.connect(self._on_idle)
        self.setCentralWidget(self.train_page)
        self._is_closing = False

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask while a training is under way; then save it, and close once it has ended."""
        if not self.train_page.is_training:
            event.accept()
            return
        event.ignore()
        if self._is_closing:
            return
        answer = QMessageBox.question(
            self, "Training is under way", "Stop the training and close? It is saved and can be resumed."
        )
        if not self.train_page.is_training:  # it ended while the question was open
            event.setAccepted(answer == QMessageBox.StandardButton.Yes)
        elif answer == QMessageBox.StandardButton.Yes:
            self._is_closing = True
            self.train_page.cancel()

    @Slot()
    def _on_idle(self) -> None:
        """Close where that was asked for, unless there is something left to read: it could not be saved."""
        if self._is_closing and not self.train_page.has_failed:
            self.close()
        self._is_closing = False

    @Slot(str)
    def _on_failed(self, details: str) -> None:
        """Show a fault of the program with its traceback, which can be copied."""
        box = QMessageBox(QMessageBox.Icon.Critical, "Something went wrong", "The program met a fault of its own.")
        box.setInformativeText("Please report it with the details below; they can be copied.")
        box.setDetailedText(details)
        box.exec()
