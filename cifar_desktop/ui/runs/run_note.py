"""The note that a person keeps with a run."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QTextEdit, QVBoxLayout, QWidget

from cifar_desktop.training.run_history import RunSummary
from cifar_desktop.training.run_label import LONGEST_NOTE

PAUSE_MS = 800  # without a key, after which what was typed is written
_STILL_THERE = "Kept in the run's folder as you type."


class RunNote(QWidget):
    """A field that writes what is typed after a pause, when it loses the focus, and before it shows another note.

    Attributes:
        field: where it is typed.
        remark: what became of it.

    Signals:
        edited: the folder of the run, and the note.
    """

    edited = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._written = ""
        caption = QLabel("&Note")
        caption.setProperty("role", "quiet")
        self.field = QTextEdit()
        self.field.setAcceptRichText(False)
        self.field.setTabChangesFocus(True)
        self.field.setPlaceholderText("What did you try?")
        self.field.setAccessibleName("Note about the run")
        self.field.setToolTip(_STILL_THERE)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_text_changed)
        caption.setBuddy(self.field)
        self.remark = QLabel()
        self.remark.setWordWrap(True)
        self.remark.setProperty("role", "failed")
        self.remark.hide()
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.flush)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(caption)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.remark)

    @property
    def text(self) -> str:
        """Return what stands in the field, as it is kept."""
        return self.field.toPlainText().strip()

    def show_run(self, run: RunSummary) -> None:
        """Show a run's note, unless it is that which is being typed."""
        if run.path == self._folder and (self.text == run.note or self.field.hasFocus() or self._timer.isActive()):
            self._written = run.note if self.text == run.note else self._written
            return
        self.flush()
        self._folder, self._written = run.path, run.note
        self.field.setPlainText(run.note)
        self._timer.stop()
        self._warn()

    @Slot()
    def flush(self) -> None:
        """Let what was typed be written now."""
        self._timer.stop()
        text = self.text
        if self._folder is None or text == self._written or len(text) > LONGEST_NOTE:
            return
        self._written = text
        self.edited.emit(self._folder, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Write what was typed before something else is done."""
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_text_changed(self) -> None:
        if self.text != self._written:
            self._timer.start()
        self._warn()

    def _warn(self) -> None:
        """Say that a note is too long to be kept."""
        extra = len(self.text) - LONGEST_NOTE
        self.remark.setText(f"It is {extra:,} letters too long, and is not kept like this." if extra > 0 else "")
        self.remark.setVisible(extra > 0)
