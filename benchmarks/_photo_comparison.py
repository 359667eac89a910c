"""The peers of `real_photos`: other ways to make a photo small, and other scores of how familiar it looks."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from cifar_desktop.data.sample import read_sample
from cifar_desktop.evaluation.not_sure import SCORES, auroc, familiarity
from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.views import FILTER, Box, middle_square
from cifar_desktop.inference.weights import Weights

BoxOf = Callable[[int, int], Box]
FILTERS = {
    "area average": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "Lanczos": Image.Resampling.LANCZOS,
}
NEAREST_NEIGHBOURS = 10
PICTURES_AT_A_TIME = 50  # more of them would not stay in the processor's caches


@dataclass(frozen=True, slots=True, eq=False)
class Photos:
    """Photos with what they show; the label of other things is -1."""

    pictures: list[Image.Image]
    labels: Tensor

    @property
    def known(self) -> Tensor:
        """Tell of each photo whether it shows one of the classes."""
        return self.labels >= 0


def compare(weights: Weights, photos: Photos) -> None:
    """Print what other scores and other views would bring."""
    seer = Seer(weights, photos)
    _print_scores(seer, photos)
    _print_views(seer, photos)


def _whole(width: int, height: int) -> Box:
    return (0.0, 0.0, width, height)


def _middle(share: float) -> BoxOf:
    def box(width: int, height: int) -> Box:
        left, top, right, bottom = middle_square(width, height)
        cut = (right - left) * (1 - share) / 2
        return (left + cut, top + cut, right - cut, bottom - cut)

    return box


def _part(share: float) -> BoxOf:
    def box(width: int, height: int) -> Box:
        return (width * (1 - share) / 2, height * (1 - share) / 2, width * (1 + share) / 2, height * (1 + share) / 2)

    return box


BOXES: Mapping[str, BoxOf] = {
    "whole": _whole,
    "middle": _middle(1.0),
    "middle 85 %": _middle(0.85),
    "middle 70 %": _middle(0.7),
    "part 80 %": _part(0.8),
}
AS_SHIPPED = ("whole", "middle", "middle 70 %")
COMBINATIONS = (
    ("whole",),
    ("middle",),
    ("whole", "middle"),
    ("whole", "middle", "middle 85 %"),
    ("whole", "middle", "middle 70 %"),
    ("whole", "middle", "part 80 %"),
    ("whole", "middle", "middle 70 %", "part 80 %"),
)


class Seer:
    """Shows a network the photos in many ways, each only once."""

    def __init__(self, weights: Weights, photos: Photos) -> None:
        self.info = weights.info
        self.classifier = Classifier(weights, device=torch.device("cpu"), batch_size=PICTURES_AT_A_TIME)
        self._photos = photos
        self._looks: dict[tuple[str, Image.Resampling], tuple[Tensor, Tensor]] = {}

    def views(self, boxes: Sequence[str], resampling: Image.Resampling) -> tuple[Tensor, Tensor]:
        """Return logits and features of some views of every photo, (photos, 2 * views, …)."""
        for name in boxes:
            if (name, resampling) not in self._looks:
                small = _small(self._photos, BOXES[name], resampling, self.info.input_size)
                self._looks[name, resampling] = self.classifier.look(small)
        looks = [self._looks[name, resampling] for name in boxes]
        return torch.cat([logits for logits, _ in looks], dim=1), torch.cat([features for _, features in looks], dim=1)


def _small(photos: Photos, box: BoxOf, resampling: Image.Resampling, size: int) -> NDArray[np.uint8]:
    views = [photo.resize((size, size), resampling, box=box(*photo.size)) for photo in photos.pictures]
    return np.stack([np.asarray(view, dtype=np.uint8) for view in views])


def _print_views(seer: Seer, photos: Photos) -> None:
    """Print what other views and filters would bring."""
    sys.stdout.write(f"\n{'views, each with its mirror image':<40} {'filter':<13} right   AUROC (energy)\n")
    for boxes in COMBINATIONS:
        for name, resampling in FILTERS.items():
            logits, _ = seer.views(boxes, resampling)
            energy = SCORES["energy"](logits)
            area = auroc(energy[photos.known], energy[~photos.known])
            right = logits.softmax(dim=2).mean(dim=1).argmax(dim=1) == photos.labels
            sys.stdout.write(
                f"{' + '.join(boxes):<40} {name:<13} {right[photos.known].float().mean():.1%}   {area:.3f}\n"
            )


def _print_scores(seer: Seer, photos: Photos) -> None:
    """Print how well other scores tell known from other things."""
    logits, features = seer.views(AS_SHIPPED, FILTER)
    scores = {name: score(logits) for name, score in SCORES.items()}
    if seer.info.not_sure:
        scores["the weights' own rule"] = familiarity(seer.info.not_sure, logits, features)
    scores.update(_feature_scores(seer, features))
    sys.stdout.write("\nscore                             AUROC, with the views as shipped\n")
    areas = {name: auroc(score[photos.known], score[~photos.known]) for name, score in scores.items()}
    for name, area in sorted(areas.items(), key=lambda pair: -pair[1]):
        sys.stdout.write(f"{name:<32}  {area:.3f}\n")


def _feature_scores(seer: Seer, features: Tensor) -> Iterator[tuple[str, Tensor]]:
    """Yield scores that need features of training pictures: the bundled sample's stand for all."""
    sample = read_sample().train
    _, learned = seer.classifier.look(sample.images.permute(0, 2, 3, 1).numpy())
    learned = learned[:, 0]
    overall = learned.mean(dim=0)
    means = torch.stack([learned[sample.labels == label].mean(dim=0) for label in range(len(seer.info.class_names))])
    spread = torch.cov((learned - means[sample.labels]).T)
    inverse = torch.linalg.inv(spread + 1e-3 * spread.diag().mean() * torch.eye(len(spread)))
    around = torch.linalg.inv(torch.cov(learned.T) + 1e-3 * spread.diag().mean() * torch.eye(len(spread)))
    apart = features[:, :, None] - means
    distance = torch.einsum("nvcd,de,nvce->nvc", apart, inverse, apart).amin(dim=2)
    centred = features - overall
    yield "distance to class means", -distance.mean(dim=1)
    yield (
        "the same, less that to all",
        (torch.einsum("nvd,de,nve->nv", centred, around, centred) - distance).mean(dim=1),
    )
    unit, unit_means = nn.functional.normalize(centred, dim=2), nn.functional.normalize(means - overall, dim=1)
    yield "angle to class means", (unit @ unit_means.T).amax(dim=2).mean(dim=1)
    neighbours = nn.functional.normalize(features, dim=2) @ nn.functional.normalize(learned, dim=1).T
    yield f"{NEAREST_NEIGHBOURS} nearest neighbours", neighbours.topk(NEAREST_NEIGHBOURS, dim=2).values.amin(2).mean(1)
    yield "length of the features", features.norm(dim=2).mean(dim=1)
