"""The validation set: a share of the training pictures, the same of every class.

The test set plays no part in it; what the validation set chooses, the test set only judges.
"""

import torch
from torch import Tensor

from cifar_desktop.data.dataset import ImageSet
from cifar_desktop.errors import ConfigError

_FIELD = "validation_fraction"


def split_train_validation(images: ImageSet, *, fraction: float, seed: int) -> tuple[Tensor, Tensor]:
    """Return the positions of the training and of the validation pictures, both ascending.

    Together they are every position once. The validation set has round(fraction * number) pictures, each
    class its share by largest remainder. The same seed gives the same split, whatever else draws random
    numbers.

    Raises:
        ConfigError: where the fraction is none, or leaves a class without a training picture.
    """
    if not 0 <= fraction < 1:  # also catches nan
        raise ConfigError(
            _FIELD, f"The validation share is {fraction}.", remedy="Choose a share from 0 to less than 1, such as 0.1."
        )
    labels = images.labels.cpu()
    shares = _apportion(labels.bincount().tolist(), round(fraction * len(labels)))
    generator = torch.Generator().manual_seed(seed)
    in_validation = torch.zeros(len(labels), dtype=torch.bool)
    for label, share in enumerate(shares):
        positions = (labels == label).nonzero().flatten()
        order = torch.randperm(len(positions), generator=generator)
        in_validation[positions[order[:share]]] = True
    return (~in_validation).nonzero().flatten(), in_validation.nonzero().flatten()


def _apportion(numbers: list[int], total: int) -> list[int]:
    """Share `total` among classes of these sizes by largest remainder, leaving each class one picture."""
    most = [max(number - 1, 0) for number in numbers]
    if total > sum(most):
        raise ConfigError(
            _FIELD,
            f"A validation set of {total} pictures leaves a class without a training picture: there are "
            f"{sum(numbers)} of {sum(number > 0 for number in numbers)} classes.",
            remedy="Choose a smaller share, or 0 for no validation set.",
        )
    shares = [min(number * total // sum(numbers), limit) for number, limit in zip(numbers, most, strict=True)]
    by_remainder = sorted(range(len(numbers)), key=lambda position: -(numbers[position] * total % sum(numbers)))
    while sum(shares) < total:
        for position in by_remainder:
            if sum(shares) < total and shares[position] < most[position]:
                shares[position] += 1
    return shares
