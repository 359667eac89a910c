"""What a network says about labelled pictures, and how good that is."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from cifar_desktop.data.dataset import ImageSet
from cifar_desktop.data.normalise import Channels, normalise
from cifar_desktop.data.sides import MIRRORED, PLAIN, sides_of
from cifar_desktop.errors import DataError
from cifar_desktop.evaluation.metrics import Metrics, metrics_from_confusion
from cifar_desktop.models.features import features_seen
from cifar_desktop.tasks import CancelToken, Report, StageProgressed, report_nothing

REPORT_INTERVAL_S = 0.1
# A GPU is busy only with many pictures; what a processor's caches cannot hold takes it longer, and much memory.
_AT_ONCE, _AT_ONCE_ON_CPU = 500, 100


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """What a network said about a set of pictures, in their order.

    Attributes:
        sides: logits as float32 on the CPU, (number, sides, classes): of the picture, and of the further sides that
            were asked for, its mirror image first; see `sides_of`.
        labels: int64 on the CPU, (number,): the right answers.
        features: what went into the last layer, as float32 on the CPU, (number, sides, features); none of it unless
            that was asked for.
    """

    sides: Tensor
    labels: Tensor
    features: Tensor

    @property
    def logits(self) -> Tensor:
        """Return the mean over the sides, (number, classes)."""
        return self.sides.mean(dim=1)

    def one_sided(self) -> "Predictions":
        """Return what was said of the pictures themselves, without their mirror images."""
        return self.first(PLAIN)

    def first(self, sides: int) -> "Predictions":
        """Return what was said of the first of the sides."""
        return Predictions(self.sides[:, :sides], self.labels, self.features[:, :sides])


def suitable_batch(device: torch.device) -> int:
    """Return how many pictures a network is best asked about at once."""
    return _AT_ONCE_ON_CPU if device.type == "cpu" else _AT_ONCE


def predict(
    model: nn.Module,
    images: ImageSet,
    *,
    mean: Channels,
    std: Channels,
    device: torch.device,
    autocast_dtype: torch.dtype | None = None,
    batch_size: int | None = None,
    sides: int = PLAIN,
    with_features: bool = False,
    report: Report = report_nothing,
    cancel: CancelToken | None = None,
    stage: str = "Evaluating",
) -> Predictions:
    """Return what `model`, which already lies on `device`, says about the pictures.

    It is asked about each picture from so many `sides`, and about `batch_size` at once: by default as many as suit the
    device. The model comes back in the mode, training or not, in which it was given. One that names its own
    `pictures_at_once` is shown no more than these, so that a slow one reports and can be cancelled as often as a
    quick one.
    """
    if batch_size is None:
        batch_size = suitable_batch(device)
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, not {batch_size}")
    if not len(images):
        raise DataError("There are no pictures to evaluate.", remedy="Choose a data set that has some.")
    batch_size = min(batch_size, getattr(model, "pictures_at_once", batch_size))
    said: list[Tensor] = []
    features: list[Tensor] = []
    progress = ImageProgress(report, stage, len(images))
    autocast = torch.autocast(device.type, dtype=autocast_dtype, enabled=autocast_dtype is not None)
    with evaluating(model), torch.inference_mode(), autocast, features_seen(model) as seen:
        for start in range(0, len(images), batch_size):
            if cancel is not None:
                cancel.raise_if_cancelled()
            pictures = images.images[start : start + batch_size]
            batch = pictures.to(device, non_blocking=True).contiguous(memory_format=torch.channels_last)
            shown = normalise(batch, mean, std)
            answers = [model(side).float() for side in sides_of(shown, sides)]
            said.append(torch.stack(answers, dim=1))  # stays on the device: to fetch it here would wait for each batch
            features.append(torch.stack(seen, dim=1) if with_features else said[-1][..., :0])
            seen.clear()
            progress.advance(len(pictures))
    return Predictions(torch.cat(said).cpu().clone(), images.labels.cpu(), torch.cat(features).cpu().clone())


def measure(predictions: Predictions, class_names: Sequence[str]) -> Metrics:
    """Return how good the predictions are."""
    num_classes = predictions.logits.shape[1]
    if num_classes != len(class_names):
        raise ValueError(f"{num_classes} logits a picture, but {len(class_names)} class names")
    labels = predictions.labels
    loss = functional.cross_entropy(predictions.logits, labels)
    cells = labels * num_classes + predictions.logits.argmax(dim=1)
    confusion = torch.bincount(cells, minlength=num_classes**2).view(num_classes, num_classes)
    return metrics_from_confusion(confusion.tolist(), class_names, loss=loss.item())


def evaluate(
    model: nn.Module,
    images: ImageSet,
    class_names: Sequence[str],
    *,
    mean: Channels,
    std: Channels,
    device: torch.device,
    autocast_dtype: torch.dtype | None = None,
    batch_size: int | None = None,
    mirror: bool = False,
    report: Report = report_nothing,
    cancel: CancelToken | None = None,
    stage: str = "Evaluating",
) -> Metrics:
    """Return how good `model` is on the pictures; see `predict` for the settings."""
    predictions = predict(
        model,
        images,
        mean=mean,
        std=std,
        device=device,
        autocast_dtype=autocast_dtype,
        batch_size=batch_size,
        sides=MIRRORED if mirror else PLAIN,
        report=report,
        cancel=cancel,
        stage=stage,
    )
    return measure(predictions, class_names)


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Put `model` into evaluation mode, and each of its modules back into its own mode afterwards.

    One by one, because a frozen batch norm inside a model in training mode must stay frozen.
    """
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training


class ImageProgress:
    """Reports how far a stage is, at most every `REPORT_INTERVAL_S` and at its end."""

    def __init__(self, report: Report, stage: str, total: int) -> None:
        self._report = report
        self._stage = stage
        self._total = total
        self._done = 0
        self._reported_at = time.monotonic()

    def advance(self, number: int) -> None:
        """Count `number` more pictures as done."""
        self._done += number
        now = time.monotonic()
        if self._done == self._total or now - self._reported_at >= REPORT_INTERVAL_S:
            self._reported_at = now
            self._report(StageProgressed(self._stage, self._done, self._total, "images"))
