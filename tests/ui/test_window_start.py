"""What a window brings with it before it is seen, counted instead of timed."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.settings import Settings, TabName
from cifar_desktop.ui.theme import apply_theme, dressed_afterwards
from tests.ui.classify.made_photos import make_photo, png_of

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
from PySide6 import QtCore, QtWidgets
from cifar_desktop.ui.app import make_application
from cifar_desktop.ui.main_window import MainWindow
app = make_application([])

class Window(MainWindow):
    def paintEvent(self, event):
        print(*sorted(name for name in sys.modules if name.startswith("cifar_desktop.ui.train")))
        print(*(self.tabs.tabText(index) for index in range(self.tabs.count())))
        print("every name of Qt's" if "Qt" in vars(QtCore) or "QStyle" in vars(QtWidgets) else "a few names")
        print(*sorted({"cifar_desktop.tasks", "cifar_desktop.ui.task_thread"} & set(sys.modules)))
        self.paintEvent = super().paintEvent
        self.close()

window = Window(fills_later=True)
window.show()
app.exec()
print("filled" if window.is_filled else "blank")
"""

READ_UNTIL_IT_IS_FULL = """
import linecache
from cifar_desktop.ui.app import run_app

def attend(window, faults):
    window.filled.connect(lambda: print(*sorted(name for name in linecache.cache if "cifar_desktop" in name)))
    window.filled.connect(window.close)

run_app([], attend)
import cifar_desktop.cli.train  # and it can still be imported
"""

WHILE_IT_STARTS = """
import gc, sys
from PySide6.QtCore import QTimer
from cifar_desktop.ui.app import run_app

def tell(when):
    print(when, gc.isenabled(), gc.get_freeze_count() > 0, "torch" in sys.modules)

def attend(window, faults):
    window.filled.connect(lambda: tell("filled"))
    window.engine_ready.connect(lambda: QTimer.singleShot(0, end))

    def end():
        tell("loaded")
        window.close()

run_app([], attend)
tell("closed")
"""


def test_until_it_is_painted_a_window_loads_nothing_that_it_does_not_show() -> None:
    done = subprocess.run([sys.executable, "-c", UNTIL_PAINTED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[:2] == ["", "folded away"]


def test_the_frame_needs_nothing_of_what_stands_in_the_tabs() -> None:
    program = UNTIL_THE_FRAME_IS_PAINTED
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["", "Train Evaluate Classify Runs", "a few names", "", "blank"]


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


def test_garbage_is_not_looked_for_until_it_has_started() -> None:
    program = [sys.executable, "-c", WHILE_IT_STARTS]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["filled False False False", "loaded True True True", "closed True True True"]


def test_no_source_is_read_for_spellings_of_qts_names_that_nothing_uses() -> None:
    program = [sys.executable, "-c", READ_UNTIL_IT_IS_FULL]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [""]


@pytest.mark.parametrize(
    ("tab", "order"), [("classify", ["weights", "devices"]), ("train", ["devices", "weights"])], ids=lambda what: what
)
def test_what_the_tab_in_front_needs_is_loaded_first(qtbot: QtBot, tab: TabName, order: list[str]) -> None:
    settings = Settings()
    settings.tab = tab
    window = MainWindow(settings, fills_later=True)
    desk, came = window.classify_tab.session.desk, []
    desk.weights_opened.connect(lambda: came.append("weights"))
    window.engine_ready.connect(lambda: came.append("devices"))
    window.show()
    qtbot.waitUntil(lambda: len(came) == 2, timeout=PATIENCE_MS)
    assert came == order
    window.close()
    assert window.wait(PATIENCE_MS)
    window.deleteLater()


def test_who_asks_for_a_photo_is_answered_before_devices_are_looked_for(qtbot: QtBot) -> None:
    settings = Settings()
    settings.tab = "classify"
    window = MainWindow(settings, fills_later=True)
    session, came = window.classify_tab.session, []
    session.desk.answered.connect(lambda: came.append("answer"))
    window.engine_ready.connect(lambda: came.append("devices"))
    session.give([PhotoSource(name="One photo", content=png_of(make_photo(0)))])
    window.show()
    qtbot.waitUntil(lambda: len(came) == 2, timeout=PATIENCE_MS)
    assert came == ["answer", "devices"]
    window.close()
    assert window.wait(PATIENCE_MS)
    window.deleteLater()


def test_the_first_picture_wears_the_systems_colours(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, dark=True)  # what a system may look like
    window = MainWindow(fills_later=True)
    qtbot.addWidget(window)
    assert window.appearance.is_dark
    apply_theme(app, dark=False)  # it wants something else than its colours say
    window.fill()
    assert not window.appearance.is_dark


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
