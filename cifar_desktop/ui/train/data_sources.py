"""The choice between the bundled sample and a CIFAR-10 on this computer."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QLabel,
    QMenu,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from cifar_desktop.ui.train.data_words import PathLabel

SAMPLE = "sample"  # as cifar_desktop.data.open has it, whose import brings torch along
_INDENT = 26  # of what stands below a radio button


class SourceChooser(QWidget):
    """Two radio buttons, each with a quiet line below it, and a button that leads to any other place.

    Signals:
        chosen: a source that is not the one shown as chosen: "sample" or a path.
        opened: a path picked in a dialog, perhaps the one that is chosen already.
    """

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = SAMPLE
        self._disk: str | None = None
        self._build()

    def show_sources(self, chosen: str, disk: str | None) -> None:
        """Show which source is chosen, and the path of the other one where there is one."""
        self._shown, self._disk = chosen, disk
        self.disk_button.setVisible(disk is not None)
        self.disk_path.setVisible(disk is not None)
        self.disk_path.show_path(disk or "")
        self.disk_button.setToolTip(disk or "")
        (self.sample_button if chosen == SAMPLE else self.disk_button).setChecked(True)

    def set_sample_size(self, num_train: int, num_test: int) -> None:
        """Say how many photos the sample has."""
        self.sample_words.setText(f"{num_train + num_test:,} photos that came with the program")

    def set_locked(self, locked: bool, reason: str) -> None:
        """Keep the choice readable, but let nobody change it."""
        for widget in (self.sample_button, self.disk_button, self.choose_button):
            widget.setEnabled(not locked)
        self.sample_button.setToolTip(reason if locked else "")
        self.choose_button.setToolTip(reason if locked else self._CHOOSE_HELP)
        self.disk_button.setToolTip(reason if locked else self._disk or "")

    _CHOOSE_HELP = "Opens a CIFAR-10 that lies somewhere else: its folder, or the archive as it was downloaded"

    def _build(self) -> None:
        self.sample_button = QRadioButton("&Bundled sample")
        self.sample_words = QLabel()
        self.sample_words.setProperty("role", "quiet")
        self.disk_button = QRadioButton("CIFAR-10 &on this computer")
        self.disk_path = PathLabel()
        group = QButtonGroup(self)
        for button in (self.sample_button, self.disk_button):
            group.addButton(button)
            button.clicked.connect(self._on_clicked)
        self.choose_button = QPushButton("C&hoose a folder or archive…")
        self.choose_button.setToolTip(self._CHOOSE_HELP)
        menu = QMenu(self.choose_button)
        for text, slot in (
            ("A &folder…", self.choose_folder),
            ("An &archive (cifar-10-python.tar.gz)…", self.choose_archive),
        ):
            action = QAction(text, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        self.choose_button.setMenu(menu)
        rows = QGridLayout()
        rows.setHorizontalSpacing(0)
        rows.setVerticalSpacing(2)
        rows.setColumnMinimumWidth(0, _INDENT)
        rows.setColumnStretch(1, 1)
        rows.addWidget(self.sample_button, 0, 0, 1, 2)
        rows.addWidget(self.sample_words, 1, 1)
        rows.setRowMinimumHeight(2, 6)
        rows.addWidget(self.disk_button, 3, 0, 1, 2)
        rows.addWidget(self.disk_path, 4, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(rows)
        layout.addWidget(self.choose_button)
        self.show_sources(SAMPLE, None)

    @Slot()
    def _on_clicked(self) -> None:
        wanted = SAMPLE if self.sample_button.isChecked() else self._disk
        if wanted and wanted != self._shown:
            self.chosen.emit(wanted)

    @Slot()
    def choose_folder(self) -> None:
        """Ask for a folder."""
        dialog = self._dialog("Choose the folder of CIFAR-10")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    @Slot()
    def choose_archive(self) -> None:
        """Ask for an archive."""
        dialog = self._dialog("Choose the archive of CIFAR-10")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["Archives (*.tar.gz *.tgz)", "All files (*)"])
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        """Return a dialog that begins where CIFAR-10 lies, and is gone once it is closed."""
        start = Path(self._disk).parent if self._disk else Path.home()
        dialog = QFileDialog(self.window(), title, str(start))
        dialog.fileSelected.connect(self.opened)
        dialog.finished.connect(dialog.deleteLater)
        return dialog
