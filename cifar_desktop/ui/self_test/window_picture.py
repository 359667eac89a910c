"""A picture of a window, with the dialog or menu that lies over it."""

from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget


def picture_of(window: QWidget) -> QPixmap:
    """Return what is to be seen of a window now."""
    picture = window.grab()
    over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if over and over is not window:
        place = over.rect()
        place.moveTopLeft(window.mapFromGlobal(over.mapToGlobal(place.topLeft())))
        if not window.rect().contains(place):  # dialogs stand anywhere where there is no window manager
            place.moveCenter(window.rect().center())
        over.render(picture, place.topLeft())
        painter = QPainter(picture)
        painter.setPen(QColor(128, 128, 128))  # what a desktop would draw around it
        painter.drawRect(place)
        painter.end()
    return picture
