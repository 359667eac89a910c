"""The photos themselves: some of each class, and what the network sees of them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from cifar_desktop.data.counts import DataCounts
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.ui.train.augmentation_preview import AugmentationPreview
from cifar_desktop.ui.train.data_panel import DataPanel
from cifar_desktop.ui.widgets.card import empty_card
from cifar_desktop.ui.widgets.thumbnail_grid import PictureColumn, ThumbnailGrid

if TYPE_CHECKING:
    from cifar_desktop.data.overview import DataOverview

_ROWS = 3
_BESIDE_BAR_PX = 8


class DataView(QScrollArea):
    """The large side of the data panel; scrolls where the window is small.

    Attributes:
        thumbnails: pictures of each class.
        preview: some photos as the batches show them.

    Signals:
        failed: a fault of the program, with its traceback.
    """

    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("The photos to learn from")
        self._panel: DataPanel | None = None
        self._build()

    def follow(self, panel: DataPanel) -> None:
        """Show the data and the settings of `panel`, now and whenever they change; its pictures once it is seen."""
        self._panel = panel
        panel.overview_changed.connect(self.show_overview)
        panel.config_changed.connect(self.set_config)
        self.set_config(panel.config)
        if panel.overview is not None:
            self.show_counts(panel.overview)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ask for the pictures as soon as their places are there, and not before."""
        super().paintEvent(event)
        if self._panel is not None:
            QTimer.singleShot(0, self._panel.look_at_pictures)
            self._panel = None

    def show_counts(self, counts: DataCounts) -> None:
        """Say what there is, and keep room for the pictures."""
        number = len(counts.class_names)
        self.summary.setText(
            f"{counts.name}: {counts.num_train + counts.num_test:,} photos in {number} classes, "
            "enlarged here. The network sees no more of them than you do."
        )
        self.thumbnails.expect(counts.class_names, _ROWS)
        self.thumbnails.setAccessibleName(f"Photos of each class: {', '.join(counts.class_names)}")

    @Slot(object)
    def show_overview(self, overview: "DataOverview") -> None:
        """Show this data set."""
        self.show_counts(overview)
        columns = [
            PictureColumn(caption=name, pictures=pictures)
            for name, pictures in zip(overview.class_names, overview.pictures, strict=True)
        ]
        self.thumbnails.show_columns(columns)
        self.preview.show_overview(overview)

    @Slot(object)
    def set_config(self, config: TrainConfig) -> None:
        """Show what these settings do to the photos."""
        self.preview.set_config(config)

    def shut_down(self) -> bool:
        """Draw no more; tell whether nothing is being drawn any longer."""
        return self.preview.shut_down()

    @Slot(int, int)
    def _on_scroll_range(self, _lowest: int, highest: int) -> None:
        """Stay clear of the scroll bar; without one, end where the cards above end."""
        self._page_layout.setContentsMargins(0, 0, _BESIDE_BAR_PX if highest else 0, 0)

    def _build(self) -> None:
        title = QLabel("What there is to learn")
        title.setProperty("role", "heading")
        self.summary = QLabel()
        self.summary.setProperty("role", "quiet")
        self.summary.setWordWrap(True)
        self.thumbnails = ThumbnailGrid(wraps=True, max_rows=_ROWS)
        self.preview = AugmentationPreview()
        self.preview.failed.connect(self.failed)
        page = QWidget()
        page.setObjectName("data-view-page")
        self._page_layout = layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(title)
        layout.addWidget(self.summary)
        layout.addWidget(_in_card(self.thumbnails))
        layout.addWidget(_in_card(self.preview))
        layout.addStretch(1)
        self.setWidget(page)
        self.verticalScrollBar().rangeChanged.connect(self._on_scroll_range)
        # The card lies on the window's own colour, not on that of a text field.
        for each in (self.viewport(), page):
            each.setAutoFillBackground(False)


def _in_card(widget: QWidget) -> QFrame:
    """Return a card with wide margins around one widget."""
    card = empty_card()
    layout = QVBoxLayout(card)
    layout.setContentsMargins(22, 18, 22, 20)
    layout.addWidget(widget)
    return card
