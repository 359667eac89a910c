"""The Runs tab: every training so far, looked into, compared, tidied up and gone on with.

What it holds is made when it is first shown. How the window uses it:

    tab = RunsTab()     # runs=… for another folder; can_continue=True once somebody begins trainings with weights
    tab.failed.connect(errors.show)
    tab.classify_with.connect(window.classify_with)         # Path of a weights file
    tab.evaluate_with.connect(window.evaluate_with)         # Path of a weights file
    tab.resume_requested.connect(window.resume_run)         # Path of a run folder
    tab.continue_from.connect(window.train_on_from)         # Path of a weights file; only with can_continue=True
    # from the training in this window, as soon as its folder is known, and when it has ended however it ended:
    tab.on_training_began(folder)
    tab.on_training_ended()
    # when the window closes:
    tab.shut_down(); tab.wait(timeout_ms)                   # a note that was just typed is written even then

It reads the runs anew whenever it is shown, and when a training began or ended; `refresh()` does so too.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from cifar_desktop import paths
from cifar_desktop.ui.widgets.lazy_tab import LazyTab

if TYPE_CHECKING:
    from cifar_desktop.ui.runs.runs_page import RunsPage


class RunsTab(LazyTab["RunsPage"]):
    """Passes on to its page what others tell it, and to others what is wanted of them.

    Signals:
        classify_with: the path of the weights that photos are to be labelled with.
        evaluate_with: the path of the weights that are to be measured.
        resume_requested: the path of the run that is to go on.
        continue_from: the path of the weights that a new training is to begin with.
    """

    classify_with = Signal(object)
    evaluate_with = Signal(object)
    resume_requested = Signal(object)
    continue_from = Signal(object)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        runs: Callable[[], Path] = paths.default_runs,
        can_continue: bool = False,
    ) -> None:
        """Show the runs below a folder; `can_continue` tells whether somebody begins trainings with weights."""
        super().__init__(parent)
        self._runs, self._can_continue = runs, can_continue
        self._under_way: Path | None = None
        self._at_rest: set[Path] = set()

    # What others ask of it

    @Slot()
    def refresh(self) -> None:
        """Read the runs anew, if anybody has looked at them yet."""
        if self._page and not self._is_shut_down:
            self._page.refresh()

    @Slot(object)
    def on_training_began(self, folder: Path) -> None:
        """Protect the run that is being trained."""
        self._under_way = folder
        self._at_rest.discard(folder)
        self._tell_page()

    @Slot()
    def on_training_ended(self) -> None:
        """Show what has become of it."""
        if self._under_way:
            self._at_rest.add(self._under_way)
        self._under_way = None
        self._tell_page()

    def _prepare(self, page: "RunsPage") -> None:
        """Have the runs as they are now."""
        page.refresh()

    def _tell_page(self) -> None:
        if self._page:
            self._page.set_training(self._under_way, at_rest=self._at_rest)
            self.refresh()

    def _make_page(self) -> "RunsPage":
        from cifar_desktop.ui.runs.runs_page import RunsPage

        page = RunsPage(self._runs, can_continue=self._can_continue)
        page.classify_with.connect(self.classify_with)
        page.evaluate_with.connect(self.evaluate_with)
        page.resume_requested.connect(self.resume_requested)
        page.continue_from.connect(self.continue_from)
        page.failed.connect(self.failed)
        page.set_training(self._under_way, at_rest=self._at_rest)
        return page
