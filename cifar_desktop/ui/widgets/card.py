"""A surface with a thin line around it, on which things that belong together lie."""

from PySide6.QtWidgets import QFrame


def empty_card() -> QFrame:
    """Return a card to put a layout on."""
    card = QFrame()
    card.setProperty("role", "card")
    return card
