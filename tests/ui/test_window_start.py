"""What a window brings with it before it is seen, counted instead of timed."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.theme import apply_theme, dressed_afterwards

ROOT = Path(__file__).parents[2]
UNTIL_PAINTED = """
import sys
FOR_LATER = {"torch", "numpy", "PIL", "psutil", "pyqtgraph", "safetensors", "PySide6.QtMultimedia"}
from PySide6.QtWidgets import QApplication
from cifar_desktop.ui.main_window import MainWindow
app = QApplication([])

class Window(MainWindow):
    def paintEvent(self, event):
        print(*FOR_LATER & set(sys.modules))
        print("advanced" if "seed" in self.train_tab.form.rows else "folded away")
        self.paintEvent = super().paintEvent
        self.close()

window = Window()
window.show()
app.exec()
"""


def test_until_it_is_painted_a_window_loads_nothing_that_it_does_not_show() -> None:
    done = subprocess.run([sys.executable, "-c", UNTIL_PAINTED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[:2] == ["", "folded away"]


def test_what_is_built_undressed_is_dressed_afterwards(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, dark=False)
    style_sheet = app.styleSheet()
    with dressed_afterwards(app):
        assert app.styleSheet() == ""
        label = QLabel("What there is to learn")
        qtbot.addWidget(label)
        label.setProperty("role", "title")
    assert app.styleSheet() == style_sheet
    label.show()
    other = QLabel("Plain")
    qtbot.addWidget(other)
    other.show()
    assert label.fontInfo().pixelSize() == other.fontInfo().pixelSize() + 12
