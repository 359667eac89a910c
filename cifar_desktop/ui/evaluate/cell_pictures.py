"""Beside the matrix: what is most often confused, or the pictures of the cell that was chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cifar_desktop.evaluation.confused_pairs import ConfusedPair
from cifar_desktop.ui.evaluate.confusion_values import Cell
from cifar_desktop.ui.evaluate.evaluation_task import Evaluated
from cifar_desktop.ui.evaluate.gallery_order import GalleryOrder
from cifar_desktop.ui.evaluate.picture_gallery import PictureGallery
from cifar_desktop.ui.widgets.empty_state import paragraph

NUM_PAIRS = 12


class CellPictures(QStackedWidget):
    """Shows the pairs until a cell is chosen.

    Attributes:
        pair_buttons: the pairs in words, the commonest first.
        heading, count_label: what is in the chosen cell, in words.
        order: by what its pictures are sorted.
        gallery: the pictures.
        back_button: leads back to the pairs.
        cell: whose pictures are shown; None while it is the pairs.

    Signals:
        cell_chosen: the Cell of a pair that was clicked; None where the pairs are wanted back.
    """

    cell_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cell: Cell | None = None
        self.pair_buttons: list[PairButton] = []
        self._evaluated: Evaluated | None = None
        self.heading, self.count_label = paragraph("", "heading"), paragraph("", "quiet")
        self.count_label.setWordWrap(False)
        self.order = GalleryOrder()
        self.order.edited.connect(self._on_order_edited)
        self.gallery = PictureGallery()
        self.back_button = QPushButton("← &Most confused")
        self.back_button.setProperty("role", "link")
        self.back_button.setToolTip("Leads back to the classes that are most often confused.")
        self.back_button.clicked.connect(self._on_back)
        self.addWidget(self._build_pairs())
        self.addWidget(self._build_pictures())

    def show_result(self, evaluated: Evaluated) -> None:
        """Show what is most often confused in this result."""
        self._evaluated, self.cell = evaluated, None
        pairs = evaluated.examination.most_confused(NUM_PAIRS)
        self._fill_pairs(pairs)
        self.setCurrentIndex(0)

    def show_cell(self, cell: Cell | None) -> None:
        """Show the pictures of a cell, or the pairs."""
        self.cell = cell
        if cell is None or self._evaluated is None:
            self.setCurrentIndex(0)
            return
        names = self._evaluated.examination.class_names
        true, predicted = (f"“{names[position]}”" for position in cell)
        is_right = cell[0] == cell[1]
        self.heading.setText(f"{true} named right" if is_right else f"{true} taken for {predicted}")
        self._fill_gallery()
        self.setCurrentIndex(1)

    # How it is built

    def _build_pairs(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(paragraph("Most often confused", "heading"))
        self._pairs_words = paragraph("", "quiet")
        layout.addWidget(self._pairs_words)
        layout.addSpacing(6)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QWidget()
        self._pairs = QVBoxLayout(column)
        self._pairs.setContentsMargins(0, 0, 6, 0)
        self._pairs.setSpacing(2)
        area.setWidget(column)
        layout.addWidget(area, 1)
        return page

    def _build_pictures(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.heading)
        row = QHBoxLayout()
        row.addWidget(self.count_label)
        row.addStretch(1)
        row.addWidget(self.order, 2)
        layout.addLayout(row)
        layout.addSpacing(6)
        layout.addWidget(self.gallery, 1)
        return page

    def _fill_pairs(self, pairs: Sequence[ConfusedPair]) -> None:
        while item := self._pairs.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
        self.pair_buttons = [PairButton(pair) for pair in pairs]
        for button in self.pair_buttons:
            button.cell_wanted.connect(self.cell_chosen)
            self._pairs.addWidget(button)
        self._pairs.addStretch(1)
        self._pairs_words.setText(
            "Click one, or any cell, to see its pictures." if pairs else "Nothing: every picture was named right."
        )

    def _fill_gallery(self) -> None:
        if self._evaluated is None or self.cell is None:
            return
        examination = self._evaluated.examination
        said = examination.cell(*self.cell, self.order.order)
        pictures = "1 picture" if len(said) == 1 else f"{len(said):,} pictures" if said else "No pictures"
        self.count_label.setText(pictures)
        self.gallery.show_pictures(said, examination.class_names, self._evaluated.picture_at)

    @Slot()
    def _on_order_edited(self) -> None:
        self._fill_gallery()

    @Slot()
    def _on_back(self) -> None:
        self.cell_chosen.emit(None)


class PairButton(QPushButton):
    """A sentence about two classes, which wraps, and can be pressed.

    Attributes:
        pair: the classes.

    Signals:
        cell_wanted: the Cell of the pair.
    """

    cell_wanted = Signal(object)

    def __init__(self, pair: ConfusedPair) -> None:
        super().__init__()
        self.pair = pair
        self.setProperty("role", "link")
        self.setStyleSheet("QPushButton { text-align: left; padding: 6px 8px; }")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)  # or it keeps the height that it had when it was wider
        self.setSizePolicy(policy)
        self.setAccessibleName(pair.sentence)
        self.setToolTip("Shows these pictures.")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        names = paragraph(f"{pair.true_name} → {pair.predicted_name}")
        names.setStyleSheet("font-weight: 600;")
        number = paragraph(pair.sentence, "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(0)
        for label in (names, number):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)
        self.clicked.connect(self._on_clicked)

    def hasHeightForWidth(self) -> bool:
        """Say that narrow words are higher ones."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words in this width."""
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout else 0

    def sizeHint(self) -> QSize:
        """Return the size of the words."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return a narrow size; how high it is follows from its width."""
        return QSize(120, 2 * self.fontMetrics().height())

    @Slot()
    def _on_clicked(self) -> None:
        self.cell_wanted.emit((self.pair.true, self.pair.predicted))
