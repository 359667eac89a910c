"""The licences of this program and of what it is made of, each in full where it was installed with its text."""

from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPlainTextEdit, QWidget

from cifar_desktop import paths
from cifar_desktop.ui.plain_dialog import PlainDialog

_QT_NOTE = (
    "Qt and PySide6 are used under the GNU Lesser General Public License, version 3. They are kept as separate "
    "libraries that you may replace with your own builds of the same version. Their source is at https://code.qt.io, "
    "the text of the licence at https://www.gnu.org/licenses/lgpl-3.0.html."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something that the program is made of.

    Attributes:
        name, licence: as people call them.
        package: under which its files are installed.
        note: what there is to say besides the licence's text.
    """

    name: str
    licence: str
    package: str
    note: str = ""


PARTS = (
    Part(name="CIFAR Desktop", licence="MIT", package="cifar-desktop"),
    Part(name="Qt and PySide6", licence="LGPL-3.0", package="PySide6-Essentials", note=_QT_NOTE),
    Part(name="PyTorch", licence="BSD-3-Clause", package="torch"),
    Part(name="torchvision", licence="BSD-3-Clause", package="torchvision"),
    Part(name="NumPy", licence="BSD-3-Clause", package="numpy"),
    Part(name="Pillow", licence="MIT-CMU", package="pillow"),
    Part(name="pyqtgraph", licence="MIT", package="pyqtgraph"),
    Part(name="safetensors", licence="Apache-2.0", package="safetensors"),
    Part(name="psutil", licence="BSD-3-Clause", package="psutil"),
    Part(name="platformdirs", licence="MIT", package="platformdirs"),
)


class LicencesDialog(PlainDialog):
    """A list of parts, and the licence of the one that is chosen.

    Attributes:
        parts: the list.
        text: the licence.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Licences", parent)
        self.parts = QListWidget()
        self.parts.setAccessibleName("Parts of the program")
        self.parts.setFixedWidth(250)
        self.parts.addItems([f"{part.name} · {part.licence}" for part in PARTS])
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Licence")
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.parts.currentRowChanged.connect(self._on_row_changed)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.parts)
        row.addWidget(self.text, 1)
        self.body.addLayout(row)
        self.parts.setCurrentRow(0)
        self.resize(1060, 600)  # licences are broken into lines of 80 letters

    @Slot(int)
    def _on_row_changed(self, row: int) -> None:
        self.text.setPlainText(licence_text(PARTS[row]))


def licence_text(part: Part) -> str:
    """Return what there is to read about a part's licence."""
    try:
        installed = distribution(part.package)
    except PackageNotFoundError:
        installed = None
    text = _own_licence() if part.package == "cifar-desktop" else _shipped_licence(installed)
    heading = f"{part.name} {installed.version}" if installed else part.name
    paragraphs = [f"{heading} is under the licence {part.licence}.", part.note, text]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _own_licence() -> str:
    """Return our own: in a checkout it lies beside the resources; an installed package carries it as others do."""
    try:
        return (paths.resources().parent / "LICENSE").read_text(encoding="utf-8")
    except OSError:
        try:
            return _shipped_licence(distribution("cifar-desktop"))
        except PackageNotFoundError:
            return ""


def _shipped_licence(installed: Distribution | None) -> str:
    """Return the first licence file of a package, which is that of the package itself and not of what is in it."""
    files = (installed.files or []) if installed else []
    names = [
        file for file in files if file.stem.upper() in ("LICENSE", "LICENCE", "COPYING") and "dist-info" in str(file)
    ]
    for name in sorted(names, key=lambda file: len(file.parts)):
        try:
            return Path(str(name.locate())).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
    return ""
