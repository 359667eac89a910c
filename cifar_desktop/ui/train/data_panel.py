"""Which photos a training learns from: chosen, found, opened or downloaded, and what there is in them."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cifar_desktop.data.counts import DataCounts, sample_counts
from cifar_desktop.errors import DataError
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.task_thread import TaskFailed
from cifar_desktop.ui.train.data_counts import ClassCounts, SplitShares
from cifar_desktop.ui.train.data_download import DownloadBox
from cifar_desktop.ui.train.data_glance import SampleGlance
from cifar_desktop.ui.train.data_opener import SHUT_DOWN_MS, DataOpener
from cifar_desktop.ui.train.data_opening import OpeningBox
from cifar_desktop.ui.train.data_sources import SAMPLE, SourceChooser
from cifar_desktop.ui.train.data_words import Message

_LOCKED = "The photos stay as they are while a training runs."
_CHECKING = "The photos are still being checked."
_FAULT = "The program met a fault of its own."


class DataPanel(QWidget):
    """Chooses the data; what is chosen changes only once the new data has been read and found whole.

    Attributes:
        source: "sample" or the path of a CIFAR-10, as `start_training` is to be given it.
        problem: why no training can start; empty where one can.
        num_train_pictures: how many training pictures there are, those for validation among them.
        overview: what is in the data, a DataOverview as soon as pictures of it have been seen; None where even the
            sample cannot be read.
        config: the settings that it follows.

    Signals:
        changed: source, problem or num_train_pictures is another.
        source_chosen: another source is in force, to be remembered for the next start.
        overview_changed: there is another DataOverview to show, as after another source was chosen.
        config_changed: the TrainConfig that it follows now.
        failed: a fault of the program, with its traceback.
    """

    changed = Signal()
    source_chosen = Signal(str)
    overview_changed = Signal(object)
    config_changed = Signal(object)
    failed = Signal(str)

    def __init__(self, *, remembered_source: str | None = None, parent: QWidget | None = None) -> None:
        """Show the sample at once; `begin` opens the source that was used last."""
        super().__init__(parent)
        self.source = SAMPLE
        self._remembered = remembered_source or SAMPLE
        # What is being opened to become the source: such a wish goes before what is in force.
        self._pending = None if self._remembered == SAMPLE else self._remembered
        self._disk: str | None = None
        self._has_begun = False
        self._is_locked = False
        self._sample_problem = ""
        self.overview: DataCounts | None = None
        self._sample: DataCounts | None = None
        self.config = preset_config("quick")
        try:
            self._sample = self.overview = sample_counts()
        except DataError as error:
            self._sample_problem = str(error)
        self._opener = DataOpener(self)
        self._glance = SampleGlance(self)
        self._build()
        self._connect()
        self.message.say(self._sample_problem, failed=True)
        if self._pending is not None:
            self.opening.begin("Loading the engine…")
        self._told = self._state()
        self._show()

    @property
    def problem(self) -> str:
        """Return why no training can start on these photos; empty where one can."""
        if self._pending is not None:
            return _CHECKING
        return self._sample_problem if self.source == SAMPLE else ""

    @property
    def num_train_pictures(self) -> int:
        """Return how many training pictures there are, those for validation among them."""
        return self.overview.num_train if self.overview else 0

    @Slot()
    def begin(self) -> None:
        """Use the engine from now on: look for CIFAR-10, open what was used last. To be called once it is loaded."""
        if not self._has_begun:
            self._has_begun = True
            self._opener.open(self._pending or self.source, look_around=True)
            self._show()

    @Slot()
    def look_at_pictures(self) -> None:
        """See the sample's pictures, before the engine is there: to be called once there is something to look at."""
        self._glance.look()

    @Slot(str)
    def choose(self, source: str) -> None:
        """Make `source` the one in force, once it has been read and found whole."""
        self.message.say("")
        if source == SAMPLE:
            self._pending = None
            self._opener.cancel()
            self._adopt(SAMPLE, self._sample)
            self._remember()
            self._complete()
        else:
            self._pending = source
            self.opening.begin("Opening…")
            self._opener.open(source)
        self._show()

    def set_config(self, config: TrainConfig) -> None:
        """Follow the form."""
        self.config = config
        self._show_numbers()
        self.config_changed.emit(config)

    def set_locked(self, locked: bool) -> None:
        """Keep everything readable but let nobody change it; a download under way goes on."""
        self._is_locked = locked
        self.chooser.set_locked(locked, _LOCKED)
        self.download.set_locked(locked, _LOCKED)

    def shut_down(self) -> bool:
        """Stop what is under way and wait for it; tell whether it has ended."""
        self._has_begun = True
        return all([self._glance.shut_down(SHUT_DOWN_MS), self._opener.shut_down(), self.download.shut_down()])

    # What is on the panel

    def _build(self) -> None:
        title = QLabel("Photos")
        title.setProperty("role", "heading")
        self.chooser = SourceChooser()
        self.opening = OpeningBox()
        self.message = Message()
        self.download = DownloadBox()
        self.counts = ClassCounts()
        self.shares = SplitShares()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for widget in (title, self.chooser, self.opening, self.message, self.download, self.counts, self.shares):
            layout.addWidget(widget)
        if self._sample:
            self.chooser.set_sample_size(self._sample.num_train, self._sample.num_test)

    def _connect(self) -> None:
        self.chooser.chosen.connect(self.choose)
        self.chooser.opened.connect(self.choose)
        self.opening.cancelled.connect(self._on_cancelled)
        self._glance.seen.connect(self._on_seen)
        self._opener.found.connect(self._on_found)
        self._opener.progressed.connect(self.opening.show_progress)
        self._opener.opened.connect(self._on_opened)
        self._opener.failed.connect(self._on_opening_failed)
        self._opener.stopped.connect(self._on_opening_stopped)
        self.download.started.connect(self.message.be_silent)
        self.download.finished.connect(self._on_downloaded)
        self.download.failed.connect(self._on_download_failed)
        self.download.stopped.connect(self._on_download_stopped)
        self.download.idle.connect(self._show)

    @Slot()
    def _show(self) -> None:
        """Show what is chosen and under way, and say so where it is news."""
        disk = self._pending or self._disk
        self.chooser.show_sources(self._pending or self.source, disk)
        self.set_locked(self._is_locked)
        if self._pending is None:
            self.opening.hide()
        self._show_numbers()
        self.download.setVisible(disk is None or self.download.is_running)
        if self._told != self._state():
            self._told = self._state()
            self.changed.emit()

    def _state(self) -> tuple[str, str, int]:
        return self.source, self.problem, self.num_train_pictures

    def _show_numbers(self) -> None:
        """Show the counts and what the validation share makes of them, but not beside the name of another source."""
        for widget in (self.counts, self.shares):
            widget.setVisible(self.overview is not None and self._pending is None)
        if self.overview:
            self.counts.show_counts(self.overview)
            self.shares.show_split(self.overview, self.config.validation_fraction)

    def _adopt(self, source: str, overview: DataCounts | None) -> None:
        """Put a source in force."""
        self.source = source
        if source != SAMPLE:
            self._disk = source
        if overview is not self.overview:
            self.overview = overview
            if overview is not None:
                self.overview_changed.emit(overview)

    def _remember(self) -> None:
        """Let the source be remembered, where it is not the one that is."""
        if self.source != self._remembered:
            self._remembered = self.source
            self.source_chosen.emit(self.source)

    def _complete(self) -> None:
        """Read the sample's training pictures too, where that has not been done."""
        if self._has_begun and self.source == SAMPLE and not (self._sample and self._sample.has_examples):
            self._opener.open(SAMPLE)

    def _name_in_force(self) -> str:
        return "The bundled sample" if self.source == SAMPLE else f"CIFAR-10 in {self.source}"

    # What happens

    @Slot(object)
    def _on_seen(self, overview: DataCounts) -> None:
        """Show the sample's pictures, unless the engine was quicker and saw more."""
        if self._sample is None or not self._sample.has_examples:
            self._sample = overview
            if self.source == SAMPLE:
                self._adopt(SAMPLE, overview)

    @Slot(str)
    def _on_found(self, path: str) -> None:
        if self._disk is None:
            self._disk = path
        self._show()

    @Slot()
    def _on_cancelled(self) -> None:
        self._opener.cancel()
        if self._pending is not None and not self._opener.is_running:  # it waits for the engine
            self._on_opening_stopped(self._pending)

    @Slot(str, object)
    def _on_opened(self, source: str, overview: DataCounts) -> None:
        if source == SAMPLE:
            self._sample, self._sample_problem = overview, ""
        if source == self._pending:
            self._pending = None
            self._adopt(source, overview)
            self._remember()
        elif source == self.source:
            self._adopt(source, overview)
        self._show()

    @Slot(str, object)
    def _on_opening_failed(self, source: str, event: TaskFailed) -> None:
        """Say why, and leave in force what was."""
        sentence = str(event.error) if event.error else _FAULT
        if source == self._pending:
            self._pending = None
            outcome = "stays chosen"
            if source == self.source:  # it was opened anew, and is not what it was
                self._adopt(SAMPLE, self._sample)
                outcome = "is chosen instead"
            if source == self._disk:
                self._disk = None if self.source == SAMPLE else self.source
            self.message.say(f"{sentence} {self._name_in_force()} {outcome}.", failed=True)
            self._complete()
        elif source == SAMPLE:
            self._sample_problem = sentence
            self.message.say(sentence, failed=True)
        if event.error is None:
            self.failed.emit(event.details)
        self._show()

    @Slot(str)
    def _on_opening_stopped(self, source: str) -> None:
        if source == self._pending:
            self._pending = None
            self.message.say(f"Stopped. {self._name_in_force()} stays chosen.")
            self._complete()
        self._show()

    @Slot(str)
    def _on_downloaded(self, archive: str) -> None:
        """Use what was downloaded, unless something else is going on by now."""
        if self._is_locked or self._pending is not None:
            self._disk = archive
            self.message.say("CIFAR-10 is here now; choose it above for the next training.")
            self._show()
        else:
            self.choose(archive)

    @Slot(object)
    def _on_download_failed(self, event: TaskFailed) -> None:
        self.message.say(str(event.error) if event.error else _FAULT, failed=True)
        if event.error is None:
            self.failed.emit(event.details)

    @Slot()
    def _on_download_stopped(self) -> None:
        self.message.say("Stopped. What arrived is kept, and the download can go on from there.")
