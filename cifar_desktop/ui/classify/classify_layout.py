"""How the Classify tab is laid out: a bar, and below it the beginning, or the list, the photo and the answer."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

_MARGIN_PX = 14
_GAP_PX = 9  # half of what is between two columns; the other half is the splitter's handle
_LEAST_PX = (290, 300, 290)  # of the columns: what the smallest window has, nothing is clipped in that
_WIDTHS_PX = (380, 560, 330)


class ClassifyLayout(QWidget):
    """Three columns that a person can widen; the first one is there only where there is a list.

    Attributes:
        middle: the photo, or the camera in its place.

    Signals:
        moved: the widths of the columns in pixels, after a person moved a line between them.
    """

    moved = Signal(object)

    def __init__(
        self,
        *,
        bar: tuple[QWidget, QWidget],
        welcome: QWidget,
        columns: tuple[QWidget, QWidget, QWidget],
        camera: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._welcome, self._photo, self._camera = welcome, columns[1], camera
        self.middle = QStackedWidget()
        self.middle.addWidget(self._photo)
        self.middle.addWidget(camera)
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._columns.setChildrenCollapsible(False)
        names = ("Width of the list", "Width of the answer")
        self._list = _padded(columns[0], left=0, right=_GAP_PX // 2)
        middle = _padded(self.middle, left=_GAP_PX, right=_GAP_PX // 2)
        for place, column in enumerate((self._list, middle, _padded(columns[2], left=_GAP_PX, right=0))):
            column.setMinimumWidth(_LEAST_PX[place])
            self._columns.addWidget(column)
            self._columns.setStretchFactor(place, 1 if place == 1 else 0)
        for place, name in enumerate(names, start=1):
            self._columns.handle(place).setAccessibleName(name)
        self._columns.setSizes(list(_WIDTHS_PX))
        self._columns.splitterMoved.connect(self._on_moved)
        self._pages = QStackedWidget()
        self._pages.addWidget(welcome)
        self._pages.addWidget(self._columns)
        self._lay_out(*bar)
        self.show_list(is_shown=False)

    @property
    def is_at_beginning(self) -> bool:
        """Tell whether the page before the first photo is shown."""
        return self._pages.currentWidget() is self._welcome

    @property
    def has_list(self) -> bool:
        """Tell whether the list is shown."""
        return not self._list.isHidden()

    def show_beginning(self) -> None:
        """Show the page before the first photo."""
        self._pages.setCurrentWidget(self._welcome)

    def show_photo(self) -> None:
        """Show the photo with its answer."""
        self.middle.setCurrentWidget(self._photo)
        self._pages.setCurrentWidget(self._columns)

    def show_camera(self) -> None:
        """Show the camera with its answers."""
        self.middle.setCurrentWidget(self._camera)
        self._pages.setCurrentWidget(self._columns)

    def show_list(self, *, is_shown: bool) -> None:
        """Show the list of photos beside the photo, or not."""
        self._list.setVisible(is_shown)

    def set_widths(self, widths_px: tuple[int, ...]) -> None:
        """Give the columns the widths that a person chose before."""
        if len(widths_px) == self._columns.count() and all(widths_px):
            self._columns.setSizes(list(widths_px))

    def _lay_out(self, ways_in: QWidget, weights: QWidget) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(16)
        bar.addWidget(ways_in)
        bar.addStretch(1)
        bar.addWidget(weights)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN_PX, 10, _MARGIN_PX, _MARGIN_PX)
        layout.setSpacing(10)
        layout.addLayout(bar)
        layout.addWidget(self._pages, 1)

    @Slot(int, int)
    def _on_moved(self, _position: int, _index: int) -> None:
        if self.has_list:  # without it, its width is nobody's choice
            self.moved.emit(tuple(self._columns.sizes()))


def _padded(widget: QWidget, *, left: int, right: int) -> QWidget:
    """Return the widget with some air beside it."""
    around = QWidget()
    layout = QVBoxLayout(around)
    layout.setContentsMargins(left, 0, right, 0)
    layout.addWidget(widget)
    return around
