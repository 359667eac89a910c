"""What is assumed of weights that do not say it themselves, and what a person can say instead.

The files of other programs name neither their classes nor how their pictures were normalised. Importing this
module imports no torch.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cifar_desktop.errors import WeightsError
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.models.pretrained_files import IMAGENET_MEAN, IMAGENET_STD

Channels = tuple[float, float, float]

# The only place where a data set's facts stand in the code. Public checkpoints for these pictures carry neither
# class names nor normalisation, and nearly all of those with ten classes are of CIFAR-10, in its usual order; every
# other file gets numbered classes. `Weights.assumed` tells the person that these were not in the file.
CIFAR10_CLASS_NAMES = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
CIFAR10_MEAN: Channels = (0.4914, 0.4822, 0.4465)
CIFAR10_STD: Channels = (0.2470, 0.2435, 0.2616)


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalisation:
    """How pictures are brought to the scale that a network learned with.

    Attributes:
        title, text: for people; the text is one sentence.
        mean, std: of the channels, as shares of 255.
    """

    title: str
    text: str
    mean: Channels
    std: Channels


NORMALISATIONS: Mapping[str, Normalisation] = {
    "ours": Normalisation(
        title="CIFAR-10",
        text="Mean and spread of the training pictures of CIFAR-10, as this program and most others take them.",
        mean=CIFAR10_MEAN,
        std=CIFAR10_STD,
    ),
    "tutorial": Normalisation(
        title="CIFAR-10, as in tutorials",
        text="The same mean with a smaller spread, that of single pictures; copied from tutorial to tutorial.",
        mean=CIFAR10_MEAN,
        std=(0.2023, 0.1994, 0.2010),
    ),
    "imagenet": Normalisation(
        title="ImageNet",
        text="Mean and spread of the photos of ImageNet: usual for networks that began with its weights.",
        mean=IMAGENET_MEAN,
        std=IMAGENET_STD,
    ),
    "half": Normalisation(
        title="From −1 to 1",  # noqa: RUF001 - a minus sign
        text="Each value less a half, times two: as in the first tutorial of PyTorch.",
        mean=(0.5, 0.5, 0.5),
        std=(0.5, 0.5, 0.5),
    ),
    "none": Normalisation(
        title="None, from 0 to 1",
        text="The pictures as they are, black being 0 and white 1.",
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionChanges:
    """What a person says about weights that do not say it.

    Attributes:
        normalisation: one of `NORMALISATIONS`, by its key; None leaves the one that was assumed.
        class_names: in the order of the logits; None leaves the assumed ones.
    """

    normalisation: str | None = None
    class_names: tuple[str, ...] | None = None

    @property
    def mean(self) -> Channels | None:
        """Return the mean of the chosen normalisation; None where none was chosen."""
        return None if self.normalisation is None else _normalisation(self.normalisation).mean

    @property
    def std(self) -> Channels | None:
        """Return the spread of the chosen normalisation; None where none was chosen."""
        return None if self.normalisation is None else _normalisation(self.normalisation).std


def assumed_class_names(num_classes: int) -> tuple[str, ...]:
    """Return names for the classes of a file that names none."""
    if num_classes == len(CIFAR10_CLASS_NAMES):
        return CIFAR10_CLASS_NAMES
    return tuple(f"class {number}" for number in range(num_classes))


def normalisation_key(mean: Sequence[float], std: Sequence[float]) -> str | None:
    """Return which of `NORMALISATIONS` this is; None where it is another one."""
    wanted = (tuple(mean), tuple(std))
    return next((key for key, each in NORMALISATIONS.items() if (each.mean, each.std) == wanted), None)


def with_changes(info: WeightsInfo, changes: AssumptionChanges) -> WeightsInfo:
    """Return the description with what a person said in place of what was assumed; see `with_assumptions`."""
    names = info.class_names if changes.class_names is None else changes.class_names
    return with_assumptions(info, changes.mean or info.mean, changes.std or info.std, names)


def with_assumptions(info: WeightsInfo, mean: Channels, std: Channels, class_names: Sequence[str]) -> WeightsInfo:
    """Return the description with these in place of what was assumed.

    Raises:
        WeightsError: where the names are not as many as the classes, or one is empty or there twice.
    """
    names = tuple(name.strip() for name in class_names)
    check_class_names(names, len(info.class_names))
    try:
        return dataclasses.replace(info, mean=mean, std=std, class_names=names)
    except ValueError as error:
        raise WeightsError(f"This normalisation cannot be used: {error}.", remedy="Choose another one.") from error


def check_class_names(names: Sequence[str], num_classes: int) -> None:
    """Refuse names that cannot stand for the classes of a network that tells so many apart."""
    given_before: set[str] = set()
    for number, name in enumerate(names, start=1):
        if not name:
            raise WeightsError(f"Class {number} has no name.", remedy="Write one name in each line.")
        if name in given_before:
            raise WeightsError(f"There are two classes called “{name}”.", remedy="Give each class a name of its own.")
        given_before.add(name)
    if len(names) != num_classes:
        told = f"{num_classes} {'class' if num_classes == 1 else 'classes'}"
        given = f"{len(names)} {'name' if len(names) == 1 else 'names'}"
        difference = num_classes - len(names)
        raise WeightsError(
            f"There {'is' if len(names) == 1 else 'are'} {given}, and the network tells {told} apart.",
            remedy=f"Write {difference} more." if difference > 0 else f"Take {-difference} away.",
        )


def _normalisation(key: str) -> Normalisation:
    if key not in NORMALISATIONS:
        raise WeightsError(
            f"There is no normalisation called “{key}”.", remedy=f"Choose one of: {', '.join(NORMALISATIONS)}."
        )
    return NORMALISATIONS[key]
