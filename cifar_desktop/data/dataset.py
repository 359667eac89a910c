"""What a data set is to everything else: labelled pictures as tensors, and the facts that go with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True, eq=False)
class ImageSet:
    """Pictures with their labels.

    Attributes:
        images: uint8, (number, 3, height, width).
        labels: int64, (number,), positions in the data set's class names.
    """

    images: Tensor
    labels: Tensor

    def __post_init__(self) -> None:
        if self.images.dtype != torch.uint8 or self.images.ndim != 4 or self.images.shape[1] != 3:
            raise ValueError(f"pictures must be uint8 (N, 3, H, W), not {self.images.dtype} {tuple(self.images.shape)}")
        if self.labels.dtype != torch.int64 or self.labels.shape != self.images.shape[:1]:
            raise ValueError(f"labels must be int64 (N,), not {self.labels.dtype} {tuple(self.labels.shape)}")

    def __len__(self) -> int:
        return len(self.labels)

    def subset(self, positions: Tensor) -> "ImageSet":
        """Return the pictures at `positions`, in that order."""
        return ImageSet(self.images[positions], self.labels[positions])

    def to(self, device: torch.device) -> "ImageSet":
        """Return the same pictures on `device`."""
        return ImageSet(self.images.to(device), self.labels.to(device))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DataSet:
    """A training and a test set, and what a network must know to use them.

    Attributes:
        name: what a person calls it, such as "CIFAR-10".
        class_names: in the order of the labels.
        mean, std: of the training pictures' channels, as shares of 255.
        train, test: the pictures; the test set chooses nothing, ever.
        checksums: file name -> md5 of the files that it was read from.
    """

    name: str
    class_names: tuple[str, ...]
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    train: ImageSet
    test: ImageSet
    checksums: Mapping[str, str] = field(default_factory=dict)

    @property
    def input_size(self) -> int:
        """Return the height and width of the pictures, in pixels."""
        return int(self.train.images.shape[-1])
