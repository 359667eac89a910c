"""How far the labelling of many photos is: a bar, how many a second, the time left, and a way to stop."""

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

_MEASURED_S = 8.0  # a rate is that of the last seconds: folders hold small pictures here and large ones there
_ENOUGH_S = 1.0  # before a rate means anything
_WORDS_EVERY_S = 0.4  # figures that change more often cannot be read
_A_MINUTE, _AN_HOUR = 60, 3600
_WORTH_A_SUMMARY = 20  # photos; of fewer, everybody sees that they are done


class ManyProgress(QWidget):
    """A line of words above a bar; hidden while nothing is labelled.

    Attributes:
        is_running: whether photos are being labelled.
        amount, pace: the words: how many, and how quickly.
        bar, cancel_button: below them.
        seconds: how long it has run, or ran.

    Signals:
        cancel_requested: what is done is kept, the rest is not to be looked at.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self.is_running = False
        self._begun_at = self._ended_at = self._said_at = 0.0
        self._heard: deque[tuple[float, int]] = deque()
        self.amount, self.pace = _quiet(), _quiet()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Photos that are labelled")
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setToolTip("Stops here, and keeps the photos that are done.")
        self.cancel_button.clicked.connect(self._on_cancel)
        words = QHBoxLayout()
        words.setSpacing(8)
        words.addWidget(self.amount)
        words.addStretch(1)
        words.addWidget(self.pace)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(words)
        layout.addLayout(line)
        self.hide()

    @property
    def seconds(self) -> float:
        """Return how long it has run, or ran."""
        return (self._clock() if self.is_running else self._ended_at) - self._begun_at

    def begin(self) -> None:
        """Show that photos are about to be labelled; one that runs goes on."""
        if self.is_running:
            return
        self.is_running = True
        self._begun_at, self._said_at = self._clock(), -_WORDS_EVERY_S
        self._heard.clear()
        self.amount.setText("Beginning…")
        self.pace.setText("")
        self.bar.setRange(0, 0)
        self.cancel_button.setText("Cancel")
        self.cancel_button.setEnabled(True)
        self.show()

    def show_progress(self, num_done: int, num_total: int) -> None:
        """Show how many are done; a total of 0 is not known yet."""
        if not self.is_running:
            return
        now = self._clock()
        if self._heard and num_done < self._heard[-1][1]:  # all anew, with another network
            self._heard.clear()
        self._heard.append((now, num_done))
        while len(self._heard) > 2 and now - self._heard[1][0] >= _MEASURED_S:
            self._heard.popleft()
        self.bar.setRange(0, num_total)
        self.bar.setValue(num_done)
        is_last = num_total > 0 and num_done >= num_total
        if now - self._said_at >= _WORDS_EVERY_S or is_last:
            self._said_at = now
            self._say(num_done, num_total)

    def end(self) -> None:
        """Show nothing any more."""
        if self.is_running:
            self._ended_at = self._clock()
            self.is_running = False
        self.bar.setRange(0, 1)  # one that only says that something goes on would go on for ever
        self.hide()

    def per_second(self) -> float | None:
        """Return how many photos were labelled a second lately; None while that cannot be told."""
        if len(self._heard) < 2:
            return None
        (since, before), (now, done) = self._heard[0], self._heard[-1]
        return (done - before) / (now - since) if now - since >= _ENOUGH_S and done > before else None

    def _say(self, num_done: int, num_total: int) -> None:
        self.amount.setText(f"{num_done:,} of {num_total:,}" if num_total else f"{num_done:,}, still counting…")
        rate = self.per_second()
        words = []
        if rate is not None:
            words.append(rate_words(rate))
            if num_total:
                words.append(f"{time_words((num_total - num_done) / rate)} left")
        self.pace.setText(" · ".join(words))

    @Slot()
    def _on_cancel(self) -> None:
        self.cancel_button.setText("Stopping…")
        self.cancel_button.setEnabled(False)
        self.cancel_requested.emit()


def rate_words(per_second: float) -> str:
    """Return a rate with digits that mean something: "212/s", "3.4/s"."""
    return f"{per_second:,.0f}/s" if per_second >= 10 else f"{per_second:.1f}/s"


def time_words(seconds: float) -> str:
    """Return a duration, no finer than it matters: "2 h 05 min", "12 min", "4:30", "0:08"."""
    if seconds >= _AN_HOUR:
        hours, minutes = divmod(round(seconds / _A_MINUTE), _A_MINUTE)
        return f"{hours} h {minutes:02} min"
    if seconds >= 10 * _A_MINUTE:
        return f"{round(seconds / _A_MINUTE)} min"
    minutes, rest = divmod(round(seconds), _A_MINUTE)
    return f"{minutes}:{rest:02}"


def words_at_end(num_photos: int, seconds: float, *, was_cancelled: bool) -> str:
    """Return how the labelling of so many photos ended; nothing where there is nothing to say."""
    if was_cancelled:
        photos = "1 photo that is" if num_photos == 1 else f"{num_photos:,} photos that are"
        return f"Cancelled. The {photos} done stay." if num_photos else "Cancelled."
    return f"{num_photos:,} photos in {time_words(seconds)}." if num_photos >= _WORTH_A_SUMMARY else ""


def _quiet() -> QLabel:
    label = QLabel()
    label.setProperty("role", "quiet")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
