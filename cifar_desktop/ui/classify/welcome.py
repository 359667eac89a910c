"""What the tab shows before the first photo: where to drop one, the other ways in, and examples to click on."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cifar_desktop.errors import UserError
from cifar_desktop.inference.examples import bundled_examples
from cifar_desktop.ui.classify.drop_frame import DropFrame, PictureMark
from cifar_desktop.ui.classify.example_row import ExampleRow
from cifar_desktop.ui.classify.intake import PhotoIntake

_WIDEST_PX, _HIGHEST_PX = 1400, 560  # a field that is larger looks empty
_PROBLEM_PX = 640  # lines of up to eighty letters are read at a glance
_ALL_THE_ROOM = 10_000  # beside stretches of 1
_TITLE, _HOVERED_TITLE = "Drop a photo here", "Let go, and the network tells what it sees"


class Welcome(QWidget):
    """The empty state.

    It shows why something was refused itself while it is on the screen; nothing else has to.

    Attributes:
        title: says what can be done here and now.
        problem: why the last thing was not taken; hidden while there is nothing to tell.
        photos_button, folder_button, paste_button, camera_button: the ways in, besides dropping.
        examples: the pictures to click on; empty until the page is first shown.

    Signals:
        example_chosen: a PhotoSource.
        camera_wanted: the camera is to take the photo's place.
    """

    example_chosen = Signal(object)
    camera_wanted = Signal()

    def __init__(self, intake: PhotoIntake, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_filled = False
        self.title = _text(_TITLE, "title")
        self.problem = _text("", "failed")
        self.problem.setWordWrap(True)
        self.problem.setFixedWidth(_PROBLEM_PX)
        self.problem.hide()
        self._build_buttons(intake)
        self.frame, self.mark = DropFrame(), PictureMark()
        self.examples = ExampleRow()
        self.examples.chosen.connect(self.example_chosen)
        self.examples_words = _text("Or begin with one of these pictures:", "quiet")
        self._lay_out()
        intake.refused.connect(self._on_refused)
        intake.sources_given.connect(self._on_given)
        intake.folders_given.connect(self._on_given)

    @Slot(bool)
    def set_hovering(self, is_hovering: bool) -> None:
        """Look inviting while something hovers that may be dropped."""
        self.frame.set_hovered(is_hovering)
        self.mark.set_accented(is_hovering)
        self.title.setText(_HOVERED_TITLE if is_hovering else _TITLE)
        if is_hovering:
            self.problem.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the examples when they are first needed."""
        super().showEvent(event)
        if not self._is_filled:
            self._is_filled = True
            self._fill()

    def _fill(self) -> None:
        try:
            self.examples.show_examples(bundled_examples())
        except (OSError, ValueError):
            self.examples_words.setText("The example pictures that come with the program are missing or damaged.")

    def _build_buttons(self, intake: PhotoIntake) -> None:
        keys = QKeySequence(QKeySequence.StandardKey.Paste).toString(QKeySequence.SequenceFormat.NativeText)
        self._paste_keys = keys
        self.photos_button = QPushButton("Choose photos…")
        self.photos_button.setProperty("role", "primary")
        self.photos_button.setToolTip("One photo, or many at once.")
        self.photos_button.clicked.connect(intake.choose_photos)
        self.folder_button = QPushButton("Choose a folder…")
        self.folder_button.setToolTip("All photos in it and in the folders below.")
        self.folder_button.clicked.connect(intake.choose_folder)
        self.paste_button = QPushButton("Paste")
        self.paste_button.setToolTip(f"A picture or photo files that were copied ({keys}).")
        self.paste_button.clicked.connect(intake.paste)
        self.camera_button = QPushButton("Camera")
        self.camera_button.setToolTip("Names what the camera sees, as you move it.")
        self.camera_button.clicked.connect(self.camera_wanted)

    def _lay_out(self) -> None:
        self._lay_out_frame()
        column = QWidget()
        column.setMaximumWidth(_WIDEST_PX)
        inside = QVBoxLayout(column)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.frame, _ALL_THE_ROOM)
        inside.addSpacing(8)
        inside.addWidget(self.examples_words)
        inside.addWidget(self.examples)
        inside.addStretch(1)
        across = QHBoxLayout(self)
        across.setContentsMargins(24, 16, 24, 16)
        across.addStretch(1)
        across.addWidget(column, _ALL_THE_ROOM)
        across.addStretch(1)

    def _lay_out_frame(self) -> None:
        self.frame.setMaximumHeight(_HIGHEST_PX)
        hint = _text(f"A file, a folder, or a picture from a browser. {self._paste_keys} pastes one.", "quiet")
        layout = QVBoxLayout(self.frame)
        layout.setContentsMargins(24, 14, 24, 14)
        layout.setSpacing(6)
        layout.addStretch(1)
        layout.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(hint)
        layout.addSpacing(12)
        buttons = (self.photos_button, self.folder_button, self.paste_button, self.camera_button)
        layout.addLayout(_in_the_middle(*buttons))
        layout.addSpacing(4)
        # Not by an alignment, under which Qt works the height out for the width of the whole field, and cuts lines off.
        layout.addLayout(_in_the_middle(self.problem))
        layout.addStretch(1)

    @Slot(object)
    def _on_refused(self, error: UserError) -> None:
        self.problem.setText(str(error))
        self.problem.show()

    @Slot(object)
    def _on_given(self, _photos: object) -> None:
        self.problem.hide()


def _in_the_middle(*widgets: QWidget) -> QHBoxLayout:
    """Return widgets side by side, with the same room on both sides."""
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _text(text: str, role: str) -> QLabel:
    """Return a line in the middle that is not read as HTML."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setProperty("role", role)
    return label
