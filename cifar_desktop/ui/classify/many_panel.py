"""The list of many photos: found, filtered and sorted, with the progress of the labelling and a way to save it."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cifar_desktop.ui.classify.many_footer import ManyFooter
from cifar_desktop.ui.classify.many_progress import ManyProgress, words_at_end
from cifar_desktop.ui.classify.photo_finder import PhotoFinder
from cifar_desktop.ui.classify.photo_groups import ALL, BAD
from cifar_desktop.ui.classify.photo_model import PhotoModel
from cifar_desktop.ui.classify.photo_table import PhotoTable
from cifar_desktop.ui.classify.table_export import ExportedTable, TableExport
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.task_thread import TaskFailed

if TYPE_CHECKING:
    from cifar_desktop.inference.label_many import LabelsMade, PhotoLabel


class ManyPanel(QWidget):
    """Shows labelled photos as they come; has no margins of its own.

    Attributes:
        finder: chooses what is listed.
        model, table: the photos, and how they are shown.
        progress: how far the labelling is.
        footer: how it ended, and what can be done with the list.
        export: writes the file.
        num_photos: how many there are, listed or not.

    Signals:
        current_changed: the PhotoLabel that the person has gone to; to the first one with an answer they need not go.
        cancel_requested: no more photos are to be labelled.
        clear_requested: the list is to be emptied.
        failed: a TaskFailed: the table could not be written through a fault of the program.
    """

    current_changed = Signal(object)
    cancel_requested = Signal()
    clear_requested = Signal()
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, settings: Settings | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._folder = settings.export_folder if settings else None
        self._current: int | None = None  # stays the same while its row is filtered out
        self._is_rearranging = False
        self._num_arrived = 0
        self._was_for_nothing = False  # something was looked through, and there was no picture in it
        self._export_words = ""
        self.model = PhotoModel(self)
        self.finder = PhotoFinder()
        self.table = PhotoTable(self.model)
        self.progress = ManyProgress()
        self.footer = ManyFooter()
        self.export = TableExport(self)
        self._lay_out()
        self._connect()
        self.finder.add_shortcut(self)
        self._show_counts()

    @property
    def num_photos(self) -> int:
        """Return how many photos there are, listed or not."""
        return len(self.model.rows)

    # What it is told

    def begin(self, class_names: Sequence[str]) -> None:
        """Show that photos are about to be labelled by a network that knows these classes."""
        self._start_counting()
        with self._rearranging():
            self.model.set_class_names(class_names)
        self.finder.set_class_names(self.model.class_names)
        self._on_filter_changed()
        self.table.show_class_names()
        self._show_counts()

    def add_labels(self, made: "LabelsMade") -> None:
        """List some more photos, or give listed ones their new answers."""
        self._num_arrived += len(made.labels)
        with self._rearranging():
            self.model.put(made.labels)
        self.progress.show_progress(made.num_done, made.num_total)
        if self._current is None:
            self.table.go_to(self.model.first_answered_row(), scrolls=True)

    def finished(self, was_cancelled: bool) -> None:
        """Show that no more photos come; those without an answer from the present network leave the list."""
        self.progress.end()
        with self._rearranging():
            self.model.drop_stale()
        if self._current is None:
            self.table.go_to(0 if self.model.rowCount() else None, scrolls=False)  # all are bad: the first says why
        elif self._current not in self.model.rows:
            self._current = None
        self._was_for_nothing = not self.num_photos and not was_cancelled
        self.footer.say(words_at_end(self._num_arrived, self.progress.seconds, was_cancelled=was_cancelled))
        self._show_counts()

    def relabelling(self) -> None:
        """Take the answers back: another network will give them."""
        self.progress.end()
        self._start_counting()
        with self._rearranging():
            self.model.make_stale()
        self._show_counts()

    def clear(self) -> None:
        """Begin with an empty list."""
        self._current = None
        self._was_for_nothing = False
        self.progress.end()
        with self._rearranging():
            self.model.clear()
        self.finder.show_group(ALL)
        self.footer.say("")
        self._show_counts()

    def set_threshold(self, threshold: float | None) -> None:
        """Judge anew what is sure; None where every answer is."""
        with self._rearranging():
            self.model.set_threshold(threshold)

    def select(self, index: int) -> None:
        """Make the photo with this index the current one, now or as soon as it is listed; nothing is emitted."""
        self._current = index
        with self._rearranging():
            self.table.go_to(self.model.row_of(index), scrolls=True)

    def wait(self, timeout_ms: int) -> bool:
        """Wait until no file is being written; tell whether that is so."""
        return self.export.wait(timeout_ms)

    def _start_counting(self) -> None:
        """Begin to measure, unless that has begun already: photos may be added to a list that is being labelled."""
        if not self.progress.is_running:
            self._num_arrived = 0
            self._was_for_nothing = False
            self.progress.begin()
            self.footer.say("")

    # What there is

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.finder)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.progress)
        layout.addWidget(self.footer)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.table.chosen_again.connect(self._on_row_chosen)
        self.table.left_at_top.connect(self.finder.enter)
        self.table.notice.acted.connect(self._on_show_all)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._on_sorted)
        self.model.counts_changed.connect(self._show_counts)
        self.finder.filter_changed.connect(self._on_filter_changed)
        self.finder.left_below.connect(self._on_left_below)
        self.progress.cancel_requested.connect(self.cancel_requested)
        self.footer.export_wanted.connect(self._on_export_wanted)
        self.footer.clear_wanted.connect(self.clear_requested)
        self.footer.bad_wanted.connect(self._on_bad_wanted)
        self.export.saved.connect(self._on_saved)
        self.export.failed.connect(self._on_export_failed)
        self.export.ended.connect(self._show_counts)

    # Which photo is the current one

    @contextlib.contextmanager
    def _rearranging(self) -> Iterator[None]:
        """Keep the current photo and what is in sight, and emit nothing, while rows come, go and move."""
        was_rearranging, self._is_rearranging = self._is_rearranging, True
        top = self.table.top_photo()
        try:
            yield
            row = None if self._current is None else self.model.row_of(self._current)
            self.table.go_to(row, scrolls=False)
            self.table.hold_top(top)
        finally:
            self._is_rearranging = was_rearranging

    @Slot(QModelIndex, QModelIndex)
    def _on_row_changed(self, row: QModelIndex, _before: QModelIndex) -> None:
        if row.isValid() and not self._is_rearranging:
            self._on_row_chosen(row)

    @Slot(QModelIndex)
    def _on_row_chosen(self, row: QModelIndex) -> None:
        label: PhotoLabel = self.model.label_at(row.row())
        self._current = label.index
        self.current_changed.emit(label)

    @Slot()
    def _on_left_below(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.go_to(0, scrolls=True)

    # Which photos are listed

    @Slot()
    def _on_filter_changed(self) -> None:
        photo_filter = self.finder.photo_filter
        if photo_filter == self.model.photo_filter:
            return
        with self._rearranging():
            self.model.set_filter(photo_filter)
        row = None if self._current is None else self.model.row_of(self._current)
        if row is None:
            self.table.scrollToTop()
        else:
            self.table.scrollTo(self.model.index(row, 0))

    @Slot()
    def _on_sorted(self) -> None:
        with self._rearranging():
            pass  # the model has sorted itself; what was current is so no longer
        self.table.scrollToTop()

    @Slot()
    def _on_show_all(self) -> None:
        self.finder.show_group(ALL)
        self.finder.text_field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_bad_wanted(self) -> None:
        self.finder.show_group(BAD)
        self._on_left_below()

    @Slot()
    def _show_counts(self) -> None:
        num_listed, num_bad = self.model.rowCount(), self.model.rows.counts[BAD]
        self.finder.show_counts(num_listed, self.model.rows.counts)
        leads_to_bad = not self.progress.is_running and self.model.photo_filter.group != BAD
        self.footer.show_bad(num_bad if leads_to_bad else 0)
        is_saving = "The table is being saved." if self.export.is_busy else ""
        self.footer.allow_export(is_saving or ("" if num_listed else "No photo is listed."))
        self.footer.allow_clear("" if self.num_photos or self.progress.is_running else "The list is empty already.")
        self._show_notice(num_listed)

    def _show_notice(self, num_listed: int) -> None:
        if num_listed:
            self.table.notice.say("")
        elif self.num_photos:
            self.table.notice.say("No photo fits what is looked for.", "Show all photos")
        elif self.progress.is_running:
            self.table.notice.say("The first answers come in a moment…")
        elif self._was_for_nothing:
            self.table.notice.say("There were no pictures in there.")
        else:
            self.table.notice.say("Photos that you add are listed here.")

    # Saving

    @Slot()
    def _on_export_wanted(self) -> None:
        labels = self.model.exported()
        table = ExportedTable(labels=labels, class_names=self.model.class_names, threshold=self.model.rows.threshold)
        amount = f"{len(labels):,} photo{'' if len(labels) == 1 else 's'}"
        if len(labels) < self.num_photos:
            amount = f"{len(labels):,} of {self.num_photos:,} photos"
        self._export_words = amount
        folder = self._folder if self._folder and self._folder.is_dir() else Path.home()
        self.export.ask(self.window(), f"Save a table of {amount}", folder, table)
        self._show_counts()

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self._folder = path.parent
        if self._settings:
            self._settings.export_folder = path.parent
        self.footer.say(f"Saved {self._export_words} as “{path}”.")

    @Slot(object)
    def _on_export_failed(self, failure: TaskFailed) -> None:
        self.footer.say(str(failure.error or "The table could not be saved."), failed=True)
        if failure.error is None:
            self.failed.emit(failure)
