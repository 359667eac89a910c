"""What the network sees: some photos as the batches show them, epoch after epoch, under the present settings."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cifar_desktop.percentages import in_percent
from cifar_desktop.tasks import Event, Report
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.task_thread import TaskFailed, TaskSucceeded, TaskThread
from cifar_desktop.ui.widgets.thumbnail_grid import PictureColumn, ThumbnailGrid

if TYPE_CHECKING:
    from cifar_desktop.data.overview import DataOverview, Pictures

NUM_PHOTOS = 3
MAX_EPOCHS = 16  # more columns than that fit on no screen
SHUT_DOWN_MS = 10_000


class AugmentationPreview(QWidget):
    """Photos on the left, and to their right what the network is shown instead in each epoch.

    It is drawn only while it can be seen; changes that come while one is being drawn are drawn next, and of
    several only the last.

    Signals:
        drawn: the pictures are those of the settings of this moment.
        failed: a fault of the program, with its traceback.
    """

    drawn = Signal()
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config: TrainConfig = preset_config("quick")
        self._overview: DataOverview | None = None
        self._draw_number = 0
        self._is_stale = True
        self._is_drawn = False
        self._is_shut_down = False
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self._on_ended)
        self._build()
        self._describe()

    def show_overview(self, overview: "DataOverview") -> None:
        """Take the photos from this data set."""
        self._overview = overview
        self._draw_number = 0
        self._renew()

    def set_config(self, config: TrainConfig) -> None:
        """Follow the settings; those that change no picture cost nothing."""
        before, self._config = self._config, config
        if _what_matters(before) != _what_matters(config):
            self._describe()
            self._renew()

    def shut_down(self) -> bool:
        """Draw no more, and wait for what is being drawn; tell whether it has ended."""
        self._is_shut_down = True
        return self._thread.wait(SHUT_DOWN_MS)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what changed while nobody looked."""
        super().showEvent(event)
        self._draw_if_stale()

    def _build(self) -> None:
        title = QLabel("What the network sees")
        title.setProperty("role", "heading")
        self.words = QLabel()
        self.words.setProperty("role", "quiet")
        self.words.setWordWrap(True)
        self.again_button = QPushButton("Draw a&gain")
        self.again_button.setToolTip("Takes other photos and lets chance decide anew")
        self.again_button.clicked.connect(self._on_again_clicked)
        self.again_button.setEnabled(False)
        self.grid = ThumbnailGrid(wraps=False, max_rows=NUM_PHOTOS)
        self.grid.setAccessibleName("Photos as the network sees them")
        self.waiting = QLabel("The pictures come as soon as the engine is loaded.")
        self.waiting.setProperty("role", "quiet")
        self.waiting.setWordWrap(True)
        head = QHBoxLayout()
        text = QVBoxLayout()
        text.setSpacing(4)
        text.addWidget(title)
        text.addWidget(self.words)
        head.addLayout(text, 1)
        head.addSpacing(12)
        head.addWidget(self.again_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addLayout(head)
        layout.addWidget(self.waiting)
        layout.addWidget(self.grid)
        self.grid.hide()

    # Drawing on the thread

    def _renew(self) -> None:
        self._is_stale = True
        self._draw_if_stale()

    def _draw_if_stale(self) -> None:
        """Let the thread draw, unless nobody looks, nothing changed or it is busy: then it goes on by itself."""
        overview = self._overview
        if overview is None or not overview.has_examples or self._is_shut_down:
            return
        if not (self._is_stale and self.isVisible()) or self._thread.is_running:
            return
        self._is_stale = self._is_drawn = False
        self._thread.start(partial(_drawn, overview, self._config, self._draw_number))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case TaskSucceeded(result=_Drawn() as result):
                self._show(result)
            case TaskFailed(error=error, details=details):
                self._say(str(error) if error else "The pictures cannot be drawn: the program met a fault of its own.")
                if not error:
                    self.failed.emit(details)

    @Slot()
    def _on_ended(self) -> None:
        self._draw_if_stale()
        if self._is_drawn and not self._thread.is_running:
            self.drawn.emit()

    @Slot()
    def _on_again_clicked(self) -> None:
        self._draw_number += 1
        self._renew()

    def _show(self, result: "_Drawn") -> None:
        columns = [PictureColumn(caption="Photo", pictures=result.photos)]
        for epoch in range(result.seen.shape[1]):
            caption = "Epoch 1" if epoch == 0 else str(epoch + 1)
            columns.append(PictureColumn(caption=caption, pictures=result.seen[:, epoch]))
        self.grid.show_columns(columns)
        self.grid.show()
        self.waiting.hide()
        self.again_button.setEnabled(True)
        self._is_drawn = not self._is_stale

    def _say(self, sentence: str) -> None:
        self.waiting.setText(sentence)
        self.waiting.show()
        self.grid.hide()

    def _describe(self) -> None:
        self.words.setText(changes_in_words(self._config))
        self.grid.setAccessibleDescription(self.words.text())


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """Some photos, and what the batches show of each in each epoch."""

    photos: "Pictures"
    seen: "Pictures"


def changes_in_words(config: TrainConfig) -> str:
    """Say what the settings do to a photo, such as "Mirrored every other epoch, moved by up to 2 pixels."."""
    mirrored = {"random": "mirrored by chance", "alternating": "mirrored every other epoch"}
    parts = [mirrored[config.flip]] if config.flip in mirrored else []
    if config.translate:
        parts.append(f"moved by up to {config.translate} pixel{'s' if config.translate > 1 else ''}")
    if config.zoom:
        parts.append(f"half of them zoomed by up to {in_percent(config.zoom, 0)}")
    if config.cutout:
        parts.append(f"a square of {config.cutout} pixel{'s' if config.cutout > 1 else ''} greyed out")
    if config.mix:
        parts.append(f"{in_percent(config.mix, 0)} of them mixed with another photo")
    if not parts:
        return "The photos as they are, the same in every epoch: the settings change nothing about them."
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"Each epoch shows a photo a little differently: {listed}."


def _what_matters(config: TrainConfig) -> tuple[object, ...]:
    """Return the settings that the pictures depend on."""
    epochs = min(config.epochs, MAX_EPOCHS)
    return config.flip, config.translate, config.zoom, config.cutout, config.mix, config.seed, epochs


def _drawn(overview: "DataOverview", config: TrainConfig, draw_number: int, _: Report) -> _Drawn:
    """Return some photos and what the batches make of them; runs on the thread, where torch is first imported."""
    import numpy as np

    from cifar_desktop.data.preview import augmented_examples
    from cifar_desktop.training.preparation import augmentation

    number = len(overview.examples)
    chosen = np.arange(draw_number * NUM_PHOTOS, (draw_number + 1) * NUM_PHOTOS) % number
    photos = overview.examples[chosen[:number]]
    seen = augmented_examples(
        photos,
        augmentation=augmentation(config),
        mean=overview.mean,
        std=overview.std,
        seed=config.seed + draw_number,
        epochs=range(min(config.epochs, MAX_EPOCHS)),
    )
    return _Drawn(photos, seen)
