"""The pictures of a gallery, made when they are painted and not before."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from cifar_desktop.evaluation.examination import ExaminedPicture
from cifar_desktop.percentages import in_percent

PictureAt = Callable[[int], NDArray[np.uint8]]  # (height, width, 3) of the picture at a position
Index = QModelIndex | QPersistentModelIndex

_NOWHERE = QModelIndex()


class GalleryModel(QAbstractListModel):
    """One row a picture."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._said: Sequence[ExaminedPicture] = ()
        self._class_names: tuple[str, ...] = ()
        self._picture_at: PictureAt | None = None

    def show(self, said: Sequence[ExaminedPicture], class_names: tuple[str, ...], picture_at: PictureAt) -> None:
        """Hold these pictures instead of those before."""
        self.beginResetModel()
        self._said, self._class_names, self._picture_at = said, class_names, picture_at
        self.endResetModel()

    def said(self, row: int) -> ExaminedPicture:
        """Return what was said of a picture."""
        return self._said[row]

    def answer_words(self, row: int) -> str:
        """Return what the network said, and how sure it was."""
        return "".join(self.answer_parts(row))

    def answer_parts(self, row: int) -> tuple[str, str]:
        """Return the same in two parts, of which the first may lose its end."""
        said = self._said[row]
        return self._class_names[said.predicted], f" · {sure_words(said.confidence)}"

    def truth_words(self, row: int) -> str:
        """Return what it really is."""
        said = self._said[row]
        return "right" if said.is_right else f"is {self._class_names[said.true]}"

    def image(self, row: int) -> QImage:
        """Return the picture in its own size, with memory of its own."""
        if self._picture_at is None:
            return QImage()
        picture = self._picture_at(self._said[row].position)
        height, width = picture.shape[:2]
        return QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of pictures."""
        return 0 if parent.isValid() else len(self._said)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what is read aloud, or shown where the mouse rests."""
        if not index.isValid():
            return None
        said = self._said[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                f"Picture {said.position + 1:,}\n"
                f"Is really: {self._class_names[said.true]}\n"
                f"The answer: {self._class_names[said.predicted]}, sure by {in_percent(said.confidence, 2)}\n"
                f"Loss: {said.loss:.3f}"
            )
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self.answer_words(index.row())}; {self.truth_words(index.row())}"
        return None


def sure_words(confidence: float) -> str:
    """Return a confidence in a few letters; only what is certain is 100 %."""
    return in_percent(min(confidence, 0.999) if confidence < 1 else 1, 1 if confidence > 0.99 else 0)
