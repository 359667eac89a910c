"""What stands in place of the camera's picture while there is none: what happened, and what to do about it."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cifar_desktop.ui.classify.camera_words import KEPT, CameraProblem
from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.widgets.centred import centred
from cifar_desktop.ui.widgets.empty_state import paragraph

_WIDTH_PX = 420
_BUTTON_LETTERS = 24


class CameraMessage(QScrollArea):
    """A column of words with one button.

    Attributes:
        problem: what is told; None where the camera is merely off.
        title, what, remedy, kept: the words.
        command, copy_button: a line for a terminal; hidden while there is none.
        button: tries again, or turns the camera on.

    Signals:
        start_wanted: the button was pressed.
    """

    start_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem: CameraProblem | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sign = _Sign()
        self.title = paragraph("", "heading")
        self.what, self.remedy = paragraph(""), paragraph("")
        self.kept = paragraph(KEPT, "quiet")
        self.command = paragraph("", "command")
        for label in (self.what, self.command):
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.command.setAccessibleName("Command for a terminal")
        self.copy_button = QPushButton("&Copy")
        self.copy_button.setToolTip("Copies the line, to be pasted into a terminal.")
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.button = QPushButton()
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.start_wanted)
        self.setWidget(self._page())
        self.show_off()

    def show_off(self) -> None:
        """Say that the camera is off, because the person turned it off."""
        self.problem = None
        self._say("The camera is off", "Nothing is filmed, and other programs can use it.", "", "")
        self.kept.hide()
        self.button.setText("Turn &on")
        self.button.setToolTip("Shows the picture of the camera, with an answer for it.")

    def show_problem(self, problem: CameraProblem, *, another: str = "") -> None:
        """Say what happened and what helps; where the button would open `another` camera, name that one."""
        self.problem = problem
        self._say(problem.title, problem.what, problem.remedy, problem.command)
        self.kept.setText(problem.kept)
        self.kept.show()
        room = self.fontMetrics().averageCharWidth() * _BUTTON_LETTERS
        name = self.fontMetrics().elidedText(another, Qt.TextElideMode.ElideRight, room).replace("&", "&&")
        self.button.setText(f"&Use “{name}”" if another else "&Try again")
        self.button.setToolTip("Goes on with this camera." if another else "Looks for the camera once more.")

    def _say(self, title: str, what: str, remedy: str, command: str) -> None:
        self._sign.set_crossed(self.problem is not None)
        self.title.setText(title)
        self.what.setText(what)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))
        self.command.setText(command)
        self.command.setVisible(bool(command))
        self.copy_button.setText("&Copy")
        self.copy_button.setVisible(bool(command))

    def _page(self) -> QWidget:
        """Return the column, in the middle of the room that there is."""
        column = QWidget()
        column.setMaximumWidth(_WIDTH_PX)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._sign)
        layout.addSpacing(6)
        layout.addWidget(self.title)
        layout.addWidget(self.what)
        layout.addWidget(self.remedy)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.command, 1)
        row.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(row)
        layout.addWidget(self.kept)
        layout.addSpacing(8)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        page = QWidget()
        down = QVBoxLayout(page)
        down.setContentsMargins(20, 16, 20, 16)
        down.addStretch(1)
        down.addLayout(centred(column))
        down.addStretch(1)
        return page

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())
        self.copy_button.setText("&Copied")


class _Sign(QWidget):
    """A camera in a few lines, crossed out where there is a problem; it says nothing that the words do not say."""

    def __init__(self) -> None:
        super().__init__()
        self._is_crossed = False
        self.setFixedSize(QSize(56, 44))

    def set_crossed(self, is_crossed: bool) -> None:
        """Cross it out, or not."""
        self._is_crossed = is_crossed
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is drawn
        """Draw a body, a lens and, perhaps, a stroke through both."""
        colours = current_colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.edge), 2))
        painter.drawRoundedRect(QRectF(2, 8, 36, 28), 6, 6)
        painter.drawPolyline([QPointF(38, 19), QPointF(52, 11), QPointF(52, 33), QPointF(38, 25)])
        if self._is_crossed:
            painter.setPen(QPen(QColor(colours.failed), 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(6, 41), QPointF(46, 3))
        painter.end()
