"""How far a training is: a bar for the epochs and one for the steps of this epoch."""

from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QWidget

from cifar_desktop.tasks import StageProgressed
from cifar_desktop.training.events import RunStarted, StepProgressed
from cifar_desktop.ui.widgets.steady import Steady

_FINE = 1000  # parts of the epochs' bar: an epoch is long, and a bar that stands still looks dead


class RunProgress(QWidget):
    """Two bars side by side, each with its words above it.

    Attributes:
        epoch_bar, step_bar: the bars.
        epoch_words, step_words: what they say.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._started: RunStarted | None = None
        self._step = 0
        self.epoch_words, self.step_words = _words(), _words()
        self.epoch_bar, self.step_bar = _bar("Epochs"), _bar("Steps of this epoch")
        layout = self._grid = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(24)
        layout.setVerticalSpacing(5)
        self._step_room = Steady(self.step_words)
        columns = ((Steady(self.epoch_words), self.epoch_bar), (self._step_room, self.step_bar))
        for column, (words, bar) in enumerate(columns):
            layout.addWidget(words, 0, column)
            layout.addWidget(bar, 1, column)
            layout.setColumnStretch(column, 1)

    def show_loading(self, sentence: str) -> None:
        """Show that something is being prepared, for nobody knows how long."""
        self._started = None
        self._step = 0
        self.epoch_words.setText(sentence)
        self.epoch_bar.setRange(0, 0)
        self._show_second_bar(False)

    def begin(self, started: RunStarted) -> None:
        """Show a training at its first step, or where it goes on."""
        self._started = started
        self._show_second_bar(True)
        self._show_steps(started.first_step)

    def show_steps(self, event: StepProgressed) -> None:
        """Show how many steps are done."""
        self._show_steps(event.step)

    def show_stage(self, event: StageProgressed) -> None:
        """Show a piece of work between the steps, or before them."""
        if self._started is None:
            self.epoch_words.setText(f"{event.stage}…")
            self.epoch_bar.setRange(0, event.total)
            self.epoch_bar.setValue(event.done)
        else:
            self.step_words.setText(f"{event.stage}…")
            self.step_bar.setRange(0, event.total)
            self.step_bar.setValue(event.done)

    def end_stage(self) -> None:
        """Show the steps again: a piece of work between them is over."""
        self._show_steps(self._step)

    def stand_still(self) -> None:
        """Stop a bar that only says that something goes on."""
        for bar in (self.epoch_bar, self.step_bar):
            if bar.maximum() == 0:
                bar.setRange(0, 1)

    def _show_steps(self, step: int) -> None:
        self._step = step
        if self._started is None:
            return
        in_epoch, num_epochs = self._started.steps_per_epoch, self._started.num_epochs
        epochs_done, done = divmod(step, in_epoch)
        if done == 0 and epochs_done:  # an epoch's last step belongs to it
            epochs_done, done = epochs_done - 1, in_epoch
        self.epoch_words.setText(f"Epoch {epochs_done + 1:,} of {num_epochs:,}")
        self.epoch_bar.setRange(0, _FINE)
        self.epoch_bar.setValue(_FINE * step // (in_epoch * num_epochs))
        self.step_words.setText(f"Step {done:,} of {in_epoch:,}")
        self.step_bar.setRange(0, in_epoch)
        self.step_bar.setValue(done)

    def _show_second_bar(self, shown: bool) -> None:
        self._step_room.setVisible(shown)
        self.step_bar.setVisible(shown)
        self._grid.setColumnStretch(1, 1 if shown else 0)
        self._grid.setHorizontalSpacing(24 if shown else 0)


def _words() -> QLabel:
    label = QLabel()
    label.setProperty("role", "quiet")
    return label


def _bar(name: str) -> QProgressBar:
    bar = QProgressBar()
    bar.setTextVisible(False)
    bar.setAccessibleName(name)
    return bar
