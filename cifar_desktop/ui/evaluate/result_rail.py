"""At the left of a result: the one figure, what was measured on what, and the way through the pages."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from cifar_desktop.percentages import in_percent
from cifar_desktop.ui.evaluate.evaluation_task import Evaluated
from cifar_desktop.ui.widgets.empty_state import paragraph

WIDTH_PX = 186

_PAGE_BUTTON = """
QPushButton { text-align: left; padding: 7px 12px; background: transparent; border: 2px solid transparent; }
QPushButton:hover { background: palette(alternate-base); }
QPushButton:checked { background: palette(alternate-base); color: palette(highlight); font-weight: 600; }
QPushButton:focus { border-color: palette(highlight); padding: 7px 12px; }
"""


class ResultRail(QWidget):
    """A quiet column.

    Attributes:
        accuracy, sentence, subject: the figure, what it means, and what was measured.
        page_buttons: one a page.
        save_button: holds what can be saved.
        report_action, picture_action, table_action: in it.

    Signals:
        page_chosen: the number of a page.
    """

    page_chosen = Signal(int)

    def __init__(self, pages: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """Lead to pages, each with a title and a tooltip."""
        super().__init__(parent)
        self.setFixedWidth(WIDTH_PX)
        self.accuracy = QLabel()
        self.accuracy.setStyleSheet("font-size: 36px; font-weight: 600;")
        self.accuracy.setAccessibleName("Accuracy")
        self.sentence, self.subject = paragraph("", "quiet"), paragraph("", "quiet")
        self._group = QButtonGroup(self)
        self.page_buttons: list[QPushButton] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.accuracy)
        layout.addWidget(self.sentence)
        layout.addSpacing(14)
        for number, (title, tip) in enumerate(pages):
            button = QPushButton(title)
            button.setCheckable(True)
            button.setToolTip(tip)
            button.setStyleSheet(_PAGE_BUTTON)
            self._group.addButton(button, number)
            self.page_buttons.append(button)
            layout.addWidget(button)
        self._group.idClicked.connect(self.page_chosen)
        layout.addStretch(1)
        layout.addWidget(self.subject)
        layout.addSpacing(10)
        layout.addWidget(self._build_save_button(), 0, Qt.AlignmentFlag.AlignLeft)

    def show_result(self, evaluated: Evaluated) -> None:
        """Show what came out."""
        metrics = evaluated.examination.metrics
        self.accuracy.setText(in_percent(metrics.accuracy))
        number = metrics.num_images
        self.sentence.setText(f"of {number:,} test pictures named right")
        path = evaluated.request.weights
        name = path.parent.name if path.name == "best.safetensors" else path.name
        self.subject.setText(
            f"{evaluated.network}\n{evaluated.data_name}\n{evaluated.seconds:,.0f} s {evaluated.computed}"
        )
        self.subject.setToolTip(f"{path}\n{evaluated.request.source}")
        self.subject.setAccessibleDescription(name)

    def show_page(self, number: int) -> None:
        """Mark the page that is shown."""
        self.page_buttons[number].setChecked(True)

    def allow_saving(self, why_not: str) -> None:
        """Let things be saved, or say why nothing can be."""
        self.save_button.setEnabled(not why_not)
        self.save_button.setToolTip(why_not or "Saves the report, or the matrix.")

    def _build_save_button(self) -> QPushButton:
        self.save_button = QPushButton("&Save ▾")
        self.save_button.setAccessibleName("Save")
        self.save_button.setStyleSheet("QPushButton::menu-indicator { image: none; width: 0; }")
        menu = QMenu(self.save_button)
        menu.setToolTipsVisible(True)
        self.report_action = menu.addAction("&Report with pictures and charts…")
        self.report_action.setToolTip("A single file that needs no other: a page for the browser, or Markdown.")
        self.picture_action = menu.addAction("Matrix as a &picture (PNG)…")
        self.table_action = menu.addAction("Matrix as a &table (CSV)…")
        self.save_button.setMenu(menu)
        self.allow_saving("")
        return self.save_button
