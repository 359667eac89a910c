"""The figures of a training under way, always in the same places."""

import datetime
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Slot
from PySide6.QtGui import QFont, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from cifar_desktop.training.events import EpochFinished, RunStarted, StepProgressed
from cifar_desktop.training.history import EpochRecord
from cifar_desktop.ui.train.status_clock import StatusClock
from cifar_desktop.ui.train.status_words import (
    UNKNOWN,
    duration,
    end_of_it,
    memory,
    per_second,
    percent,
    rate,
    time_left,
)
from cifar_desktop.ui.widgets.steady import Steady

if TYPE_CHECKING:
    import psutil

REFRESH_MS = 500  # figures that change faster are not read
WITHOUT_NEWS_MS = 1000  # the clock goes on
_SLACK_MS = 50  # news are as late as the machine is busy
ONE_ROW_FROM_PX = 1000
_NAMES = {
    "elapsed": ("Elapsed", "Time spent on training, over all sessions of this run, without pauses."),
    "left": ("Time left", "From the pace of the last steps; pauses come on top."),
    "pace": ("Photos/s", "Photos that the network learns from in a second."),
    "rate": ("Learning rate", "How large the steps are just now; the schedule moves it."),
    "best": ("Best so far", "The highest share of right answers on the photos kept aside for checking."),
    "device": ("Device", ""),
    "precision": ("Precision", ""),
    "memory": ("Memory", "What this program holds in memory, or what the GPU held at most."),
}


class StatusStrip(QWidget):
    """Eight figures in one row, or in two where the window is narrow.

    They are renewed twice a second at most, however often news come.

    Attributes:
        clock: counts on between two words from the engine.
        figures: the cells, by their short name.
    """

    def __init__(self, parent: QWidget | None = None, *, now: Callable[[], datetime.datetime] | None = None) -> None:
        super().__init__(parent)
        self._now = now or _wall_clock
        self.clock = StatusClock()
        self.figures = {name: _Figure(caption, tip) for name, (caption, tip) in _NAMES.items()}
        self._step: StepProgressed | None = None
        self._best: EpochRecord | None = None
        self._has_validation = True
        self._is_on_cpu = True
        self._memory_bytes = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._columns = 0
        self._renewed = QElapsedTimer()
        self._timer = QTimer(self, interval=WITHOUT_NEWS_MS)
        self._timer.timeout.connect(self.refresh)
        self._lay_out(4)

    # What is told

    def clear(self) -> None:
        """Show no figures yet."""
        self.clock.clear()
        self._step = self._best = None
        self._has_validation, self._is_on_cpu, self._memory_bytes = True, True, 0
        for figure in self.figures.values():
            figure.show_text(UNKNOWN)

    def begin(self, started: RunStarted) -> None:
        """Show where it computes."""
        self._has_validation = started.num_validation > 0
        self._is_on_cpu = started.device.startswith("CPU")
        self.figures["device"].show_text(started.device, tip=f"{started.device}: {started.reason}.")
        self.figures["precision"].show_text(started.precision, tip=f"{started.precision}: {started.reason}.")
        self.refresh()

    def show_steps(self, event: StepProgressed) -> None:
        """Take down the steps; they show at the next renewal, which is now unless one was just now."""
        self._step = event
        self.clock.hear(event.seconds_elapsed, event.seconds_left)
        if self.isVisible() and self._renewed.hasExpired(REFRESH_MS - _SLACK_MS):
            self.refresh()

    def show_epoch(self, record: EpochRecord | EpochFinished) -> None:
        """Take down an epoch; whether it is the best so far is seen here, because a resumed run has earlier ones."""
        self._memory_bytes = record.memory_bytes
        accuracy = record.validation_accuracy
        if accuracy is not None and (self._best is None or accuracy > (self._best.validation_accuracy or 0.0)):
            self._best = record

    def hold(self) -> None:
        """Let the clock stand still, as in a pause."""
        self.clock.hold()

    @Slot()
    def refresh(self) -> None:
        """Show what is known now."""
        self._renewed.start()
        if self._timer.isActive():
            self._timer.start()
        figures, left = self.figures, self.clock.left
        if self._step:
            figures["elapsed"].show_text(duration(self.clock.elapsed))
            figures["left"].show_text(time_left(left), note=end_of_it(left, self._now()))
            figures["pace"].show_text(per_second(self._step.images_per_second))
            figures["rate"].show_text(rate(self._step.learning_rate))
        if self._best:
            figures["best"].show_text(
                percent(self._best.validation_accuracy or 0.0), note=f"in epoch {self._best.epoch:,}"
            )
        elif not self._has_validation:
            figures["best"].show_text(UNKNOWN, tip="No photos are kept aside for checking.")
        num_bytes = _own_memory() if self._is_on_cpu else self._memory_bytes
        figures["memory"].show_text(memory(num_bytes) if num_bytes else UNKNOWN)

    # How it lies

    def set_compact(self, is_compact: bool) -> None:
        """Lie closer together where the window is low."""
        self._grid.setVerticalSpacing(2 if is_compact else 8)

    def showEvent(self, event: QShowEvent) -> None:
        """Renew the figures while they can be seen."""
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop renewing them."""
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use one row where there is room for it."""
        super().resizeEvent(event)
        self._lay_out(8 if event.size().width() >= ONE_ROW_FROM_PX else 4)

    def _lay_out(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for index, figure in enumerate(self.figures.values()):
            self._grid.addWidget(figure, index // columns, index % columns)
        for column in range(8):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


class _Figure(QWidget):
    """A figure with its name above it and perhaps a word below; as wide as its column, whatever it says."""

    def __init__(self, caption: str, tip: str) -> None:
        super().__init__()
        self._tip = tip
        self._full = UNKNOWN
        self._caption = QLabel(caption)
        self._caption.setProperty("role", "quiet")
        self.value = QLabel(UNKNOWN)
        self.value.setTextFormat(Qt.TextFormat.PlainText)
        self.value.setAccessibleName(caption)
        self.note = ""
        font = QFont(self.value.font())
        font.setWeight(QFont.Weight.DemiBold)
        font.setFeature(QFont.Tag("tnum"), 1)  # digits of one width
        self.value.setFont(font)
        self.setToolTip(tip)
        self._caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._room = Steady(self.value)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._caption)
        layout.addWidget(self._room)

    def show_text(self, text: str, *, note: str = "", tip: str = "") -> None:
        """Show a figure; the note goes into the name's line where there is something to add."""
        if (text, note) != (self._full, self.note):
            self._full, self.note = text, note
            self._fit()
        if tip:
            self.setToolTip(f"{tip} {self._tip}".strip())

    @property
    def text(self) -> str:
        """Return the whole figure, with its note."""
        return f"{self._full} {self.note}".strip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show figure and note, the note only where it has room; a long name loses its end."""
        metrics, width = self.value.fontMetrics(), self._room.width()
        both = f"{self._full} · {self.note}" if self.note else self._full
        self.value.setText(
            both
            if metrics.horizontalAdvance(both) <= width
            else metrics.elidedText(self._full, Qt.TextElideMode.ElideRight, width)
        )
        self.value.setAccessibleDescription(self.text)


def _own_memory() -> int:
    """Return how many bytes of memory this program holds."""
    return int(_own_process().memory_info().rss)


@functools.cache
def _own_process() -> "psutil.Process":
    """Look this program up once: finding out which it is takes longer than asking it."""
    import psutil  # no window waits for it

    return psutil.Process()


def _wall_clock() -> datetime.datetime:
    return datetime.datetime.now().astimezone()
