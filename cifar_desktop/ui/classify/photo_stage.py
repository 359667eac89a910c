"""The middle of the tab: the photo with its square and its heat map, or why it cannot be shown."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cifar_desktop.errors import UserError
from cifar_desktop.inference.views import Box
from cifar_desktop.percentages import in_percent
from cifar_desktop.ui.classify.photo_canvas import PhotoCanvas
from cifar_desktop.ui.classify.photo_problem import PhotoProblem
from cifar_desktop.ui.classify.stage_foot import StageFoot

WAITING_AFTER_MS = 200  # most photos are there sooner; words that flash by are only unrest
_WAITING = "Reading the photo…"
_HINT = "Drag a square to ask about a part."
_BOX_HINT = "The answer is about this square."
_KEYS_HINT = "Space or an arrow key draws a square."
_BOX_KEYS_HINT = "Arrow keys move it, with Shift they resize it; Esc ends it."
_HEAT_WORDS = "Bright: what speaks for the answer"
_TIP = (
    "<p>Draw a square with the mouse, move it, or draw at its corners. With the keyboard: Space makes one, the arrow "
    "keys move it, with Shift they resize it, with Ctrl they go by single pixels. A double click or Esc goes back to "
    "the whole photo.</p>"
)


class PhotoStage(QWidget):
    """Shows one photo, and lets a person say which part of it is meant.

    Attributes:
        canvas: the photo itself.
        problem: what stands in its place where it cannot be shown.
        foot: the line below it, about what can be done.

    Signals:
        box_changed: the square that the person draws, in pixels of the photo, or None for the whole photo; while
            they drag, at most once a turn of the event loop.
    """

    box_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas, self.problem, self.foot = PhotoCanvas(), PhotoProblem(), StageFoot()
        self.foot.words.setToolTip(_TIP)
        self.foot.whole_button.clicked.connect(self._on_whole_clicked)
        self._heat_words = ""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(WAITING_AFTER_MS)
        self._patience.timeout.connect(self._on_patience_over)
        self.canvas.box_changed.connect(self.box_changed)
        self.canvas.changed.connect(self._describe)
        self.setFocusProxy(self.canvas)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.problem, 1)
        layout.addWidget(self.foot)
        self._show_problem_page(is_problem=False)
        self._describe()

    @property
    def box(self) -> Box | None:
        """Return the square in pixels of the photo; None for the whole photo."""
        return self.canvas.box

    def show_photo(self, rgb: NDArray[np.uint8]) -> None:
        """Show an upright RGB photo, (height, width, 3), as a whole."""
        self._patience.stop()
        self._show_problem_page(is_problem=False)
        self.canvas.show_photo(rgb)

    def set_box(self, box: Box | None) -> None:
        """Show a square without announcing it; one that the person is dragging is left alone."""
        self.canvas.set_box(box)

    def show_heat(self, heat: NDArray[np.float32] | None, *, words: str = "") -> None:
        """Lay a heat map of 0..1 over the square, or over the whole photo without one; None takes it away.

        It goes by itself when the square changes. `words` say what its bright end means.
        """
        self._heat_words = words or _HEAT_WORDS
        self.canvas.show_heat(heat)

    def show_problem(self, name: str, error: UserError) -> None:
        """Say in the photo's place why it cannot be shown."""
        self._patience.stop()
        self.canvas.show_photo(None)
        self.problem.show_problem(name, error)
        self._show_problem_page(is_problem=True)

    def show_waiting(self) -> None:
        """Say that another photo is on its way, if it does not come at once; no square is drawn meanwhile."""
        self.canvas.set_editable(False)
        if not self._patience.isActive() and not self.canvas.waiting_words:
            self._patience.start()

    def stop_waiting(self) -> None:
        """Go on with the photo that is there: no other one comes."""
        self._patience.stop()
        self.canvas.say_waiting("")
        self.canvas.set_editable(self.canvas.photo is not None)

    def clear(self) -> None:
        """Show nothing at all."""
        self._patience.stop()
        self._show_problem_page(is_problem=False)
        self.canvas.show_photo(None)

    @Slot()
    def _on_patience_over(self) -> None:
        self._show_problem_page(is_problem=False)
        self.canvas.say_waiting(_WAITING)

    @Slot()
    def _on_whole_clicked(self) -> None:
        self.canvas.clear_box()
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)  # the button goes, and takes the focus with it

    def _show_problem_page(self, *, is_problem: bool) -> None:
        self.canvas.setVisible(not is_problem)
        self.problem.setVisible(is_problem)

    @Slot()
    def _describe(self) -> None:
        """Say beside the photo what can be done with it, and what is shown to those who do not see it."""
        canvas = self.canvas
        has_box, has_photo = canvas.box is not None, canvas.photo is not None
        if not has_photo:
            words = ""
        elif canvas.has_heat:
            words = self._heat_words
        elif canvas.is_keyboard_here:
            words = _BOX_KEYS_HINT if has_box else _KEYS_HINT
        else:
            words = _BOX_HINT if has_box else _HINT
        self.foot.say(words, has_heat=has_photo and canvas.has_heat, has_box=has_photo and has_box)
        canvas.setAccessibleName("Photo" if has_photo else "No photo")
        canvas.setAccessibleDescription(_in_words(canvas) if has_photo else "")


def _in_words(canvas: PhotoCanvas) -> str:
    """Return what can be seen, for those who hear it."""
    heat = " A heat map lies on it." if canvas.has_heat else ""
    if canvas.box is None or canvas.photo is None:
        return f"All of it is looked at.{heat} {_KEYS_HINT}"
    width, height = canvas.photo.size
    left, top, right, bottom = canvas.box
    across, down = (left + right) / 2 / width, (top + bottom) / 2 / height
    return (
        f"A square is looked at: {in_percent((right - left) / width, 0)} of the width, with its middle at "
        f"{in_percent(across, 0)} from the left and {in_percent(down, 0)} from the top.{heat} {_BOX_KEYS_HINT}"
    )
