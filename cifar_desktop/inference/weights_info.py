"""What a weights file says about its weights: everything that is needed to use them, and where they came from."""

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cifar_desktop.data.sides import ALL_SIDES, MIRRORED
from cifar_desktop.errors import WeightsError
from cifar_desktop.evaluation.not_sure_rule import NotSureRule

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsInfo:
    """The facts that lie beside the weights.

    Attributes:
        format_version: raised when a program that does not know the new form would misread the file.
        architecture: the network's name in the registry.
        options: what else it was built with, such as {"dropout": 0.2}.
        class_names: in the order of the logits.
        mean, std: of the channels, as shares of 255.
        input_size: height and width of what it sees, in pixels.
        sides: from how many a picture that is hardly larger is looked at, see `sides_of`; the rule was fitted so.
        temperature: the logits are divided by it before they become probabilities.
        not_sure: when the answer is "not sure"; None where there were no validation pictures to fit a rule to.
        metrics, recipe, data, versions: how good it was, how and from what it was made, with which software.
        created: when, in UTC, as ISO 8601 has it; empty where that is not known.
    """

    format_version: int = FORMAT_VERSION
    architecture: str
    options: Mapping[str, Any] = field(default_factory=dict)
    class_names: tuple[str, ...]
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    input_size: int
    sides: int = MIRRORED
    temperature: float = 1.0
    not_sure: NotSureRule | None = None
    metrics: Mapping[str, Any] = field(default_factory=dict)
    recipe: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, Any] = field(default_factory=dict)
    created: str = ""

    def __post_init__(self) -> None:
        _require(_is_whole(self.format_version) and self.format_version >= 1, "format_version must be 1 or more")
        _require(isinstance(self.architecture, str), "architecture must be a name")
        _require(isinstance(self.created, str), "created must be a text")
        _require(len(self.class_names) > 0, "class_names must not be empty")
        _require(all(isinstance(name, str) and name for name in self.class_names), "class_names must be texts")
        _require(len(set(self.class_names)) == len(self.class_names), "class_names must differ from each other")
        for name, channels in (("mean", self.mean), ("std", self.std)):
            _require(len(channels) == 3 and all(map(_is_finite, channels)), f"{name} must be three numbers")
        _require(min(self.std) > 0, "std must be above 0")
        _require(_is_whole(self.input_size) and 1 <= self.input_size <= 4096, "input_size must be 1 to 4096 pixels")
        _require(_is_whole(self.sides) and self.sides in ALL_SIDES, "sides must be 1, 2 or 4")
        _require(_is_finite(self.temperature) and self.temperature > 0, "temperature must be above 0")
        _require(self.not_sure is None or isinstance(self.not_sure, NotSureRule), "not_sure must be a rule")
        for name in ("options", "metrics", "recipe", "data", "versions"):
            _require(isinstance(getattr(self, name), Mapping), f"{name} must be a table of names and values")

    def as_json(self) -> str:
        """Return one JSON document that holds all of it."""
        document = {item.name: _plain(getattr(self, item.name)) for item in dataclasses.fields(self)}
        document["not_sure"] = _plain(dataclasses.asdict(self.not_sure)) if self.not_sure else None
        return json.dumps(document, allow_nan=False)  # all ASCII: a file may have a name that is no text


def info_from_json(text: str) -> WeightsInfo:
    """Return what `as_json` wrote; keys that this version does not know are left out."""
    try:
        document = json.loads(text)
        _require(isinstance(document, dict), "it is not a table of names and values")
        _refuse_newer(document.get("format_version"))
        known = {item.name: document[item.name] for item in dataclasses.fields(WeightsInfo) if item.name in document}
        for name in ("architecture", "input_size"):
            _require(name in known, f"it lacks {name}")
        for name in ("class_names", "mean", "std"):
            _require(isinstance(known.get(name), list), f"{name} must be a list")
            known[name] = tuple(known[name])
        known["not_sure"] = _rule_from(known.get("not_sure"))
        return WeightsInfo(**known)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise WeightsError(
            f"The description inside the weights file is damaged: {error}.",
            remedy="Make the file anew, or choose another one.",
        ) from error


def _rule_from(document: Any) -> NotSureRule | None:
    """Return the rule that a file holds, if it holds one."""
    if document is None:
        return None
    if not isinstance(document, dict):
        raise ValueError("not_sure must be a table of names and values")
    plain = {name: document[name] for name in ("threshold", "score_weight") if _is_finite(document.get(name))}
    _require(len(plain) == 2, "not_sure: threshold and score_weight must be numbers")
    return NotSureRule(
        score=document.get("score", ""),
        threshold=plain["threshold"],
        score_weight=plain["score_weight"],
        quantiles=_numbers(document, "quantiles"),
        direction=_numbers(document, "direction"),
    )


def _numbers(document: Mapping[str, Any], name: str) -> tuple[float, ...]:
    values = document.get(name)
    if not isinstance(values, list) or not all(map(_is_finite, values)):
        raise ValueError(f"not_sure: {name} must be a list of numbers")
    return tuple(values)


def _refuse_newer(format_version: object) -> None:
    """Say that the file was made by a newer program, before anything else in it is judged."""
    _require(_is_whole(format_version), "format_version must be a whole number")
    if isinstance(format_version, int) and format_version > FORMAT_VERSION:
        raise WeightsError(
            f"The weights file was made by a newer version of this program: it has format {format_version}, and this "
            f"version reads formats up to {FORMAT_VERSION}.",
            remedy="Update this program to use it.",
        )


def _plain(value: Any) -> Any:
    """Return `value` as JSON can hold it: no NaN, no infinity, paths and the like as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise ValueError(what)
