"""What the bar says of the weights in use: where they are from, how good they are, what was assumed."""

from html import escape

from cifar_desktop.inference.assumptions import NORMALISATIONS, normalisation_key
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.models.registry import model_spec
from cifar_desktop.percentages import in_percent
from cifar_desktop.ui.classify.requests import LoadedWeights

_MOST_NAMED = 24  # classes in a tooltip


def network_words(info: WeightsInfo) -> str:
    """Return the network's name."""
    return model_spec(info.architecture).title


def origin_words(loaded: LoadedWeights) -> str:
    """Return where the weights are from."""
    return "comes with the program" if loaded.is_shipped else loaded.path.name


def accuracy_words(info: WeightsInfo) -> tuple[str, str]:
    """Return how good they are, or at least what they are for; in a sentence, and in fewer words."""
    name = info.data.get("name")
    for figure, pictures in (("test_accuracy", "test pictures"), ("validation_accuracy", "pictures kept for checks")):
        share = info.metrics.get(figure)
        if isinstance(share, int | float) and 0 <= share <= 1:
            of = f"the {name} {pictures}" if isinstance(name, str) and name else f"its {pictures}"
            return f"{in_percent(share)} of {of} right", f"{in_percent(share)} right"
    number = len(info.class_names)
    return (f"tells {number} classes apart" if number > 1 else "knows one class"), f"classes: {number}"


def normalisation_words(info: WeightsInfo) -> str:
    """Return the name of the normalisation."""
    key = normalisation_key(info.mean, info.std)
    return NORMALISATIONS[key].title if key else "another one"


def assumed_words(loaded: LoadedWeights, *, set_by_person: bool) -> tuple[str, str]:
    """Return what the file does not say, such as "Assumed: normalisation (ImageNet), class names"; also shorter."""
    parts = [f"normalisation ({normalisation_words(loaded.info)})"] if says_no_normalisation(loaded) else []
    if "class_names" in loaded.assumed:
        parts.append("class names")
    if set_by_person:
        return f"Set by you: {', '.join(parts)}", "Partly set by you"
    return f"Assumed: {', '.join(parts)}", "Partly assumed"


def says_no_normalisation(loaded: LoadedWeights) -> bool:
    """Tell whether the file lacks mean or std."""
    return bool({"mean", "std"} & set(loaded.assumed))


def all_words(loaded: LoadedWeights) -> str:
    """Return all that is known, as HTML in which no file name is taken for a tag."""
    info = loaded.info
    names = ", ".join(info.class_names[:_MOST_NAMED])
    more = len(info.class_names) - _MOST_NAMED
    lines = [
        str(loaded.path),
        f"Tells apart: {names}{f' and {more} more' if more > 0 else ''}",
        f"Normalisation: {normalisation_words(info)}",
    ]
    if isinstance(name := info.data.get("name"), str) and name:
        lines.append(f"Trained on: {name}")
    if info.created:
        lines.append(f"Made: {info.created}")
    return "<p>" + "<br>".join(escape(line) for line in lines) + "</p>"
