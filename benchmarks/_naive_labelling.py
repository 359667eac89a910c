"""The loop that our labelling is measured against, as it is mostly written: one photo after the other, whole."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor, nn

from cifar_desktop.data.sides import MIRRORED, PLAIN, sides_of
from cifar_desktop.inference.views import FILTER, view_boxes
from cifar_desktop.inference.weights_info import WeightsInfo


class NaiveLabelling:
    """Decodes each photo in full, reduces each view from that, and runs the network once for each view and side.

    Attributes:
        is_short: whether it looks at the whole photo only and at no mirror image: less work, and another answer.
    """

    def __init__(self, model: nn.Module, info: WeightsInfo, *, is_short: bool = False) -> None:
        self.is_short = is_short
        self._model = model.eval().to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
        self._info = info
        self._mean = torch.tensor(info.mean).view(3, 1, 1)
        self._std = torch.tensor(info.std).view(3, 1, 1)

    def labels(self, paths: Sequence[Path]) -> Tensor:
        """Return the probabilities of each photo."""
        return torch.stack([self._label(path) for path in paths])

    def _label(self, path: Path) -> Tensor:
        size = self._info.input_size
        with Image.open(path) as image:
            photo = ImageOps.exif_transpose(image).convert("RGB")
        boxes = view_boxes(*photo.size)
        sides = self._info.sides if len(boxes) == 1 else MIRRORED
        said = []
        for box in boxes[:1] if self.is_short else boxes:
            view = np.array(photo.resize((size, size), FILTER, box=box))
            picture = torch.from_numpy(view).permute(2, 0, 1).float() / 255
            picture = ((picture - self._mean) / self._std).unsqueeze(0)
            for side in sides_of(picture, PLAIN if self.is_short else sides):
                with torch.no_grad():
                    said.append((self._model(side)[0] / self._info.temperature).softmax(dim=0))
        return torch.stack(said).mean(dim=0)
