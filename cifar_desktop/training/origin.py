"""Where a training's first weights come from, when they are not random. Importing this module imports no torch."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cifar_desktop.errors import WeightsError

if TYPE_CHECKING:
    from cifar_desktop.inference.weights import Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The weights that a training starts from.

    Attributes:
        path: the file, absolute.
        sha256: of its content.
        recipe: how they were trained, as far as the file says.
    """

    path: str
    sha256: str
    recipe: Mapping[str, Any] = field(default_factory=dict)


def origin_of(path: Path) -> Origin:
    """Return what is to be known about a file of weights to start from; it must be usable."""
    weights = _read_weights(path)
    return Origin(path=str(path.expanduser().resolve()), sha256=_sha256(path), recipe=dict(weights.info.recipe))


def read_origin(origin: Origin) -> "Weights":
    """Return the weights of an origin, as long as they are still those."""
    path = Path(origin.path)
    weights = _read_weights(path)
    if _sha256(path) != origin.sha256:
        raise WeightsError(
            f"“{path}” has changed since the training was started from it.",
            kept="The run folder was not touched.",
            remedy="Put the former file back, or start a new training.",
        )
    return weights


def _read_weights(path: Path) -> "Weights":
    # Late, for it imports torch: run folders are listed in a window that is up before torch is.
    from cifar_desktop.inference.weights import read_weights  # noqa: PLC0415

    return read_weights(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
