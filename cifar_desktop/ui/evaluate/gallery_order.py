"""By what the pictures of a gallery are sorted."""

from typing import cast

from cifar_desktop.evaluation.examination import Order
from cifar_desktop.ui.widgets.choice import Choice, ChoiceField

_CHOICES = (
    Choice(value="confidence", title="Surest first", text="Those of whose answer the network was surest."),
    Choice(
        value="loss",
        title="Highest loss first",
        text="Those for whose right answer the network saw the least reason.",
    ),
)


class GalleryOrder(ChoiceField):
    """A field for the order."""

    def __init__(self, order: Order = "confidence") -> None:
        super().__init__(_CHOICES)
        self.setAccessibleName("Order of the pictures")
        self.setToolTip("Which pictures come first.")
        self.setMinimumContentsLength(13)
        self.set_value(order)

    @property
    def order(self) -> Order:
        """Return what is chosen."""
        return cast("Order", self.value)
