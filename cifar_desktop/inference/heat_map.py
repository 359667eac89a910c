"""Which parts of a photo speak for a class: what the views say, laid over the photo."""

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

from cifar_desktop.data.normalise import normalise
from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.evidence import evidence_of_covering, evidence_of_features, is_slow
from cifar_desktop.inference.views import Box, part_of, reduced, seen, view_boxes

HEAT_PIXELS = 96  # of the longer side: finer than the network sees, so that it can be enlarged smoothly
_FADE_SHARE = 0.125  # of a view's side, at its edges: views end nowhere abruptly
_DOUBT = 0.02  # what a witness may have overlooked, as a share of the most that it saw
_SOFT_PIXELS = 2  # of the map, each way
_LEAST_WEIGHT = 1e-3  # of a view at its very edge, where there may be no other


def heat_map(classifier: Classifier, photo: Image.Image, box: Box | None, class_index: int) -> NDArray[np.float32]:
    """Return how much each part of a photo, or of the box in it, speaks for a class: float32, (rows, columns).

    It is 1 where most speaks for it and 0 where nothing does; 0 everywhere if nothing does at all.
    """
    if not 0 <= class_index < len(classifier.info.class_names):
        raise ValueError(f"there is no class {class_index}")
    info = classifier.info
    part = reduced(part_of(photo, box))
    boxes = view_boxes(*part.size)
    views = np.stack([seen(part, each, info.input_size) for each in boxes])
    images = torch.from_numpy(views).to(classifier.device).permute(0, 3, 1, 2).contiguous()
    pictures = normalise(images, info.mean, info.std)
    features = evidence_of_features(classifier.network, pictures, class_index)
    heat = _agreed([_laid_over(each.cpu(), boxes, part.size) for each in features])
    if not is_slow(classifier.network, pictures[:1]):
        covering = evidence_of_covering(classifier.network, pictures, class_index)
        heat = _agreed([heat, _laid_over(covering, boxes, part.size)])
    return np.ascontiguousarray(_softened(heat).numpy(), dtype=np.float32)


def _agreed(witnesses: list[Tensor]) -> Tensor:
    """Return the geometric mean: what one witness does not see is hardly evidence, whatever the others say."""
    seen_by_all = (torch.stack(witnesses) + _DOUBT).prod(dim=0) ** (1 / len(witnesses))
    return _to_one((seen_by_all - _DOUBT).relu())


def _softened(heat: Tensor) -> Tensor:
    """Return the heat without hard edges, which would claim more than is known."""
    for _ in range(2):
        reach = min(_SOFT_PIXELS, min(heat.shape) // 2)
        heat = functional.avg_pool2d(heat[None], 2 * reach + 1, 1, padding=reach, count_include_pad=False)[0]
    return _to_one(heat)


def _laid_over(said: Tensor, boxes: tuple[Box, ...], size: tuple[int, int]) -> Tensor:
    """Return the mean of what the views say of each place, (rows, columns) over all of the photo, 0 to 1."""
    rows, columns = _grid_size(size)
    total, weights = torch.zeros(rows, columns), torch.zeros(rows, columns)
    for one, box in zip(said, boxes, strict=True):
        x = _places(columns, size[0], box[0], box[2])
        y = _places(rows, size[1], box[1], box[3])
        places = torch.stack([x.expand(rows, columns), y[:, None].expand(rows, columns)], dim=2)
        enlarged = functional.grid_sample(one[None, None], places[None], padding_mode="border", align_corners=False)
        weight = _weights(y)[:, None] * _weights(x)
        total += enlarged[0, 0] * weight
        weights += weight
    return _to_one((total / weights.clamp(min=_LEAST_WEIGHT**2)).relu())


def _grid_size(size: tuple[int, int]) -> tuple[int, int]:
    """Return rows and columns for a photo of this width and height."""
    width, height = size
    longer = max(size)
    return max(1, round(HEAT_PIXELS * height / longer)), max(1, round(HEAT_PIXELS * width / longer))


def _places(number: int, side: int, start: float, end: float) -> Tensor:
    """Return where the middles of `number` equal parts of a side lie in a view: -1 at its start, 1 at its end."""
    middles = (torch.arange(number, dtype=torch.float32) + 0.5) / number * side
    return (middles - start) / (end - start) * 2 - 1


def _weights(places: Tensor) -> Tensor:
    """Return how much a view counts at these places of it: less near its edges, nothing beyond them."""
    inside = 1 - places.abs()
    return (inside / (2 * _FADE_SHARE)).clamp(min=_LEAST_WEIGHT, max=1) * (inside >= 0)


def _to_one(heat: Tensor) -> Tensor:
    """Return the heat with 1 as its largest value; all 0 stays so."""
    highest = heat.max()
    return heat / highest if float(highest) > 0 and bool(highest.isfinite()) else torch.zeros_like(heat)
