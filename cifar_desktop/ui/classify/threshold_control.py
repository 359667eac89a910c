"""How sure the network must be before it answers: a slider, this photo's place on it, and what both mean."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QSlider, QVBoxLayout, QWidget

from cifar_desktop.evaluation.not_sure_rule import NotSureRule
from cifar_desktop.ui.classify.sure_scale import (
    ALWAYS,
    MOST,
    is_enough,
    own_step,
    place_of,
    threshold_at,
    what_it_means,
    where_it_lies,
)
from cifar_desktop.ui.theme import current_colours

_HANDLE_PX = 16  # how wide the style sheet draws the slider's handle
_TIP = (
    "<p>To the left it answers more often, and is wrong more often; to the right it rather says “Not sure”. Quite at "
    "the left it always answers. The mark shows where this photo lies: with the handle to the right of it there is no "
    "answer.</p>"
)
_NO_RULE = "These weights came without a rule for “Not sure”: every photo gets an answer, also one of something else."


class ThresholdControl(QWidget):
    """Adjusts the rule's threshold; the rule's own one is a click away.

    Attributes:
        threshold: photos that look less familiar get no answer; minus infinity where all do.
        slider: from "always answers" at the left to "hardly ever" at the right.
        reset_button: goes back to the rule's own threshold; hidden while that is used.
        sentence: what the threshold means, and what for this photo.

    Signals:
        threshold_changed: the threshold that the person has chosen.
    """

    threshold_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.threshold = ALWAYS
        self._rule: NotSureRule | None = None
        self._familiarity: float | None = None
        title = QLabel("How sure it must be")
        title.setProperty("role", "quiet")
        self.reset_button = QPushButton("Reset")
        self.reset_button.setProperty("role", "link")
        self.reset_button.setToolTip("Goes back to what the weights themselves ask for.")
        self.reset_button.setAccessibleName("Reset how sure it must be")
        self.reset_button.clicked.connect(self._on_reset_clicked)
        self.reset_button.setFixedHeight(self.fontMetrics().lineSpacing() + 6)
        policy = self.reset_button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset_button.setSizePolicy(policy)
        self.slider = _CalmSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, MOST)
        self.slider.setToolTip(_TIP)
        self.slider.setAccessibleName("How sure it must be")
        self.slider.valueChanged.connect(self._on_moved)
        self._mark = _PhotoMark()
        self.sentence = QLabel()
        self.sentence.setProperty("role", "quiet")
        self.sentence.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.reset_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.slider)
        layout.addWidget(self._mark)
        layout.addWidget(self.sentence)
        self.set_rule(None)

    def set_rule(self, rule: NotSureRule | None) -> None:
        """Use the rule of other weights, with its own threshold, or none."""
        self._rule = rule
        self._familiarity = None
        self.threshold = rule.threshold if rule else ALWAYS
        self.slider.blockSignals(True)  # the person has chosen nothing
        self.slider.setValue(own_step(rule) if rule else 0)
        self.slider.blockSignals(False)
        self.slider.setVisible(rule is not None)
        self._mark.setVisible(rule is not None)
        self._say()

    def show_photo(self, familiarity: float | None) -> None:
        """Show where a photo lies that looks so familiar; None shows no photo."""
        self._familiarity = familiarity
        self._say()

    @Slot(int)
    def _on_moved(self, step: int) -> None:
        if self._rule is not None:
            self.threshold = threshold_at(self._rule, step)
            self._say()
            self.threshold_changed.emit(self.threshold)

    @Slot()
    def _on_reset_clicked(self) -> None:
        if self._rule is not None:
            self.slider.setFocus(Qt.FocusReason.OtherFocusReason)  # the button goes, and takes the focus with it
            self.slider.setValue(own_step(self._rule))

    def _say(self) -> None:
        """Say what the threshold means, and what for this photo."""
        rule, familiarity = self._rule, self._familiarity
        self.reset_button.setVisible(rule is not None and self.threshold != rule.threshold)
        if rule is None:
            self.sentence.setText(_NO_RULE)
            return
        words = what_it_means(rule, self.threshold)
        if familiarity is None:
            self._mark.show_place(None, is_enough=True)
        else:
            words = f"{words} {where_it_lies(rule, familiarity)}"
            self._mark.show_place(place_of(rule, familiarity), is_enough=is_enough(familiarity, self.threshold))
        self.sentence.setText(words)
        self.slider.setAccessibleDescription(words)


class _CalmSlider(QSlider):
    """A slider that the wheel, which scrolls past it, does not move."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _PhotoMark(QWidget):
    """A mark below the slider where the photo lies, with a word."""

    _WORDS = "this photo"

    def __init__(self) -> None:
        super().__init__()
        self._place: float | None = None
        self._is_enough = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_place(self, place: float | None, *, is_enough: bool) -> None:
        """Show the mark at a step of the slider, or none."""
        self._place, self._is_enough = place, is_enough
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a small line."""
        return QSize(120, round(QFontMetricsF(self._small_font()).height()) + 4)

    def changeEvent(self, event: QEvent) -> None:
        """Wear the new look."""
        super().changeEvent(event)
        self.updateGeometry()
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the mark, and the word on the side where there is room."""
        if self._place is None:
            return
        colours = current_colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        across = _HANDLE_PX / 2 + self._place / MOST * (self.width() - _HANDLE_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent if self._is_enough else colours.edge))
        painter.drawPolygon(QPolygonF([QPointF(across, 1), QPointF(across + 5, 9), QPointF(across - 5, 9)]))
        font = self._small_font()
        painter.setFont(font)
        painter.setPen(QColor(colours.quiet))
        width = QFontMetricsF(font).horizontalAdvance(self._WORDS)
        left = across + 10 if across + 10 + width <= self.width() else across - 10 - width
        room = QRectF(left, 0, width + 1, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._WORDS)
        painter.end()

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(10, round(self.fontInfo().pixelSize() * 0.87)))
        return font
