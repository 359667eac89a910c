"""The left of the bar above everything: the ways in which photos come."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from cifar_desktop.ui.classify.intake import PhotoIntake


class WaysIn(QWidget):
    """Buttons with words; hidden where the page below offers the same ones.

    Attributes:
        photos_button, folder_button, paste_button: hand to the intake.
        camera_button: pressed while the camera is in the photo's place.
        over_button: goes back to the beginning.

    Signals:
        camera_toggled: whether the person wants the camera.
        over_wanted: the person wants to begin anew.
    """

    camera_toggled = Signal(bool)
    over_wanted = Signal()

    def __init__(self, intake: PhotoIntake, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.photos_button = _button("Photos…", "One photo, or many at once.")
        self.photos_button.clicked.connect(intake.choose_photos)
        self.folder_button = _button("Folder…", "All photos in it and in the folders below.")
        self.folder_button.clicked.connect(intake.choose_folder)
        self.paste_button = _button("Paste", "A picture or photo files that were copied.")
        self.paste_button.clicked.connect(intake.paste)
        self.camera_button = _button("Camera", "Names what the camera sees, as you move it.")
        self.camera_button.setCheckable(True)
        self.camera_button.clicked.connect(self.camera_toggled)
        self.over_button = _button("Start over", "Puts the photo away, and goes back to the beginning.")
        self.over_button.setProperty("role", "link")
        self.over_button.clicked.connect(self.over_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for button in (self.photos_button, self.folder_button, self.paste_button, self.camera_button, self.over_button):
            layout.addWidget(button)
        layout.addStretch(1)

    def offer_over(self, is_offered: bool) -> None:
        """Offer to begin anew, where nothing else does."""
        self.over_button.setVisible(is_offered)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    return button
