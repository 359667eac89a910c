"""Weights that are to be measured on a data set: whether they fit, and what the figures rest on."""

from typing import TYPE_CHECKING

from cifar_desktop.errors import UserError

if TYPE_CHECKING:
    from cifar_desktop.data.dataset import DataSet
    from cifar_desktop.inference.weights import Weights

_REMEDY = "Choose weights that were trained on these pictures, or other pictures."


def refuse_misfit(weights: "Weights", data: "DataSet") -> None:
    """Refuse pictures that the network cannot be asked about."""
    num_known, num_asked = len(weights.info.class_names), len(data.class_names)
    if num_known != num_asked:
        raise UserError(
            f"These weights tell {num_known} classes apart, and {data.name} has {num_asked}.", remedy=_REMEDY
        )
    if weights.info.input_size != data.input_size:
        raise UserError(
            f"These weights see pictures of {weights.info.input_size} pixels, and those of {data.name} have "
            f"{data.input_size}.",
            remedy=_REMEDY,
        )


def fit_notes(weights: "Weights", data: "DataSet") -> tuple[str, ...]:
    """Return in sentences what the figures rest on besides the file."""
    if weights.assumed:
        names = ", ".join(name.replace("_", " ") for name in weights.assumed)
        return (f"The file does not state {names}; the usual ones were assumed.",)
    if weights.info.class_names != data.class_names:
        return ("The weights name other classes than the pictures; they were matched by position.",)
    return ()
