"""The charts of a training, live: loss, accuracy and learning rate as they come."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QStandardPaths, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QStackedLayout, QVBoxLayout, QWidget

from cifar_desktop.errors import UserError
from cifar_desktop.exported_files import write_export
from cifar_desktop.training.events import EpochFinished, RunStarted, StepProgressed
from cifar_desktop.training.saved_record import SavedRecord
from cifar_desktop.ui.exported_picture import write_picture
from cifar_desktop.ui.train.chart_controls import ChartControls
from cifar_desktop.ui.train.chart_placeholder import ChartPlaceholder
from cifar_desktop.ui.widgets.card import empty_card

if TYPE_CHECKING:
    from cifar_desktop.ui.train.chart_figure import ChartFigure
    from cifar_desktop.ui.train.chart_record import ChartRecord

_SHARE_OF_TIME = 0.007  # that drawing new points may take of a processor: the training wants it
_MOST_OFTEN_MS, _SELDOMEST_MS = 400, 2000  # between two drawings of new points, whatever they take
_AT_ONCE_MS = 15  # after something that a person did: gathers the events of one turn of the wheel
_NOTE_MS = 6000
_NOT_URGENT_MS = 1500
_BEFORE = "The curves appear here when the training starts."
_SOON = "The training begins. Its first points appear in a moment."


class LiveCharts(QWidget):
    """Shows a training's curves; what comes is drawn a few times a second, and only while it can be seen.

    Attributes:
        controls: the row above the charts.
        record: all points; None until the first training.
        figure: the charts; None until then, because numpy and pyqtgraph take longer to load than the window.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.record: ChartRecord | None = None
        self.figure: ChartFigure | None = None
        self.controls = ChartControls()
        self._placeholder = ChartPlaceholder()
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.hide()
        self._is_stale = False
        self._drawn = QElapsedTimer()
        self._folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation))
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_time)
        self._prepare_timer = QTimer(self, singleShot=True, interval=0)
        self._prepare_timer.timeout.connect(self.prepare)
        self._note_timer = QTimer(self, singleShot=True, interval=_NOTE_MS)
        self._note_timer.timeout.connect(self._note.hide)
        self._build()
        self._placeholder.say(_BEFORE)
        self._connect_controls()

    def _build(self) -> None:
        """Lay everything on a card."""
        card = empty_card()
        layout = QVBoxLayout(card)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.setSpacing(10)
        layout.addWidget(self.controls)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._placeholder)
        layout.addLayout(self._pages, 1)
        layout.addWidget(self._note)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)

    def _connect_controls(self) -> None:
        self.controls.axis_changed.connect(self._on_axis_changed)
        self.controls.span_changed.connect(self._on_span_changed)
        self.controls.log_changed.connect(self._on_log_changed)
        self.controls.reset_wanted.connect(self._on_reset_wanted)
        self.controls.copy_wanted.connect(self._on_copy_wanted)
        self.controls.picture_wanted.connect(self._on_picture_wanted)
        self.controls.numbers_wanted.connect(self._on_numbers_wanted)

    # What is shown

    def prepare_soon(self, *, is_urgent: bool) -> None:
        """Prepare once everything else is done; where it is not urgent, let another tab have its turn first."""
        self._prepare_timer.start(0 if is_urgent else _NOT_URGENT_MS)

    @Slot()
    def prepare(self) -> None:
        """Load what draws the charts, where that has not happened: some tenths of a second."""
        self._prepared()

    def _prepared(self) -> "tuple[ChartRecord, ChartFigure]":
        if self.record is not None and self.figure is not None:
            return self.record, self.figure
        from cifar_desktop.ui.train.chart_figure import ChartFigure
        from cifar_desktop.ui.train.chart_record import ChartRecord

        self.record = ChartRecord()
        self.figure = ChartFigure(self.record)
        self.figure.changed.connect(self._on_view_changed)
        self._pages.addWidget(self.figure)
        self.figure.set_axis(self.controls.axis)
        self.figure.set_span(self.controls.span)
        self.figure.set_log(self.controls.is_log)
        return self.record, self.figure

    def clear(self) -> None:
        """Forget the run and show empty charts."""
        self._placeholder.say(_BEFORE)
        if self.record is not None and self.figure is not None:
            self.record.clear()
            self.figure.reset_view()
            self._points_changed()

    def begin(self, started: RunStarted) -> None:
        """Show a run that starts; one that was loaded before goes on where it was interrupted."""
        record, figure = self._prepared()
        record.begin(started)
        figure.reset_view()
        self._placeholder.say(_SOON)
        self._points_changed()

    def load(self, record: SavedRecord) -> None:
        """Show what a run had measured before."""
        self._prepared()[0].load(record)
        self._points_changed()

    def add_steps(self, event: StepProgressed) -> None:
        """Add the steps since the last event."""
        self._prepared()[0].add_steps(event)
        self._points_changed()

    def add_epoch(self, event: EpochFinished) -> None:
        """Add an epoch."""
        self._prepared()[0].add_epoch(event)
        self._points_changed()

    def _points_changed(self) -> None:
        """Draw soon what is new, or go back to the empty charts."""
        record, figure = self._prepared()
        page = self._placeholder if record.is_empty else figure
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
        self.controls.set_has_points(not record.is_empty)
        since_ms = self._drawn.elapsed() if self._drawn.isValid() else _SELDOMEST_MS
        self._draw_within(max(_AT_ONCE_MS, self._pause_ms() - since_ms))

    # Drawing

    def _pause_ms(self) -> int:
        """Return how long to wait from one drawing of new points to the next, by what the last ones took."""
        took_s = self.figure.drawing_s if self.figure is not None else 0.0
        return int(min(_SELDOMEST_MS, max(_MOST_OFTEN_MS, 1000 * took_s / _SHARE_OF_TIME)))

    def _draw_within(self, interval_ms: int) -> None:
        """Draw in so many milliseconds at the latest; while nobody sees it, remember that it is to be drawn."""
        self._is_stale = True
        if self.isVisible() and not (self._timer.isActive() and self._timer.remainingTime() <= interval_ms):
            self._timer.start(interval_ms)

    @Slot()
    def _on_time(self) -> None:
        if self.figure is not None:
            self.figure.redraw()
        self._is_stale = False
        self._drawn.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while nobody looked."""
        super().showEvent(event)
        if self._is_stale:
            self._draw_within(0)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop drawing."""
        super().hideEvent(event)
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        is_dressed = getattr(self, "figure", None) is not None  # events come while the widget is being made
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange) and is_dressed and self.figure:
            self.figure.dress()
            self._draw_within(_AT_ONCE_MS)

    # What the person does

    @Slot()
    def _on_view_changed(self) -> None:
        self._draw_within(_AT_ONCE_MS)

    @Slot()
    def _on_axis_changed(self) -> None:
        if self.figure:
            self.figure.set_axis(self.controls.axis)

    @Slot()
    def _on_span_changed(self) -> None:
        if self.figure:
            self.figure.set_span(self.controls.span)

    @Slot()
    def _on_log_changed(self) -> None:
        if self.figure:
            self.figure.set_log(self.controls.is_log)

    @Slot()
    def _on_reset_wanted(self) -> None:
        if self.figure:
            self.figure.reset_view()

    @Slot()
    def _on_copy_wanted(self) -> None:
        if self.figure:
            QGuiApplication.clipboard().setImage(self.figure.picture())
            self._say("The picture of the curves is copied.")

    @Slot()
    def _on_picture_wanted(self) -> None:
        path = self._ask_for_file("Save the curves as a picture", "PNG pictures (*.png)", "png")
        if path and self.figure:
            picture = self.figure.picture()
            self._try_to_save(lambda: write_picture(path, picture), path)

    @Slot()
    def _on_numbers_wanted(self) -> None:
        path = self._ask_for_file("Save the curves as numbers", "Tables (*.csv)", "csv")
        if path and self.record is not None:
            text = self.record.as_csv()
            self._try_to_save(lambda: write_export(path, text), path)

    def _ask_for_file(self, title: str, kind: str, suffix: str) -> Path | None:
        """Return where to save, with the suffix; None where the person thought better of it."""
        dialog = QFileDialog(self, title, str(self._folder), kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"training-curves.{suffix}")
        is_chosen = dialog.exec()
        chosen = dialog.selectedFiles()
        dialog.deleteLater()
        if not is_chosen or not chosen:
            return None
        self._folder = Path(chosen[0]).parent
        return Path(chosen[0])

    def _try_to_save(self, write: Callable[[], None], path: Path) -> None:
        """Save, and say how that went."""
        try:
            write()
        except UserError as error:
            self._say(str(error), failed=True)
        else:
            self._say(f"Saved as “{path}”.")

    def _say(self, sentence: str, *, failed: bool = False) -> None:
        """Say something below the charts; what failed stays until something else is said."""
        self._note.setProperty("role", "failed" if failed else "quiet")
        self._note.style().polish(self._note)
        self._note.setText(sentence)
        self._note.show()
        self._note_timer.stop()
        if not failed:
            self._note_timer.start()
