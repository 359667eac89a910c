"""Start, Pause and Stop: what can be done with a training now, and why something cannot."""

from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from cifar_desktop.ui.train.training_state import StopWish, TrainState

_START_KEYS = ("Ctrl+Return", "Ctrl+Enter")
_PAUSE_KEY, _STOP_KEY = "Ctrl+P", "Ctrl+."
_CAN_PAUSE = {TrainState.RUNNING, TrainState.PAUSING, TrainState.PAUSED}
_IS_HELD = {TrainState.PAUSING, TrainState.PAUSED}


class RunControls(QWidget):
    """The buttons that steer a training; only those that mean something now are there.

    Attributes:
        start_button, pause_button, stop_button: the buttons; the last one opens a menu.
        start_action, pause_action: what they do, with their keys.
        keep_action, save_action, discard_action: the ways to stop.

    Signals:
        start_wanted: a new training.
        pause_wanted: wait, or go on where it waits.
        stop_wanted: the StopWish.
    """

    start_wanted = Signal()
    pause_wanted = Signal()
    stop_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build_actions()
        self.start_button = QPushButton("&Start training")
        self.start_button.setProperty("role", "primary")
        self.start_button.clicked.connect(self.start_action.trigger)
        self.pause_button = QPushButton("&Pause")
        self.pause_button.clicked.connect(self.pause_action.trigger)
        self.stop_button = QPushButton("S&top")
        self.stop_button.setAccessibleName("Stop the training")
        menu = QMenu(self.stop_button)
        menu.setToolTipsVisible(True)
        menu.addActions([self.keep_action, self.save_action, self.discard_action])
        self.stop_button.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for button in (self.start_button, self.pause_button, self.stop_button):
            row.addWidget(button)
        self.show_state(TrainState.READY, "")

    def _build_actions(self) -> None:
        self.start_action = QAction("Start training", self)
        self.start_action.setShortcuts([QKeySequence(keys) for keys in _START_KEYS])
        self.start_action.triggered.connect(self._on_start)
        self.pause_action = QAction("Pause or go on", self)
        self.pause_action.setShortcut(QKeySequence(_PAUSE_KEY))
        self.pause_action.triggered.connect(self._on_pause)
        self.keep_action = QAction("Stop and &keep the best", self)
        self.keep_action.setShortcut(QKeySequence(_STOP_KEY))
        self.save_action = QAction("Stop and &go on another day", self)
        self.discard_action = QAction("Stop and &discard…", self)
        for action, wish, tip in (
            (self.keep_action, StopWish.KEEP_BEST, "Ends it for good. The best weights so far are tested and kept."),
            (self.save_action, StopWish.SAVE, "Saves everything; the run can go on from there."),
            (self.discard_action, StopWish.DISCARD, "Ends it and deletes the folder of the run. It asks first."),
        ):
            action.setData(wish)
            action.setToolTip(tip)
            action.triggered.connect(self._on_stop)
        self.addActions([self.start_action, self.pause_action, self.keep_action])

    def show_state(self, state: TrainState, problem: str, *, is_start_elsewhere: bool = False) -> None:
        """Show what can be done; `problem` says why no training can start, if none can."""
        is_active = state.is_active
        self._hand_on_focus(is_active)
        self.start_action.setEnabled(not is_active and not problem)
        self.start_button.setEnabled(self.start_action.isEnabled())
        self.start_button.setToolTip(problem or f"Trains with the settings on the left ({_native(_START_KEYS[0])}).")
        self.start_button.setAccessibleDescription(problem)
        self.start_button.setVisible(not is_active and not is_start_elsewhere)
        self._show_pause(state)
        self.stop_button.setVisible(is_active)
        self.stop_button.setEnabled(is_active and state is not TrainState.STOPPING)
        self.stop_button.setToolTip(
            "The training is stopping." if state is TrainState.STOPPING else "Offers the ways to end the training."
        )
        has_begun = state is not TrainState.LOADING
        for action in (self.keep_action, self.save_action):
            action.setVisible(has_begun)
            action.setEnabled(is_active and has_begun and state is not TrainState.STOPPING)
        self.discard_action.setText("Stop and &discard…" if has_begun else "&Do not start")

    def _show_pause(self, state: TrainState) -> None:
        is_held = state in _IS_HELD
        self.pause_action.setEnabled(state in _CAN_PAUSE)
        self.pause_button.setVisible(state.is_active)
        self.pause_button.setEnabled(self.pause_action.isEnabled())
        self.pause_button.setText("&Continue" if is_held else "&Pause")
        if self.pause_action.isEnabled():
            what = "Goes on where it waits" if is_held else "Waits before the next batch, and saves everything"
            self.pause_button.setToolTip(f"{what} ({_native(_PAUSE_KEY)}).")
        else:
            self.pause_button.setToolTip("There is nothing to pause yet, or any more.")
        width = max(self._width_of("&Pause"), self._width_of("&Continue"))
        self.pause_button.setMinimumWidth(width)

    def _width_of(self, text: str) -> int:
        """Return how wide the button is with a text, so that it does not change its width with it."""
        before = self.pause_button.text()
        self.pause_button.setText(text)
        width = self.pause_button.sizeHint().width()
        self.pause_button.setText(before)
        return width

    def _hand_on_focus(self, is_active: bool) -> None:
        """Keep the keyboard where the eye is: Start becomes Pause, and Pause becomes Start."""
        if is_active and self.start_button.hasFocus():
            self.pause_button.show()
            self.pause_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not is_active and (self.pause_button.hasFocus() or self.stop_button.hasFocus()):
            self.start_button.show()
            self.start_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_start(self) -> None:
        self.start_wanted.emit()

    @Slot()
    def _on_pause(self) -> None:
        self.pause_wanted.emit()

    @Slot()
    def _on_stop(self) -> None:
        self.stop_wanted.emit(cast("QAction", self.sender()).data())


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
