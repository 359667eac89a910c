"""How many photos there are: of each class, and for each of the three uses."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from cifar_desktop.data.counts import DataCounts
from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.widgets.disclosure import Disclosure

_BAR_HEIGHT = 6
_BAR_GAP = 2
_ROW_HEIGHT = 24
_LEGEND = (
    "The network learns from the first. The second it never learns from: they show after each epoch how well it does, "
    "and choose the best weights. The third are looked at once, at the very end."
)


def num_validation(overview: DataCounts, fraction: float) -> int:
    """Return how many training pictures a validation share keeps back, as the split itself counts them."""
    return round(fraction * overview.num_train)


def split_in_words(overview: DataCounts, fraction: float) -> str:
    """Say what a validation share means in pictures."""
    checking = num_validation(overview, fraction)
    to_check = f"{checking:,} ({fraction * 100:g} %) to check by" if checking else "none to check by"
    return f"{overview.num_train - checking:,} to learn from, {to_check}, {overview.num_test:,} for the final test."


class SplitShares(QWidget):
    """A bar of three parts and the sentence that says the same in numbers.

    The parts wear the colours of the curves that are drawn from them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = _SplitBar()
        self.words = QLabel()
        self.words.setProperty("role", "quiet")
        self.words.setWordWrap(True)
        self.setToolTip(_LEGEND)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._bar)
        layout.addWidget(self.words)

    def show_split(self, overview: DataCounts, fraction: float) -> None:
        """Show what a validation share makes of this data set."""
        checking = num_validation(overview, fraction)
        self._bar.show_parts((overview.num_train - checking, checking, overview.num_test))
        self.words.setText(split_in_words(overview, fraction))


class _SplitBar(QWidget):
    """Three numbers as parts of one line."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[int, ...] = ()
        self.setFixedHeight(_BAR_HEIGHT)

    def show_parts(self, parts: tuple[int, ...]) -> None:
        self._parts = parts
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Wear the colours of the new look."""
        self.update()
        super().changeEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = current_colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        shown = [
            (part, colour)
            for part, colour in zip(
                self._parts, (colours.train_curve, colours.validation_curve, colours.quiet), strict=False
            )
            if part
        ]
        room = self.width() - _BAR_GAP * (len(shown) - 1)
        left = 0.0
        for part, colour in shown:
            width = room * part / sum(self._parts)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(left, 0, width, _BAR_HEIGHT), 2, 2)
            left += width + _BAR_GAP
        painter.end()


class ClassCounts(QWidget):
    """One line where all classes have as many pictures; else a line that unfolds into a bar for each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel()
        self.words.setProperty("role", "quiet")
        self.words.setWordWrap(True)
        self.bars = CountBars()
        self.fold = Disclosure("Photos of each class", self.bars)
        self.fold.header.setToolTip("Shows how many photos of each class there are to learn from")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.words)
        layout.addWidget(self.fold)
        self.fold.hide()

    def show_counts(self, overview: DataCounts) -> None:
        """Show the counts of this data set."""
        is_even = len(set(overview.train_counts)) == 1 and len(set(overview.test_counts)) == 1
        self.fold.setVisible(not is_even)
        self.bars.show_counts(dict(zip(overview.class_names, overview.train_counts, strict=True)))
        number = len(overview.class_names)
        if is_even:
            train, test = overview.train_counts[0], overview.test_counts[0]
            self.words.setText(f"{number} classes with {train:,} photos each for training and {test:,} for the test.")
        else:
            fewest, most = min(overview.train_counts), max(overview.train_counts)
            self.words.setText(f"{number} classes with {fewest:,} to {most:,} photos for training.")


class CountBars(QWidget):
    """A name, a quiet bar and a number for each class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[str, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: dict[str, int]) -> None:
        """Show these counts."""
        self._counts = counts
        self.setAccessibleName("Photos of each class")
        self.setAccessibleDescription(", ".join(f"{name}: {count:,}" for name, count in counts.items()))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return a row for each class."""
        return QSize(200, _ROW_HEIGHT * len(self._counts))

    def minimumSizeHint(self) -> QSize:
        """Return the same: no row is left out."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Wear the colours of the new look."""
        self.update()
        super().changeEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the rows."""
        colours, letters = current_colours(), self.fontMetrics()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max(self._counts.values(), default=0) or 1
        names = min(self.width() * 2 // 5, max(map(letters.horizontalAdvance, self._counts), default=0))
        numbers = max((letters.horizontalAdvance(f"{count:,}") for count in self._counts.values()), default=0)
        room = max(0, self.width() - names - numbers - 24)
        for row, (name, count) in enumerate(self._counts.items()):
            top = row * _ROW_HEIGHT
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.setPen(QColor(colours.text))
            shown = letters.elidedText(name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(0, top, names, _ROW_HEIGHT), middle | Qt.AlignmentFlag.AlignLeft, shown)
            place = QRectF(self.width() - numbers, top, numbers, _ROW_HEIGHT)
            painter.setPen(QColor(colours.quiet))
            painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, f"{count:,}")
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            bar = QRectF(names + 12, top + (_ROW_HEIGHT - _BAR_HEIGHT) / 2, room * count / most, _BAR_HEIGHT)
            painter.drawRoundedRect(bar, 3, 3)
        painter.end()
