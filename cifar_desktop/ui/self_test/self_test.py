"""Puts a self-test together: who acts, who listens, who writes."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from cifar_desktop.ui.self_test.person import Person
from cifar_desktop.ui.self_test.photo_steps import PhotoSteps
from cifar_desktop.ui.self_test.report import Report
from cifar_desktop.ui.self_test.result_steps import ResultSteps
from cifar_desktop.ui.self_test.runner import Runner
from cifar_desktop.ui.self_test.training_steps import TrainingSteps
from cifar_desktop.ui.self_test.troubles import Troubles
from cifar_desktop.ui.self_test.watchdog import Watchdog
from cifar_desktop.ui.self_test.window_steps import WindowSteps

if TYPE_CHECKING:
    from cifar_desktop.ui.fault_hook import FaultHook
    from cifar_desktop.ui.main_window import MainWindow

EXIT_HUNG = 1


class SelfTest:
    """Is to be made before the window, and told of it before it is shown.

    Attributes:
        report: what came of it.
    """

    def __init__(self, folder: Path, *, training_s: int, say: Callable[[str], None]) -> None:
        """Leave everything in `folder`, train for `training_s`, and `say` a line about each step."""
        self.report = Report(folder, say)
        self._folder, self._training_s, self._say = folder, training_s, say
        self._troubles = Troubles()  # from here on: Qt may warn of something before there is a window
        self._watchdog: Watchdog | None = None

    def attend(self, window: "MainWindow", faults: "FaultHook") -> None:
        """Begin, as soon as the event loop runs."""
        QApplication.setQuitOnLastWindowClosed(False)  # how the window closes is to be seen too
        faults.met.connect(self._troubles.on_fault)
        self._watchdog = Watchdog(self._bite)
        person = Person()
        around = WindowSteps(window, person)
        steps = (
            *around.first(),
            *PhotoSteps(window, person, self._folder / "home" / "photos").steps(),
            *TrainingSteps(window, person, self._training_s).steps(),
            *ResultSteps(window, person).steps(),
            *around.last(),
        )
        runner = Runner(
            window,
            steps,
            report=self.report,
            troubles=self._troubles,
            watchdog=self._watchdog,
            folder=self._folder,
            told_problem=around.told_problem,
            describe=around.description,
            clear_up=window.errors.dismiss,
        )
        runner.done.connect(QApplication.quit)
        runner.start()

    def end(self) -> None:
        """Listen and watch no longer."""
        if self._watchdog:
            self._watchdog.leave()
        self._troubles.remove()

    def _bite(self, words: str) -> None:
        """End the program: its window hangs, and with it everything that could end in order."""
        if self.report.results and not self.report.is_complete:
            result = self.report.results[-1]
            result.ok, result.error = False, words
            self.report.end()
        self._say("The program was ended, because its window hung.")
        os._exit(EXIT_HUNG)
