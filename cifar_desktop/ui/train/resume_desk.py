"""Offers interrupted runs, and deletes what is to be discarded, after asking once."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from cifar_desktop.ui.train.resume_banner import ResumeBanner
from cifar_desktop.ui.train.resume_finder import ResumeFinder
from cifar_desktop.ui.train.run_discard_dialog import RunDiscardDialog
from cifar_desktop.ui.train.training_words import run_name

if TYPE_CHECKING:
    from cifar_desktop.training.find_interrupted import InterruptedRun

_DISCARD = "Everything that it has learned is deleted, the curves and weights in its folder too."


class ResumeDesk(QObject):
    """Looks for runs, shows them on its banner, and asks before one is discarded.

    Attributes:
        banner: where they are offered.
        question: the dialog that asks; None while nothing is asked.

    Signals:
        resume_wanted: the path of a run that is to go on.
        failed: a TaskFailed.
    """

    resume_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, runs: Callable[[], Path], is_training: Callable[[], bool], owner: QWidget) -> None:
        super().__init__(owner)
        self._owner, self._is_training = owner, is_training
        self._to_remove: Path | None = None
        self._finder = ResumeFinder(runs, self)
        self._finder.found.connect(self._on_found)
        self._finder.failed.connect(self._on_finder_failed)
        self.banner = ResumeBanner()
        self.banner.resume_wanted.connect(self.resume_wanted)
        self.banner.discard_wanted.connect(self._on_discard_wanted)
        self.question: RunDiscardDialog | None = None

    def look(self) -> None:
        """Look for interrupted runs, on a thread."""
        self._finder.look()

    def ask_about_training(self, when_discarded: Callable[[], None]) -> None:
        """Ask whether the training under way is to be discarded."""
        self._ask(f"The training ends after this batch. {_DISCARD}", "&Keep training", when_discarded)

    def take_back(self) -> None:
        """Ask no more: what was asked about has ended."""
        if self.question:
            self.question.reject()

    def shut_down(self) -> None:
        """Look no more."""
        self._finder.shut_down()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is looked for or deleted; tell whether that came about."""
        return self._finder.wait(timeout_ms)

    def _ask(self, words: str, keep_text: str, when_discarded: Callable[[], None]) -> None:
        if self.question is None:
            self.question = RunDiscardDialog(words, self._owner, keep_text=keep_text)
            self.question.discard_chosen.connect(when_discarded)
            self.question.finished.connect(self._on_answered)
            self.question.open()

    @Slot(int)
    def _on_answered(self, _answer: int) -> None:
        self.question = None

    @Slot(object)
    def _on_found(self, runs: "list[InterruptedRun]") -> None:
        """Offer what was found; while a training runs, its own folder looks like an interrupted one."""
        self.banner.show_runs([] if self._is_training() else runs)

    @Slot(object)
    def _on_finder_failed(self, failure: object) -> None:
        self.failed.emit(failure)
        self.look()

    @Slot(object)
    def _on_discard_wanted(self, run: "InterruptedRun") -> None:
        self._to_remove = run.path
        self._ask(
            f"{run_name(run)}, in the folder “{run.path.name}”. {_DISCARD}",
            "&Keep it",
            self._on_removal_chosen,
        )

    @Slot()
    def _on_removal_chosen(self) -> None:
        if self._to_remove and not self._is_training():
            self._finder.remove(self._to_remove)
