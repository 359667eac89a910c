"""A surface with a thin line around it, on which things that belong together lie."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


def empty_card() -> QFrame:
    """Return a card to put a layout on."""
    card = QFrame()
    card.setProperty("role", "card")
    return card


def card_around(widget: QWidget) -> QFrame:
    """Return a card that holds one widget."""
    card = empty_card()
    layout = QVBoxLayout(card)
    layout.setContentsMargins(12, 12, 12, 16)
    layout.addWidget(widget)
    return card
