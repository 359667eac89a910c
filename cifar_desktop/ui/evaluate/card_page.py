"""A page with a single card on it, a little above the middle."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cifar_desktop.ui.widgets.card import empty_card
from cifar_desktop.ui.widgets.centred import centred
from cifar_desktop.ui.widgets.empty_state import paragraph


class CardPage(QWidget):
    """Has a heading; those that derive from it say more.

    Attributes:
        inside: the column on the card, with the heading at its top.
    """

    def __init__(self, heading: str, *, width_px: int, spacing_px: int, parent: QWidget | None = None) -> None:
        """Let the card be `width_px` wide at most, with `spacing_px` between what it holds."""
        super().__init__(parent)
        card = empty_card()
        card.setMaximumWidth(width_px)
        self.inside = QVBoxLayout(card)
        self.inside.setContentsMargins(24, 20, 24, 20)
        self.inside.setSpacing(spacing_px)
        self.inside.addWidget(paragraph(heading, "heading"))
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(centred(card))
        layout.addStretch(3)
