"""What the Runs tab holds: the list of runs, and below it the one that is chosen, or several compared."""

from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from cifar_desktop.training.run_difference import MOST
from cifar_desktop.ui.runs.comparison import Comparison
from cifar_desktop.ui.runs.run_actions import RunActions, Situation
from cifar_desktop.ui.runs.run_details import RunDetails
from cifar_desktop.ui.runs.run_table import RunTable
from cifar_desktop.ui.runs.run_table_model import RunTableModel
from cifar_desktop.ui.runs.runs_desk import CurvesRead, HistoryRead, RunsDesk, RunsRemoved, RunsRestored
from cifar_desktop.ui.runs.runs_layout import RunsLayout
from cifar_desktop.ui.task_thread import TaskFailed


class RunsPage(QWidget):
    """Connects the list, the details, the comparison and the desk that reads and writes.

    Attributes:
        desk: reads and changes the runs.
        run_actions: what can be done with the chosen ones.
        model, table: the list.
        details, comparison: what is below it.
        places: where everything lies.

    Signals:
        classify_with, evaluate_with, continue_from: the path of weights.
        resume_requested: the path of a run.
        failed: a TaskFailed or a UserError.
    """

    classify_with = Signal(object)
    evaluate_with = Signal(object)
    continue_from = Signal(object)
    resume_requested = Signal(object)
    failed = Signal(object)

    def __init__(self, runs: Callable[[], Path], *, can_continue: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._is_training = False
        self._at_rest: frozenset[Path] = frozenset()
        self._to_choose: tuple[Path, ...] = ()
        self.desk = RunsDesk(runs, self)
        self.run_actions = RunActions(self, can_continue=can_continue)
        self.model = RunTableModel(self)
        self.table = RunTable(self.model)
        self.details = RunDetails(self.run_actions)
        self.comparison = Comparison(self.run_actions)
        self.places = RunsLayout(self, self.table, self.details, self.comparison, self.run_actions)
        self._undo_key = QShortcut(QKeySequence.StandardKey.Undo, self.table, context=Qt.ShortcutContext.WidgetShortcut)
        self._connect_desk()
        self._connect_actions()

    def _connect_desk(self) -> None:
        self.desk.history_read.connect(self._on_history_read)
        self.desk.unreadable.connect(self._on_unreadable)
        self.desk.removed.connect(self._on_removed)
        self.desk.restored.connect(self._on_restored)
        self.desk.curves_read.connect(self._on_curves_read)
        self.desk.failed.connect(self.failed)
        self.desk.failed.connect(self.comparison.give_up)
        self.model.rename_wanted.connect(self._on_rename_wanted)
        self.details.note.edited.connect(self._on_note_edited)
        self.comparison.curves_wanted.connect(self._on_curves_wanted)
        self.places.undo_bar.undo_wanted.connect(self.desk.restore)
        self.places.removed_menu.restore_wanted.connect(self._on_restore_wanted)
        self.places.removed_menu.purge_wanted.connect(self._on_purge_wanted)
        self.places.retry_button.clicked.connect(self.refresh)

    def _connect_actions(self) -> None:
        self.table.chosen_changed.connect(self._on_chosen_changed)
        self.table.removal_wanted.connect(self.run_actions.remove.trigger)
        self.table.menu_wanted.connect(self._on_menu_wanted)
        self.run_actions.resume.triggered.connect(self._on_resume)
        self.run_actions.classify.triggered.connect(self._on_classify)
        self.run_actions.evaluate.triggered.connect(self._on_evaluate)
        self.run_actions.go_further.triggered.connect(self._on_go_further)
        self.run_actions.folder.triggered.connect(self._on_folder)
        self.run_actions.rename.triggered.connect(self.table.rename_current)
        self.run_actions.remove.triggered.connect(self._on_remove)
        self.places.folder_button.clicked.connect(self._on_runs_folder)
        self._undo_key.activated.connect(self.places.undo_bar.undo)

    # What it is asked

    @Slot()
    def refresh(self) -> None:
        """Read the runs anew."""
        self.desk.refresh()

    def set_training(self, under_way: Path | None, *, at_rest: Collection[Path]) -> None:
        """Take down which run is being trained in this window, and which were before."""
        self._is_training, self._at_rest = under_way is not None, frozenset(at_rest)
        self.model.set_under_way(under_way)
        self._on_chosen_changed()

    def shut_down(self) -> None:
        """Write what was typed, and begin nothing more."""
        self.details.note.flush()
        self.desk.shut_down()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is under way; tell whether that came about."""
        return self.desk.wait(timeout_ms)

    # What comes back

    @Slot(object)
    def _on_history_read(self, history: HistoryRead) -> None:
        choose, self._to_choose = self._to_choose, ()
        self.places.removed_menu.show_removed(history.removed)
        self.table.show_runs(history.runs, choose=choose)
        self.places.show_runs(history.runs)

    @Slot(object)
    def _on_unreadable(self, failure: TaskFailed) -> None:
        self.places.show_unreadable(failure)
        if failure.error is None:  # a fault of ours is told with its traceback, too
            self.failed.emit(failure)

    @Slot(object)
    def _on_removed(self, removed: RunsRemoved) -> None:
        names = {run.path.name: run.name for run in self.model.runs}
        if removed.removed:
            folder = removed.removed[0].folder_name
            self.places.undo_bar.offer(removed.removed, names.get(folder, folder))

    @Slot(object)
    def _on_restored(self, restored: RunsRestored) -> None:
        self._to_choose = restored.folders

    @Slot(object)
    def _on_curves_read(self, read: CurvesRead) -> None:
        if [curve.run.path for curve in read.curves] == [run.path for run in self.table.chosen]:
            self.comparison.show_curves(read)

    # What is chosen

    @Slot()
    def _on_chosen_changed(self) -> None:
        chosen = self.table.chosen
        self.run_actions.update_for(
            Situation(
                chosen=chosen,
                has_under_way=any(map(self.model.is_being_trained, chosen)),
                is_training=self._is_training,
            )
        )
        if len(chosen) == 1:
            self.details.show_run(chosen[0], is_under_way=self.model.is_under_way(chosen[0]))
        else:
            self.details.note.flush()
        if 1 < len(chosen) <= MOST:
            self.comparison.show_runs(chosen)
        self.places.show_chosen(len(chosen))

    @Slot()
    def _on_curves_wanted(self) -> None:
        self.desk.read_curves(self.comparison.runs, self.comparison.measure, self.comparison.along)

    @Slot(object)
    def _on_menu_wanted(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self.run_actions.all)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    # What is to be done

    @Slot()
    def _on_resume(self) -> None:
        if len(self.table.chosen) == 1:
            self.resume_requested.emit(self.table.chosen[0].path)

    @Slot()
    def _on_classify(self) -> None:
        self._use_weights(self.classify_with)

    @Slot()
    def _on_evaluate(self) -> None:
        self._use_weights(self.evaluate_with)

    @Slot()
    def _on_go_further(self) -> None:
        self._use_weights(self.continue_from)

    def _use_weights(self, signal: object) -> None:
        chosen = self.table.chosen
        if len(chosen) == 1 and chosen[0].weights:
            signal.emit(chosen[0].weights)  # type: ignore[attr-defined]

    @Slot()
    def _on_folder(self) -> None:
        if len(self.table.chosen) == 1:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.table.chosen[0].path)))

    @Slot()
    def _on_runs_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._runs())))

    @Slot()
    def _on_remove(self) -> None:
        self.details.note.flush()
        self.desk.remove([run.path for run in self.table.chosen], at_rest=self._at_rest)

    @Slot(object)
    def _on_restore_wanted(self, removed: object) -> None:
        self.places.undo_bar.forget()
        self.desk.restore(removed)  # type: ignore[arg-type]

    @Slot()
    def _on_purge_wanted(self) -> None:
        self.places.undo_bar.forget()
        self.desk.purge()

    @Slot(object, str)
    def _on_rename_wanted(self, folder: Path, name: str) -> None:
        self.desk.rename(folder, name)

    @Slot(object, str)
    def _on_note_edited(self, folder: Path, text: str) -> None:
        self.desk.note(folder, text)
