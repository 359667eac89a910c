"""Some pictures of each class, so that a person sees what there is to learn."""

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from cifar_desktop.data.sample_preview import sample_preview

_PER_CLASS = 5
_SIDE = 64


class ClassGallery(QWidget):
    """A column of pictures below the name of each class; empty where the sample cannot be read.

    The training says what is wrong with a damaged sample; a decoration does not.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(10)
        try:
            classes = sample_preview(_PER_CLASS)
        except (OSError, ValueError, LookupError):
            classes = {}
        for column, (name, pictures) in enumerate(classes.items()):
            caption = QLabel(name)
            caption.setProperty("role", "quiet")
            grid.addWidget(caption, 0, column, Qt.AlignmentFlag.AlignHCenter)
            for row, picture in enumerate(pictures, start=1):
                grid.addWidget(_shown(picture, name), row, column, Qt.AlignmentFlag.AlignHCenter)
            grid.setColumnStretch(column, 1)


def _shown(picture: Image.Image, name: str) -> QLabel:
    """Return a picture, enlarged so that its pixels stay squares (Qt scales so where nothing else is asked)."""
    image = QImage(picture.tobytes(), picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888)
    label = QLabel()
    label.setPixmap(QPixmap.fromImage(image.scaled(_SIDE, _SIDE)))
    label.setAccessibleName(f"A picture of the class {name}")
    return label
