"""The pictures that were named wrong, the worst first."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cifar_desktop.ui.evaluate.evaluation_task import Evaluated
from cifar_desktop.ui.evaluate.gallery_order import GalleryOrder
from cifar_desktop.ui.evaluate.picture_gallery import PictureGallery
from cifar_desktop.ui.widgets.empty_state import paragraph


class MistakesPage(QWidget):
    """A gallery of all mistakes.

    Attributes:
        count: how many there are, in words.
        order: by what they are sorted.
        gallery: the pictures.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._evaluated: Evaluated | None = None
        self.count = paragraph("", "heading")
        self.order = GalleryOrder("loss")
        self.order.edited.connect(self._on_order_edited)
        self.gallery = PictureGallery()
        self.gallery.setAccessibleName("Pictures that were named wrong")
        head = QHBoxLayout()
        head.addWidget(self.count, 1)
        head.addWidget(self.order)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(paragraph("Below each: the answer and how sure it was, then what it really is.", "quiet"))
        layout.addSpacing(6)
        layout.addWidget(self.gallery, 1)

    def show_result(self, evaluated: Evaluated) -> None:
        """Show the mistakes of this result."""
        self._evaluated = evaluated
        number, total = evaluated.examination.num_wrong, len(evaluated.examination)
        words = {0: "No picture was named wrong", 1: "1 picture was named wrong"}
        self.count.setText(words.get(number, f"{number:,} of {total:,} pictures were named wrong"))
        self._fill()

    def _fill(self) -> None:
        if self._evaluated:
            examination = self._evaluated.examination
            said = examination.worst(len(examination), self.order.order)
            self.gallery.show_pictures(said, examination.class_names, self._evaluated.picture_at)

    @Slot()
    def _on_order_edited(self) -> None:
        self._fill()
