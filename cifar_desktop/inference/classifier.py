"""Photos in, honest answers out: the network with its calibration and its rule for "not sure"."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from cifar_desktop.data.dataset import ImageSet
from cifar_desktop.evaluation.evaluate import predict
from cifar_desktop.evaluation.not_sure import familiarity
from cifar_desktop.inference.views import Views, views_of
from cifar_desktop.inference.weights import Weights, build_model


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """What the network says about a photo.

    Attributes:
        label: the name of the likeliest class.
        is_sure: whether that counts as an answer; always, where the weights hold no rule for "not sure".
        probabilities: calibrated, in the order of the class names; they add up to 1.
        familiarity: how familiar the photo looks, to be compared with the rule's threshold; None without a rule.
        seen: the views that the network was shown, the whole photo first: uint8, (size, size, 3) each.
    """

    label: str
    is_sure: bool
    probabilities: tuple[float, ...]
    familiarity: float | None
    seen: Views

    @property
    def confidence(self) -> float:
        """Return the probability of the likeliest class."""
        return max(self.probabilities)


class Classifier:
    """Labels photos with a network's weights.

    Attributes:
        info: what the weights say about themselves.
    """

    def __init__(
        self, weights: Weights, *, device: torch.device, autocast_dtype: torch.dtype | None = None, batch_size: int = 64
    ) -> None:
        self.info = weights.info
        self._model = build_model(weights).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stubs
        self._device = device
        self._autocast_dtype = autocast_dtype
        self._batch_size = batch_size

    def classify(self, photos: Sequence[Image.Image]) -> list[Answer]:
        """Return an answer for each upright RGB photo."""
        return self.answer([views_of(photo, self.info.input_size) for photo in photos])

    def answer(self, views: Sequence[Views]) -> list[Answer]:
        """Return an answer for each photo from its views, which take far less memory than the photo."""
        if not views:
            return []
        logits, features = self.look(np.stack([view for each in views for view in each]))
        answers, start = [], 0
        for each in views:
            own = slice(start, start + len(each))
            answers.append(self._answer(logits[own].flatten(0, 1), features[own].flatten(0, 1), each))
            start += len(each)
        return answers

    def look(self, pictures: NDArray[np.uint8]) -> tuple[Tensor, Tensor]:
        """Return calibrated logits and features of pictures as they are seen, (number, size, size, 3), on the CPU.

        Both are (number, 2, …): of the picture and of its mirror image.
        """
        images = torch.from_numpy(pictures).permute(0, 3, 1, 2)
        said = predict(
            self._model,
            ImageSet(images, torch.zeros(len(images), dtype=torch.int64)),
            mean=self.info.mean,
            std=self.info.std,
            device=self._device,
            autocast_dtype=self._autocast_dtype,
            batch_size=self._batch_size,
            mirror=True,
            with_features=True,
        )
        return said.sides / self.info.temperature, said.features

    def _answer(self, logits: Tensor, features: Tensor, views: Views) -> Answer:
        """Return the answer to one photo from logits and features of its views and their mirror images."""
        rule = self.info.not_sure
        probabilities = logits.softmax(dim=1).mean(dim=0)
        familiar = float(familiarity(rule, logits[None], features[None])) if rule else None
        return Answer(
            label=self.info.class_names[int(probabilities.argmax())],
            is_sure=rule is None or familiar is None or familiar >= rule.threshold,
            probabilities=tuple(probabilities.tolist()),
            familiarity=familiar,
            seen=views,
        )
