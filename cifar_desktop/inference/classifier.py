"""Photos in, honest answers out: the network with its calibration and its rule for "not sure"."""

import copy
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from cifar_desktop.data.normalise import normalise
from cifar_desktop.data.sides import MIRRORED, sides_of
from cifar_desktop.errors import WeightsError
from cifar_desktop.evaluation.not_sure import familiarity
from cifar_desktop.inference.folded import folded, in_bfloat16, sharing
from cifar_desktop.inference.views import MOST_VIEWS, Box, Views, part_of, views_of
from cifar_desktop.inference.weights import Weights, build_model
from cifar_desktop.models.features import last_layer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """What the network says about a photo.

    Attributes:
        label: the name of the likeliest class.
        is_sure: whether that counts as an answer; always, where the weights hold no rule for "not sure".
        probabilities: calibrated, in the order of the class names; they add up to 1.
        familiarity: how familiar the photo looks, to be compared with the rule's threshold; None without a rule.
        seen: the views that the network was shown, the whole photo first: uint8, (size, size, 3) each.
        sides: from how many it was asked about each of them, see `sides_of`.
    """

    label: str
    is_sure: bool
    probabilities: tuple[float, ...]
    familiarity: float | None
    seen: Views
    sides: int

    @property
    def confidence(self) -> float:
        """Return the probability of the likeliest class."""
        return max(self.probabilities)


class Classifier:
    """Labels photos with a network's weights; several threads may use one at the same time.

    Attributes:
        info: what the weights say about themselves.
        network: in float32, with its batch norms folded, for who wants to look inside; not to be changed.
        device: where it lies.
        dtype: what answers are computed in.
    """

    def __init__(self, weights: Weights, *, device: torch.device, batch_size: int = 64) -> None:
        self.info = weights.info
        self.network = folded(build_model(weights), weights.info.input_size)
        self.network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stubs
        self.device = device
        self.dtype = torch.float32
        self._batch_size = batch_size
        self._model, self._features = _listened_to(sharing(self.network))

    def in_bfloat16(self) -> "Classifier":
        """Return a classifier of the same network that answers in bf16; see `quick_classifier` for whether to."""
        other = copy.copy(self)
        other.dtype = torch.bfloat16
        other._model, other._features = _listened_to(in_bfloat16(self.network))
        return other

    def warm_up(self) -> None:
        """Answer for each number of views once: the first time with a new size takes longer."""
        for number in range(1, MOST_VIEWS + 1):
            pictures = np.zeros((number, self.info.input_size, self.info.input_size, 3), dtype=np.uint8)
            self.look(pictures, sides=self._sides(number))

    def classify(self, photos: Sequence[Image.Image], boxes: Sequence[Box | None] | None = None) -> list[Answer]:
        """Return an answer for each upright RGB photo; with a box, to the part inside as if it were the photo."""
        parts = photos if boxes is None else [part_of(*pair) for pair in zip(photos, boxes, strict=True)]
        return self.answer([views_of(part, self.info.input_size) for part in parts])

    def answer(self, views: Sequence[Views]) -> list[Answer]:
        """Return an answer for each photo from its views, which take far less memory than the photo."""
        answers: dict[int, Answer] = {}
        for number in {len(each) for each in views}:
            places = [place for place, each in enumerate(views) if len(each) == number]
            pictures = np.stack([view for place in places for view in views[place]])
            logits, features = self.look(pictures, sides=self._sides(number))
            said = (_by_photo(logits, number), _by_photo(features, number))
            answers.update(zip(places, self._answers(*said, [views[place] for place in places]), strict=True))
        return [answers[place] for place in range(len(views))]

    def _sides(self, number_of_views: int) -> int:
        """Return from how many sides each view is looked at: where there is but one, more of them tell more."""
        return self.info.sides if number_of_views == 1 else min(self.info.sides, MIRRORED)

    def look(self, pictures: NDArray[np.uint8], *, sides: int = MIRRORED) -> tuple[Tensor, Tensor]:
        """Return calibrated logits and features of pictures as they are seen, (number, size, size, 3), on the CPU.

        Both are (number, sides, …).
        """
        starts = range(0, len(pictures), self._batch_size)
        parts = [self._look(pictures[start : start + self._batch_size], sides) for start in starts]
        logits = torch.cat([logits for logits, _ in parts])
        return logits / self.info.temperature, torch.cat([features for _, features in parts])

    def _look(self, pictures: NDArray[np.uint8], sides: int) -> tuple[Tensor, Tensor]:
        """Return logits and features of one batch; its sides go through the network together."""
        with torch.inference_mode():
            batch = torch.from_numpy(pictures).to(self.device).permute(0, 3, 1, 2)
            shown = normalise(batch.contiguous(memory_format=torch.channels_last), self.info.mean, self.info.std)
            shown = torch.cat(sides_of(shown, sides))
            said = self._model(shown.contiguous(memory_format=torch.channels_last)).float().cpu()
            features = self._features.taken().float().cpu()
        return _by_picture(said, sides), _by_picture(features, sides)

    def _answers(self, logits: Tensor, features: Tensor, views: Sequence[Views]) -> list[Answer]:
        """Return answers to photos of equally many views from (photos, sides of all views, …)."""
        rule = self.info.not_sure
        shares = logits.softmax(dim=2).mean(dim=1)
        if not bool(shares.isfinite().all()):  # numbers that are finite on their own, and too large when multiplied
            raise WeightsError(
                "The weights are spoilt: what the network says of a picture is no number.",
                remedy="Choose other weights.",
            )
        familiar = familiarity(rule, logits, features).tolist() if rule else [None] * len(views)
        return [
            Answer(
                label=self.info.class_names[best],
                is_sure=rule is None or known >= rule.threshold,
                probabilities=tuple(probabilities),
                familiarity=known,
                seen=each,
                sides=self._sides(len(each)),
            )
            for best, probabilities, known, each in zip(
                shares.argmax(dim=1).tolist(), shares.tolist(), familiar, views, strict=True
            )
        ]


def _listened_to(model: nn.Module) -> tuple[nn.Module, "_LastInputs"]:
    """Have a network note what goes into its last layer."""
    features = _LastInputs()
    last_layer(model).register_forward_pre_hook(features.note)
    return model, features


def _by_picture(rows: Tensor, sides: int) -> Tensor:
    """Return (number, sides, …) of what was said of all pictures from one side, then from the next, and so on.

    A copy, made outside of inference mode, is an ordinary tensor again.
    """
    return rows.reshape(sides, -1, *rows.shape[1:]).transpose(0, 1).clone()


def _by_photo(rows: Tensor, number: int) -> Tensor:
    """Return (photos, sides of all views, …) of what was said of so many views of each."""
    return rows.reshape(-1, number * rows.shape[1], *rows.shape[2:])


class _LastInputs(threading.local):
    """What went into a layer last, for each thread on its own."""

    tensor: Tensor | None = None

    def note(self, _: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        """Keep what goes in."""
        self.tensor = inputs[0]

    def taken(self) -> Tensor:
        """Return what went in, and keep it no longer."""
        tensor, self.tensor = self.tensor, None
        if tensor is None:
            raise AssertionError("the network has not run")
        return tensor
