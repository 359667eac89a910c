"""What the Train tab says about the weights that a training begins with; knows no Qt."""

from cifar_desktop.data.counts import DataCounts
from cifar_desktop.models.registry import MODELS
from cifar_desktop.ui.train.start_weights import StartWeights
from cifar_desktop.ui.train.status_words import percent


def begins_with(weights: StartWeights) -> str:
    """Say what the next training begins with, such as "The next training begins with “first”: ResNet-9, …"."""
    return f"The next training begins with “{weights.name}”: {_what(weights)}."


def caveat(weights: StartWeights, data: DataCounts | None) -> str:
    """Say why its figures in checks may be better than it is; empty where they are honest."""
    if weights.is_pretrained_part:
        return ""
    if not (weights.has_split and weights.data_name):
        return "Nobody knows which photos it has learned from; in checks it may look better than it is."
    if data and weights.data_name != data.name:
        return (
            f"It has learned from {weights.data_name}, perhaps from some of these photos; in checks it may look better "
            "than it is."
        )
    return ""


def why_not(weights: StartWeights, data: DataCounts | None) -> str:
    """Return why no training on these photos can begin with the weights; empty where one can."""
    if weights.is_pretrained_part or data is None or weights.class_names == data.class_names:
        return ""
    ours, theirs = len(data.class_names), len(weights.class_names)
    if ours != theirs:
        return (
            f"“{weights.name}” tells {_classes(theirs)} apart, and {data.name} has {_classes(ours)}. "
            "Choose other weights, or other photos."
        )
    return (
        f"“{weights.name}” tells other classes apart than {data.name} has: {_some(weights.class_names)}. "
        "Choose other weights, or other photos."
    )


def other_model(weights: StartWeights) -> str:
    """Say that the weights were let go because another model was chosen."""
    return (
        f"“{weights.name}” is of {MODELS[weights.model].title}, and another model was chosen: "
        "the next training begins without it."
    )


def used_up(weights: StartWeights) -> str:
    """Say that the weights were let go because the training that began with them has come to its end."""
    return f"The training that began with “{weights.name}” has ended. The next one begins without it."


def drop_text(weights: StartWeights) -> str:
    """Return what the button says that lets the weights go."""
    return "Begin without it" if MODELS[weights.model].pretrained else "Begin at random"


def _what(weights: StartWeights) -> str:
    spec = MODELS[weights.model]
    if weights.is_pretrained_part and spec.pretrained:
        return f"what {spec.pretrained.title} learned from ImageNet"
    known = f", {percent(weights.test_accuracy)} of its test photos right" if weights.test_accuracy is not None else ""
    return f"{spec.title}{known}"


def _classes(number: int) -> str:
    return f"{number} class{'' if number == 1 else 'es'}"


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
