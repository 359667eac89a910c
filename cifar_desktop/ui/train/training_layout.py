"""How the Train tab is laid out: a column to set things up, and beside it the training."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cifar_desktop.ui.widgets.card import empty_card

COLUMN_PX = 384
SMALLEST_COLUMN_PX, LARGEST_COLUMN_PX = 372, 480
_MARGIN_PX = 14


class TrainingLayout(QSplitter):
    """Left a column that scrolls, right the rest; whoever moves the line between them finds it there again.

    Attributes:
        column: the scroll area on the left.

    Signals:
        moved: the widths of both sides, in pixels, after a person moved the line.
    """

    moved = Signal(object)

    def __init__(self, setup: Sequence[QWidget], live: Sequence[QWidget], parent: QWidget | None = None) -> None:
        """Put `setup` on cards into the column, and `live` below each other; the last of them takes the room."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self.column = _Column(setup)
        self.addWidget(self.column)
        self._live = _stacked(live)
        self.addWidget(_scrolling(self._live))
        self.set_compact(False)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.setSizes([COLUMN_PX, 3 * COLUMN_PX])
        self.handle(1).setAccessibleName("Width of the settings")
        self.splitterMoved.connect(self._on_moved)

    def set_compact(self, is_compact: bool) -> None:
        """Leave out air where the window is low."""
        above, below = (8, 4) if is_compact else (_MARGIN_PX, 10)
        self._live.setContentsMargins(6, above, _MARGIN_PX + 4, below)
        self._live.setSpacing(8 if is_compact else 12)

    @Slot(int, int)
    def _on_moved(self, _position: int, _index: int) -> None:
        self.moved.emit(tuple(self.sizes()))


class _Column(QScrollArea):
    """Scrolls down, never across."""

    def __init__(self, widgets: Sequence[QWidget]) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # its width must not come and go
        self.setMinimumWidth(SMALLEST_COLUMN_PX)
        self.setMaximumWidth(LARGEST_COLUMN_PX)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Photos and settings")
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(_MARGIN_PX, _MARGIN_PX, 4, _MARGIN_PX)
        layout.setSpacing(_MARGIN_PX)
        for widget in widgets:
            layout.addWidget(_on_card(widget))
        layout.addStretch(1)
        self.setWidget(page)
        for each in (self.viewport(), page):
            each.setAutoFillBackground(False)


class TrainingPages(QStackedWidget):
    """The photos or the curves: as high as there is room for, and not higher, whatever they would like to be."""

    def sizeHint(self) -> QSize:
        """Wish for no more than what is needed."""
        return self.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        """Do not let wrapped words somewhere on a page decide how high all of it wants to be."""
        return False


def _on_card(widget: QWidget) -> QFrame:
    card = empty_card()
    layout = QVBoxLayout(card)
    layout.setContentsMargins(14, 14, 12, 16)
    layout.addWidget(widget)
    return card


def _stacked(widgets: Sequence[QWidget]) -> QVBoxLayout:
    """Return the widgets of the right side below each other."""
    layout = QVBoxLayout()
    for widget in widgets[:-1]:
        layout.addWidget(widget)
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widgets[-1])
    layout.addLayout(row, 1)
    return layout


def _scrolling(layout: QVBoxLayout) -> QScrollArea:
    """Return the right side; it scrolls only where a window is too small for all of it."""
    page = QWidget()
    page.setLayout(layout)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName("The training")
    area.setWidget(page)
    for each in (area.viewport(), page):
        each.setAutoFillBackground(False)
    return area
