"""The row above the charts: what they show and how, and where they can be saved."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSlider,
    QToolButton,
    QWidget,
)

from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.train.chart_axis import Axis

_AXES: tuple[tuple[Axis, str, str], ...] = (
    ("step", "Step", "Show the curves over training steps: one batch of pictures each."),
    ("epoch", "Epoch", "Show the curves over epochs: in one epoch the network sees every training picture once."),
    ("time", "Time", "Show the curves over the time that was spent training, without pauses."),
)
_SPANS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000)
_DEFAULT_SPAN = 20
_GROUP_GAP_PX = 18
_STYLE = """
QToolButton {{ background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 6px;
    padding: 4px 10px; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton:checked {{ background: {soft}; color: {accent}; border-color: {accent}; }}
QToolButton:checked:focus {{ border: 2px solid {accent}; padding: 3px 9px; }}
QToolButton:disabled {{ color: {quiet}; border-color: {line}; }}
QToolButton::menu-indicator {{ image: none; }}
QToolButton[place="first"] {{ border-top-right-radius: 0; border-bottom-right-radius: 0; }}
QToolButton[place="middle"] {{ border-radius: 0; margin-left: -1px; }}
QToolButton[place="last"] {{ border-top-left-radius: 0; border-bottom-left-radius: 0; margin-left: -1px; }}
"""


class ChartControls(QWidget):
    """Everything that can be set about the charts; in two rows where one is too narrow.

    Attributes:
        axis: what the shared axis counts.
        span: over how many steps the curves are smoothed; 1 is off.
        is_log: whether the loss has a logarithmic axis.
        axis_buttons, smoothing, log_box, reset_button, save_button: the controls.

    Signals:
        axis_changed, span_changed, log_changed: one of these was set.
        reset_wanted: everything is to be shown again.
        copy_wanted, picture_wanted, numbers_wanted: the charts are to be copied or saved.
    """

    axis_changed = Signal()
    span_changed = Signal()
    log_changed = Signal()
    reset_wanted = Signal()
    copy_wanted = Signal()
    picture_wanted = Signal()
    numbers_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups = (self._build_view_group(), self._build_action_group())
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addWidget(self._groups[0], 1)
        self._row.addWidget(self._groups[1])
        self._wear()
        self._show_span()
        self.set_has_points(False)

    @property
    def axis(self) -> Axis:
        """Return what the shared axis counts."""
        return next(axis for axis, button in self.axis_buttons.items() if button.isChecked())

    @property
    def span(self) -> int:
        """Return over how many steps the curves are smoothed."""
        return _SPANS[self.smoothing.value()]

    @property
    def is_log(self) -> bool:
        """Tell whether the loss has a logarithmic axis."""
        return self.log_box.isChecked()

    def set_has_points(self, has_points: bool) -> None:
        """Allow saving where there is something to save; otherwise say why not."""
        if self.save_button.toolTip() and has_points == self.save_button.isEnabled():
            return
        self.save_button.setEnabled(has_points)
        self.reset_button.setEnabled(has_points)
        self.save_button.setToolTip(
            "Copy or save the curves as a picture, or as numbers."
            if has_points
            else "There is nothing to save before the first step of a training."
        )

    # What there is

    def _build_view_group(self) -> QWidget:
        group = QWidget()
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        buttons = QButtonGroup(self)
        self.axis_buttons: dict[Axis, QToolButton] = {}
        for place, (axis, name, tooltip) in zip(("first", "middle", "last"), _AXES, strict=True):
            button = QToolButton()
            button.setText(name)
            button.setCheckable(True)
            button.setProperty("place", place)
            button.setToolTip(tooltip)
            button.setAccessibleName(f"Curves by {name.lower()}")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(self.axis_changed)
            buttons.addButton(button)
            row.addWidget(button)
            self.axis_buttons[axis] = button
        self.axis_buttons["step"].setChecked(True)
        row.addSpacing(_GROUP_GAP_PX)
        row.addWidget(caption := QLabel("S&moothing"))
        row.addSpacing(8)
        row.addWidget(self._build_slider(), 1)
        row.addSpacing(8)
        row.addWidget(self._span_label)
        row.addStretch(1)
        caption.setBuddy(self.smoothing)
        caption.setToolTip(self.smoothing.toolTip())
        return group

    def _build_slider(self) -> QSlider:
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, len(_SPANS) - 1)
        self.smoothing.setValue(_SPANS.index(_DEFAULT_SPAN))
        self.smoothing.setPageStep(3)
        self.smoothing.setMinimumWidth(64)
        self.smoothing.setMaximumWidth(180)
        self.smoothing.setAccessibleName("Smoothing")
        self.smoothing.valueChanged.connect(self._on_span_moved)
        self._span_label = QLabel()
        self._span_label.setProperty("role", "quiet")
        return self.smoothing

    def _build_action_group(self) -> QWidget:
        group = QWidget()
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.log_box = QCheckBox("&Log loss")
        self.log_box.setToolTip(
            "Draw the loss on a logarithmic axis: small improvements late in a training become visible."
        )
        self.log_box.setAccessibleName("Logarithmic axis for the loss")
        self.log_box.toggled.connect(self.log_changed)
        self.reset_button = QToolButton()
        self.reset_button.setText("Reset view")
        self.reset_button.setToolTip(
            "Show the whole run again and follow it; a double click on the curves does that too.\n"
            "Zoom with the wheel, move by dragging. With keys: + and − zoom, page up and down move,\n"  # noqa: RUF001
            "left and right read the curves off."
        )
        self.reset_button.clicked.connect(self.reset_wanted)
        self.save_button = QToolButton()
        self.save_button.setText("Save ▾")
        self.save_button.setAccessibleName("Save or copy the curves")
        self.save_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.save_button)
        for words, wanted in (
            ("&Copy image", self.copy_wanted),
            ("Export &PNG…", self.picture_wanted),
            ("Export C&SV…", self.numbers_wanted),
        ):
            menu.addAction(words).triggered.connect(wanted)
        self.save_button.setMenu(menu)
        row.addWidget(self.log_box)
        row.addStretch(1)
        for button in (self.reset_button, self.save_button):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            row.addWidget(button)
        return group

    # How it looks

    def minimumSizeHint(self) -> QSize:
        """Return the size of two rows' width: one row is wanted, not needed."""
        wide = max(group.minimumSizeHint().width() for group in self._groups)
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Change between one row and two."""
        super().resizeEvent(event)
        needed = sum(group.sizeHint().width() for group in self._groups) + _GROUP_GAP_PX
        direction = QBoxLayout.Direction.LeftToRight if self.width() >= needed else QBoxLayout.Direction.TopToBottom
        if direction != self._row.direction():
            self._row.setDirection(direction)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._wear()

    def _wear(self) -> None:
        colours = current_colours()
        style = _STYLE.format(**{name: getattr(colours, name) for name in type(colours).__dataclass_fields__})
        if style != self.styleSheet():
            self.setStyleSheet(style)
        widest = self._span_label.fontMetrics().horizontalAdvance("1,000 steps")
        self._span_label.setFixedWidth(widest + 4)

    @Slot()
    def _on_span_moved(self) -> None:
        self._show_span()
        self.span_changed.emit()

    def _show_span(self) -> None:
        span = self.span
        words = "off" if span == 1 else f"{span:,} steps"
        self._span_label.setText(words)
        self.smoothing.setAccessibleDescription(words)
        self.smoothing.setToolTip(
            f"How far back each point of the training curves looks: {words} (weight {1 - 1 / span:.4g}).\n"
            "It is a mean in which older steps count less and less: a debiased exponential moving average.\n"
            "The faint line is never smoothed, nor are the validation or the learning rate. Far left is off."
        )
