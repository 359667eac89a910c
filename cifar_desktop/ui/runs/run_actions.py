"""What can be done with the chosen runs, for the buttons and the menu alike; what cannot be done says why."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from cifar_desktop.training.run_history import RunSummary
from cifar_desktop.ui.runs.run_words import count_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the runs are chosen in.

    Attributes:
        chosen: the runs.
        has_under_way: whether one of them is being trained, in this window or elsewhere.
        is_training: whether any is, in this window.
    """

    chosen: Sequence[RunSummary]
    has_under_way: bool = False
    is_training: bool = False

    @property
    def only(self) -> RunSummary | None:
        """Return the one run that is chosen; None where there are several, or none."""
        return self.chosen[0] if len(self.chosen) == 1 else None


class RunActions(QObject):
    """The actions.

    Attributes:
        resume, go_further, classify, evaluate: go on with the run, or with its weights.
        folder, rename, remove: look after it.
    """

    def __init__(self, parent: QObject, *, can_continue: bool) -> None:
        super().__init__(parent)
        self._can_continue = can_continue
        self.resume = QAction("&Resume", self)
        self.classify = QAction("&Classify with it", self)
        self.evaluate = QAction("E&valuate it", self)
        self.go_further = QAction("Train on from its &weights", self)
        self.folder = QAction("Open &folder", self)
        self.rename = QAction("Re&name", self)
        self.remove = QAction("Re&move", self)
        self.update_for(Situation(chosen=()))

    @property
    def all(self) -> tuple[QAction, ...]:
        """Return those that can be offered, in the order of a menu."""
        usual = (self.resume, self.go_further, self.classify, self.evaluate, self.folder, self.rename, self.remove)
        return tuple(action for action in usual if action.isVisible())

    def update_for(self, situation: Situation) -> None:
        """Allow what can be done with these runs."""
        run = situation.only
        self.resume.setVisible(run is not None and run.can_resume and not situation.has_under_way)
        self.go_further.setVisible(self._can_continue)
        busy = "A training is under way; it has to end first." if situation.is_training else ""
        self._allow(self.resume, "Goes on with its own settings, from where it was saved.", busy)
        no_weights = _no_weights(run)
        self._allow(self.classify, "Lets this network name your own photos.", no_weights)
        self._allow(self.evaluate, "Shows what this network gets right, and what it gets wrong.", no_weights)
        self._allow(self.go_further, "Begins a new training with what this network has learned.", no_weights or busy)
        one = "" if run else "Choose one run."
        self._allow(self.folder, "Shows the folder of the run in the file manager.", one)
        self._allow(self.rename, "Gives the run another name (F2); its folder keeps its own.", one)
        number = len(situation.chosen)
        self.remove.setText("Re&move" if number < 2 else f"Re&move {count_in_words(number)}")
        under_way = "A run that is being trained cannot be removed." if situation.has_under_way else ""
        self._allow(self.remove, "Takes it out of the list (Delete). It can be put back.", under_way)

    @staticmethod
    def _allow(action: QAction, tip: str, why_not: str) -> None:
        action.setEnabled(not why_not)
        action.setToolTip(why_not or tip)


class ActionButton(QPushButton):
    """Does what an action does, and looks as that says."""

    def __init__(self, action: QAction, parent: QWidget | None = None, *, role: str = "") -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self._action = action
        action.changed.connect(self._follow)
        self.clicked.connect(action.trigger)
        self._follow()

    def set_role(self, role: str) -> None:
        """Look different from now on."""
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)

    @Slot()
    def _follow(self) -> None:
        if self.text() != self._action.text():
            self.setText(self._action.text())
        self.setToolTip(self._action.toolTip())
        self.setEnabled(self._action.isEnabled())
        if not self._action.isVisible():
            self.hide()
        elif self.parent() is not None:  # one that stands alone would become a window
            self.show()


def _no_weights(run: RunSummary | None) -> str:
    """Return why there are no weights to use; empty where there are."""
    if run is None:
        return "Choose one run."
    return "" if run.weights else "It has no weights yet: nothing was saved."
