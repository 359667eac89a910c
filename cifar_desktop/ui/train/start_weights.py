"""Weights that a training can begin with: what they are, and what the training has to take over from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cifar_desktop.errors import ConfigError, WeightsError
from cifar_desktop.models.registry import MODELS
from cifar_desktop.tasks import CancelToken
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.ui.train.form_settings import SPLIT

if TYPE_CHECKING:
    from cifar_desktop.inference.weights_info import WeightsInfo

_ENLARGEMENT = ("upscale", "upscaling")  # of a transfer model's pictures: its head has learned from features of these


@dataclass(frozen=True, slots=True, kw_only=True)
class StartWeights:
    """A file of weights that was looked into.

    Attributes:
        path: the file.
        name: what a person calls it: the name of its run, or else of the file.
        model: the network that they are of.
        settings: what a training that begins with them takes over, the model among them.
        class_names: what they tell apart; empty for a part that ImageNet has trained, which knows none of ours.
        data_name: of the photos that they were trained on; empty where that is not known.
        test_accuracy: of the photos that they were tested on; None where that is not known.
    """

    path: Path
    name: str
    model: str
    settings: Mapping[str, Any]
    class_names: tuple[str, ...] = ()
    data_name: str = ""
    test_accuracy: float | None = None

    @property
    def is_pretrained_part(self) -> bool:
        """Tell whether they are of ImageNet, and for a transfer model's larger part alone."""
        return not self.class_names

    @property
    def has_split(self) -> bool:
        """Tell whether it is known which photos they have not learned from."""
        return all(name in self.settings for name in SPLIT)


def name_of(path: Path) -> str:
    """Return what a person calls weights; a run's own all have the same file name."""
    from cifar_desktop.training.run_label import read_label

    folder = path.parent
    if (folder / "run.json").is_file():
        return read_label(folder).name or folder.name
    return path.name


def look_into(path: Path, model: str, cancel: CancelToken) -> StartWeights:
    """Return what is in a file of weights to begin with; runs on a thread, where torch is imported.

    A file of ImageNet's weights counts for `model` where it fits, and otherwise for the transfer model that it is of.

    Raises:
        WeightsError: where the file cannot be used.
    """
    from cifar_desktop.inference.weights import read_weights

    try:
        if found := _pretrained_part(path, [model]):
            return found
        try:
            info = read_weights(path).info
        except WeightsError:
            cancel.raise_if_cancelled()
            if found := _pretrained_part(path, [name for name in MODELS if name != model]):
                return found
            raise
    except OSError as error:
        raise WeightsError(
            f"“{path}” cannot be read: {error.strerror or error}.", remedy="Check the file and that you may read it."
        ) from error
    accuracy = info.metrics.get("test_accuracy")
    return StartWeights(
        path=path,
        name=name_of(path),
        model=info.architecture,
        settings=_settings_of(info),
        class_names=info.class_names,
        data_name=str(info.data.get("name") or ""),
        test_accuracy=accuracy if isinstance(accuracy, float) else None,
    )


def _pretrained_part(path: Path, models: list[str]) -> StartWeights | None:
    """Return what to know about a file of ImageNet's weights for one of these models; None where it is none."""
    from cifar_desktop.training.backbone import backbone_in

    for name in models:
        try:
            if MODELS[name].pretrained and backbone_in(path, MODELS[name]) is not None:
                return StartWeights(path=path, name=path.name, model=name, settings={"model": name})
        except WeightsError:  # whoever reads it next says why
            return None
    return None


def _settings_of(info: "WeightsInfo") -> dict[str, Any]:
    """Return what has to stay as it was, of what the file says and what can be."""
    recipe = dict(info.recipe)
    recipe.setdefault("split_seed", recipe.get("seed"))  # the seed chose the photos, too, before there was that setting
    stated = {name: recipe[name] for name in SPLIT if recipe.get(name) is not None}
    if MODELS[info.architecture].pretrained:
        stated |= {name: info.options[name] for name in _ENLARGEMENT if name in info.options}
    settings: dict[str, Any] = {"model": info.architecture}
    for name, value in stated.items():
        try:
            TrainConfig(**{**settings, name: value})
        except ConfigError:  # a file may say anything
            continue
        settings[name] = value
    return settings
