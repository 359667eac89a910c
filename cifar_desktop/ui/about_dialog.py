"""What this is and which versions it is made of."""

import platform
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cifar_desktop import __version__, paths
from cifar_desktop.ui.engine_loader import Devices
from cifar_desktop.ui.facts_table import Facts, FactsTable, as_text
from cifar_desktop.ui.icon import program_icon
from cifar_desktop.ui.plain_dialog import PlainDialog

_ICON_PX = 64
_PACKAGES = ("torch", "torchvision", "numpy", "pillow", "pyqtgraph")


class AboutDialog(PlainDialog):
    """The icon, a sentence, and the versions, which can be copied into a report.

    Attributes:
        facts: what is listed.
        copy_button: copies it.
    """

    def __init__(self, devices: Devices | None, parent: QWidget | None = None) -> None:
        super().__init__("CIFAR Desktop", parent)
        self.setWindowTitle("About CIFAR Desktop")
        self.facts = _facts(devices)
        picture, words = (
            QLabel(),
            QLabel(
                "Train a small image classifier on your own computer, and watch it learn. Nothing is sent anywhere."
            ),
        )
        picture.setPixmap(program_icon().pixmap(_ICON_PX, _ICON_PX))
        words.setWordWrap(True)
        words.setMinimumWidth(380)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(picture)
        row.addWidget(words, 1)
        self.body.addLayout(row)
        self.body.addSpacing(6)
        self.body.addWidget(FactsTable(self.facts))
        self.copy_button = self.add_button("&Copy versions", tip="Copies this list, to be pasted into a report.")
        self.copy_button.clicked.connect(self._on_copy_clicked)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self.facts))
        self.copy_button.setText("Copied")


def _facts(devices: Devices | None) -> Facts:
    """Return versions and places; the engine's devices where it has said them."""
    facts = [
        ("CIFAR Desktop", __version__ + (", packaged" if paths.is_frozen() else "")),
        ("Python", platform.python_version()),
        ("Qt", f"{qVersion()}, through PySide6 {_version('PySide6-Essentials')}"),
        *((name, _version(name)) for name in _PACKAGES),
        ("System", f"{platform.platform()}, {platform.machine()}"),
        ("Windows shown by", QGuiApplication.platformName()),
    ]
    if devices:
        facts.append(("Devices", "; ".join(f"{device.name} ({device.title})" for device in devices.present)))
    return [*facts, ("Data and runs", str(paths.user_data())), ("Licence", "MIT")]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not known"
