"""The beginning and the end of a self-test: the window comes, the engine loads, the window closes."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication

from cifar_desktop.ui.self_test.person import Person
from cifar_desktop.ui.self_test.script import Script, Step, need, until
from cifar_desktop.ui.window_place import USUAL_SIZE

if TYPE_CHECKING:
    from cifar_desktop.ui.main_window import MainWindow

OPEN, LOAD, CLOSE = "open the window", "load the engine", "close the window"


class WindowSteps:
    """Looks at the window as a whole."""

    def __init__(self, window: "MainWindow", person: Person) -> None:
        self._window, self._person = window, person

    def first(self) -> tuple[Step, ...]:
        """Return what comes before everything."""
        return (
            Step(name=OPEN, expected="The window is there, with text that can be read.", script=self._open),
            Step(name=LOAD, expected="PyTorch loads behind the window.", script=self._load, needs=(OPEN,)),
        )

    def last(self) -> tuple[Step, ...]:
        """Return what comes after everything."""
        return (
            Step(
                name=CLOSE,
                expected="The window closes, nothing runs on behind it, and what is to be remembered is written.",
                script=self._close,
                needs=(OPEN,),
                has_picture=False,
            ),
        )

    def told_problem(self) -> str:
        """Return what the window tells of something that went wrong; empty where nothing did."""
        dialog = self._window.errors.dialog
        if dialog is None:
            return ""
        problem = dialog.problem
        return " ".join(
            filter(None, (problem.title + ":", problem.what, problem.kept, problem.remedy, problem.details))
        )

    def description(self) -> str:
        """Return in which state the window is, for whoever looks for a fault."""
        window, panel = self._window, self._window.train_tab.run_panel
        dialog = QApplication.activeModalWidget()
        return " ".join(
            (
                f"The tab {window.tabs.tabText(window.tabs.currentIndex())} is in front;",
                f"the training is {window.train_tab.session.state.value} (“{panel.title.text()}”);",
                f"the status line says “{window.status.engine.text()}”;",
                f"over it stands “{dialog.windowTitle()}”." if dialog else "no dialog is open.",
            )
        )

    def _open(self) -> Script:
        window = self._window
        yield until(window.isVisible, "the window")
        if QGuiApplication.platformName() == "offscreen":  # whose screen is too small for the usual window
            window.resize(USUAL_SIZE)
        yield until(lambda: window.engine.is_loading or window.engine.devices or window.engine.failure, "its painting")
        need(QFontDatabase.families(), "Qt finds no font: nothing in the window can be read.")
        tabs = [window.tabs.tabText(index) for index in range(window.tabs.count())]
        need(window.tabs.isVisible() and len(tabs) > 1, "The window has no tabs.")
        place = f"{window.width()} x {window.height()} pixels on “{QGuiApplication.platformName()}”"
        return f"{place}, with the tabs {', '.join(tabs)}."

    def _load(self) -> Script:
        engine = self._window.engine
        yield until(lambda: engine.devices or engine.failure, "the engine")
        need(not engine.failure, engine.failure)
        return f"The status line says “{self._window.status.engine.text()}”."

    def _close(self) -> Script:
        window = self._window
        window.close()
        yield until(lambda: not window.isVisible(), "the window to close")
        need(window.wait(0), "Something still runs on a thread.")
        need(window.settings.path.is_file(), "The settings were not written.")
        return "It is gone, and its settings are written."
