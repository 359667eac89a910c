"""The table's words: answers, shares, and what a row says when the mouse rests on it."""

from html import escape
from typing import TYPE_CHECKING

from cifar_desktop.percentages import in_percent
from cifar_desktop.ui.classify.photo_groups import BAD, NOT_SURE, WAITING

if TYPE_CHECKING:
    from cifar_desktop.inference.label_many import PhotoLabel

_HIGHEST_SHOWN = 0.999  # no network is 100.0 % sure, whatever rounding says


def class_words(name: str) -> str:
    """Return a class name as it begins a line; one with capitals of its own stays as it is."""
    return name[:1].upper() + name[1:] if name.islower() else name


def answer_words(label: "PhotoLabel", group: str) -> str:
    """Return what the table answers."""
    words = {NOT_SURE: "Not sure", BAD: "Bad file", WAITING: "…"}
    return words.get(group) or class_words(label.label)


def percent_words(share: float) -> str:
    """Return a probability with one decimal, rounded down where it would be all: "93.4 %"."""
    return in_percent(min(share, _HIGHEST_SHOWN))


def confidence_words(label: "PhotoLabel", group: str) -> str:
    """Return the probability of the likeliest class; nothing where there is no answer."""
    return "" if group in (BAD, WAITING) else percent_words(max(label.probabilities))


def tooltip(label: "PhotoLabel", group: str) -> str:
    """Return all that is known of a photo, as HTML in which no file name is taken for a tag."""
    lines = [str(label.path or label.source_name)]
    if label.width:
        lines.append(f"{label.width:,} × {label.height:,} pixels")  # noqa: RUF001 - the sign between two lengths
    if group == BAD:
        lines.append(label.reason)
    elif group == WAITING:
        lines.append("Not labelled yet with these weights.")
    else:
        answer = f"{class_words(label.label)}, {confidence_words(label, group)}."
        lines.append(f"Not sure. The closest: {answer}" if group == NOT_SURE else answer)
    return "<p>" + "<br>".join(escape(line) for line in lines) + "</p>"
