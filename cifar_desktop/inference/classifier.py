"""Photos in, honest answers out: the network with its calibration and its rule for "not sure"."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from cifar_desktop.data.normalise import normalise
from cifar_desktop.evaluation.not_sure import SCORES
from cifar_desktop.inference.views import Views, views_of
from cifar_desktop.inference.weights import Weights, build_model


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """What the network says about a photo.

    Attributes:
        label: the name of the likeliest class.
        is_sure: whether that counts as an answer; always, where the weights hold no rule for "not sure".
        probabilities: calibrated, in the order of the class names; they add up to 1.
        familiarity: the rule's score, to be compared with its threshold; None without a rule.
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
        self._model = build_model(weights).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
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
        logits = self.calibrated_logits(np.stack([view for each in views for view in each]))
        answers, start = [], 0
        for each in views:
            answers.append(self._answer(logits[start : start + len(each)], each))
            start += len(each)
        return answers

    def calibrated_logits(self, pictures: NDArray[np.uint8]) -> Tensor:
        """Return the logits of pictures as they are seen, (number, size, size, 3): (number, 2, classes), on the CPU.

        The two are those of the picture and of its mirror image, divided by the temperature.
        """
        autocast = torch.autocast(
            self._device.type, dtype=self._autocast_dtype, enabled=self._autocast_dtype is not None
        )
        logits = []
        with torch.inference_mode(), autocast:
            for start in range(0, len(pictures), self._batch_size):
                batch = torch.from_numpy(pictures[start : start + self._batch_size]).to(self._device)
                normalised = normalise(batch.permute(0, 3, 1, 2), self.info.mean, self.info.std)
                both = torch.cat([normalised, normalised.flip(3)])
                answers = self._model(both.contiguous(memory_format=torch.channels_last))
                logits.append(torch.stack(answers.float().chunk(2), dim=1))
        return torch.cat(logits).cpu() / self.info.temperature

    def _answer(self, logits: Tensor, views: Views) -> Answer:
        """Return the answer to one photo from the logits of its views, (views, 2, classes)."""
        rule = self.info.not_sure
        together = logits.flatten(0, 1)
        probabilities = together.softmax(dim=1).mean(dim=0)
        familiarity = float(SCORES[rule.score](together[None])) if rule else None
        return Answer(
            label=self.info.class_names[int(probabilities.argmax())],
            is_sure=rule is None or familiarity is None or familiarity >= rule.threshold,
            probabilities=tuple(probabilities.tolist()),
            familiarity=familiarity,
            seen=views,
        )
