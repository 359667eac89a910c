"""The one dialog for everything that can fail: what happened, what was kept, what to do."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cifar_desktop.errors import UserError
from cifar_desktop.ui.task_thread import TaskFailed

WIDTH_PX = 560
DETAILS_HEIGHT_PX = 220


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that went wrong, as it is told.

    Attributes:
        title: what stands on the window's frame.
        what, kept, remedy: what happened, what is still as it was, what can be done; the last two may be empty.
        details: a traceback to copy; empty where nobody needs one.
    """

    title: str = "This did not work"
    what: str
    kept: str = ""
    remedy: str = ""
    details: str = ""


def problem_of(failure: TaskFailed | UserError | str) -> Problem:
    """Return what a task, an error or the traceback of a fault of ours is told as."""
    error = failure.error if isinstance(failure, TaskFailed) else failure
    if isinstance(error, UserError):
        return Problem(what=error.what, kept=error.kept, remedy=error.remedy)
    return Problem(
        title="Something went wrong",
        what="The program met a fault of its own.",
        kept="The window goes on working, and what was saved stays saved.",
        remedy="Please report it with the details below. If things look odd, start the program again.",
        details=failure.details if isinstance(failure, TaskFailed) else str(failure),
    )


class ErrorDialog(QDialog):
    """Tells one problem; its traceback, if there is one, is folded away and can be copied.

    Attributes:
        problem: what it tells.
        details_button, copy_button, close_button: what can be pressed.
    """

    def __init__(self, problem: Problem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = problem
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(problem.title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 26, 28, 22)
        layout.setSpacing(12)
        layout.addWidget(_paragraph(problem.what, role="heading"))
        for text in (problem.kept, problem.remedy):
            if text:
                layout.addWidget(_paragraph(text))
        self._details = QPlainTextEdit(problem.details)
        self._details.setReadOnly(True)
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._details.setTabChangesFocus(True)
        self._details.setAccessibleName("Details of the fault")
        self._details.setFixedHeight(DETAILS_HEIGHT_PX)
        self._details.hide()
        layout.addWidget(self._details)
        layout.addSpacing(8)
        layout.addLayout(self._build_buttons())
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)  # folds up again with the details
        self.close_button.setFocus()

    def _build_buttons(self) -> QHBoxLayout:
        self.details_button = QPushButton("Show &details")
        self.details_button.setCheckable(True)
        self.details_button.setVisible(bool(self.problem.details))
        self.details_button.setAutoDefault(False)
        self.details_button.toggled.connect(self._on_details_toggled)
        self.copy_button = QPushButton("&Copy details")
        self.copy_button.setToolTip("Copies the traceback, to be pasted into a report.")
        self.copy_button.setVisible(bool(self.problem.details))
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.close_button = QPushButton("Close")
        self.close_button.setProperty("role", "primary")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.details_button)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        return row

    @Slot(bool)
    def _on_details_toggled(self, shown: bool) -> None:
        self._details.setVisible(shown)
        self.details_button.setText("Hide &details" if shown else "Show &details")

    @Slot()
    def _on_copy_clicked(self) -> None:
        parts = (self.problem.what, self.problem.kept, self.problem.remedy, "", self.problem.details)
        QGuiApplication.clipboard().setText("\n".join(parts))
        self.copy_button.setText("Copied")


def _paragraph(text: str, role: str = "") -> QLabel:
    """Return text that wraps, and that can be selected; what the system said in it is not read as HTML."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFixedWidth(WIDTH_PX)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label
