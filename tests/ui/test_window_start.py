"""What a window brings with it before it is seen, counted instead of timed."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.theme import apply_theme, dressed_afterwards

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 100_000  # importing torch on a machine that does much else
TITLES = ("Train", "Evaluate", "Classify", "Runs")
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

UNTIL_THE_FRAME_IS_PAINTED = """
import sys
from PySide6.QtWidgets import QApplication
from cifar_desktop.ui.main_window import MainWindow
app = QApplication([])

class Window(MainWindow):
    def paintEvent(self, event):
        print(*sorted(name for name in sys.modules if name.startswith("cifar_desktop.ui.train")))
        print(*(self.tabs.tabText(index) for index in range(self.tabs.count())))
        self.paintEvent = super().paintEvent
        self.close()

window = Window(fills_later=True)
window.show()
app.exec()
print("filled" if window.is_filled else "blank")
"""


def test_until_it_is_painted_a_window_loads_nothing_that_it_does_not_show() -> None:
    done = subprocess.run([sys.executable, "-c", UNTIL_PAINTED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[:2] == ["", "folded away"]


def test_the_frame_needs_nothing_of_what_stands_in_the_tabs() -> None:
    program = UNTIL_THE_FRAME_IS_PAINTED
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["", "Train Evaluate Classify Runs", "blank"]


def test_tabs_are_filled_after_the_first_picture_and_then_the_engine_loads(qtbot: QtBot) -> None:
    settings = Settings()
    settings.tab = "evaluate"
    window = MainWindow(settings, fills_later=True)
    assert [window.tabs.tabText(index) for index in range(window.tabs.count())] == [*TITLES]
    assert not window.is_filled
    with qtbot.waitSignal(window.filled):
        window.show()
    in_order = [window.train_tab, window.evaluate_tab, window.classify_tab, window.runs_tab]
    assert [window.tabs.widget(index) for index in range(window.tabs.count())] == in_order
    assert [window.tabs.tabText(index) for index in range(window.tabs.count())] == [*TITLES]
    assert window.tabs.currentWidget() is window.evaluate_tab
    assert window.evaluate_tab.isAncestorOf(window.focusWidget())
    with qtbot.waitSignal(window.engine_ready, timeout=PATIENCE_MS):
        pass
    window.close()
    assert window.wait(PATIENCE_MS)
    window.deleteLater()


def test_who_asks_for_a_tab_before_the_first_picture_gets_it(qtbot: QtBot) -> None:
    window = MainWindow(fills_later=True)
    qtbot.addWidget(window)
    tab = window.classify_tab
    assert window.is_filled
    assert window.tabs.widget(2) is tab
    window.fill()
    assert window.classify_tab is tab
    assert window.tabs.count() == len(TITLES)


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
