"""The few things that the whole program can be told; each takes effect at once."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QRadioButton, QWidget

from cifar_desktop import paths
from cifar_desktop.ui.appearance import Appearance
from cifar_desktop.ui.plain_dialog import PlainDialog
from cifar_desktop.ui.settings import Settings, ThemeName

_THEMES: tuple[tuple[ThemeName, str], ...] = (("system", "As the &system"), ("light", "&Light"), ("dark", "&Dark"))
_WIDTH_PX = 520


class SettingsDialog(PlainDialog):
    """Theme, where things lie, and a way back to the defaults.

    Attributes:
        themes: a radio button for each theme, by its name.
        forget_button: forgets what is remembered.
        folder_button: shows the folder of data and runs.
    """

    def __init__(self, settings: Settings, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__("Settings", parent)
        self._settings, self._appearance = settings, appearance
        self.body.addWidget(_caption("Colours"))
        self.themes: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(22)
        for name, title in _THEMES:
            button = QRadioButton(title)
            button.setChecked(name == appearance.theme)
            button.setProperty("theme", name)
            group.addButton(button)
            row.addWidget(button)
            self.themes[name] = button
        row.addStretch(1)
        group.buttonToggled.connect(self._on_theme_toggled)
        self.body.addLayout(row)
        self.body.addSpacing(10)
        self.body.addWidget(_caption("Data and runs"))
        self.body.addWidget(_path(paths.user_data()))
        self.folder_button = QPushButton("&Open this folder")
        self.folder_button.setAutoDefault(False)
        self.folder_button.clicked.connect(self._on_folder_clicked)
        self.body.addWidget(self.folder_button, 0, Qt.AlignmentFlag.AlignLeft)
        hint = QLabel("To keep them elsewhere, set CIFAR_DESKTOP_HOME before you start the program.")
        hint.setProperty("role", "quiet")
        hint.setWordWrap(True)
        self.body.addWidget(hint)
        self.body.addStretch(1)
        self.forget_button = self.add_button(
            "&Forget what is remembered", tip="Window size, folders, last data and colours; your runs stay."
        )
        self.forget_button.clicked.connect(self._on_forget_clicked)
        self.setMinimumWidth(_WIDTH_PX)

    @Slot(object, bool)
    def _on_theme_toggled(self, button: QRadioButton, is_on: bool) -> None:
        if is_on:
            self._appearance.choose(button.property("theme"))

    @Slot()
    def _on_folder_clicked(self) -> None:
        paths.user_data().mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.user_data())))

    @Slot()
    def _on_forget_clicked(self) -> None:
        self._settings.forget()
        self.themes["system"].setChecked(True)
        self._appearance.choose("system")
        self.forget_button.setText("Forgotten")
        self.forget_button.setEnabled(False)
        self.close_button.setFocus()


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label


def _path(path: Path) -> QLabel:
    label = QLabel(str(path))
    label.setProperty("role", "command")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
