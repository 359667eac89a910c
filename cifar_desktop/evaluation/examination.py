"""What a network said of each of many labelled pictures. Importing this module imports no torch."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from cifar_desktop.evaluation.confused_pairs import ConfusedPair, most_confused
from cifar_desktop.evaluation.coverage import CoverageCurve
from cifar_desktop.evaluation.metrics import Metrics

if TYPE_CHECKING:
    from cifar_desktop.evaluation.calibration import ReliabilityBin

Order = Literal["confidence", "loss"]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedPicture:
    """What was said of one picture.

    Attributes:
        position: in the set of pictures.
        true, predicted: positions of the classes.
        confidence: probability of the predicted class.
        loss: minus the logarithm of the true class's probability.
    """

    position: int
    true: int
    predicted: int
    confidence: float
    loss: float

    @property
    def is_right(self) -> bool:
        """Tell whether the picture was named right."""
        return self.true == self.predicted


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sureness:
    """How sure the network was, and whether it was right as often.

    Attributes:
        confidence: probability of the predicted class, one number a picture.
        loss: minus the logarithm of the true class's probability, one number a picture.
        bins: how often it was right, by how sure it was.
        error: expected calibration error, as a share of 1.
    """

    confidence: NDArray[np.float64]
    loss: NDArray[np.float64]
    bins: "tuple[ReliabilityBin, ...]"
    error: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Examination:
    """What a network said of each picture of a set; `examine` makes one.

    Attributes:
        class_names: in the order of the positions.
        metrics: what is counted from it.
        true, predicted: positions of the classes, one a picture.
        temperature: that the logits were divided by for `calibrated`.
        plain, calibrated: how sure it was, without and with its temperature; the predicted class is the same.
        coverage: accuracy against the share that gets an answer.
    """

    class_names: tuple[str, ...]
    metrics: Metrics
    true: Positions
    predicted: Positions
    temperature: float
    plain: Sureness
    calibrated: Sureness
    coverage: CoverageCurve

    def __len__(self) -> int:
        return len(self.true)

    @property
    def num_wrong(self) -> int:
        """Return how many pictures were named wrong."""
        return int(np.count_nonzero(self.true != self.predicted))

    def picture(self, position: int, *, calibrated: bool = True) -> ExaminedPicture:
        """Return what was said of the picture at a position."""
        sureness = self.calibrated if calibrated else self.plain
        return ExaminedPicture(
            position=int(position),
            true=int(self.true[position]),
            predicted=int(self.predicted[position]),
            confidence=float(sureness.confidence[position]),
            loss=float(sureness.loss[position]),
        )

    def cell(
        self, true: int, predicted: int, order: Order = "confidence", *, calibrated: bool = True
    ) -> tuple[ExaminedPicture, ...]:
        """Return the pictures in one cell of the confusion matrix, the surest or those of the highest loss first."""
        for position in (true, predicted):
            if not 0 <= position < len(self.class_names):
                raise ValueError(f"there is no class at position {position}")
        chosen = np.flatnonzero((self.true == true) & (self.predicted == predicted))
        return self._sorted(chosen, order, calibrated=calibrated)

    def worst(self, number: int, order: Order = "loss", *, calibrated: bool = True) -> tuple[ExaminedPicture, ...]:
        """Return the `number` worst mistakes: of the pictures named wrong, those of the highest loss or confidence."""
        wrong = np.flatnonzero(self.true != self.predicted)
        return self._sorted(wrong, order, calibrated=calibrated, number=number)

    def most_confused(self, number: int) -> tuple[ConfusedPair, ...]:
        """Return the `number` commonest mistakes, the commonest first."""
        return most_confused(self.metrics.confusion, self.class_names, number)

    def _sorted(
        self, positions: Positions, order: Order, *, calibrated: bool, number: int | None = None
    ) -> tuple[ExaminedPicture, ...]:
        """Return the pictures at some positions, the largest figure first; equal ones in their own order."""
        sureness = self.calibrated if calibrated else self.plain
        figures = {"confidence": sureness.confidence, "loss": sureness.loss}[order]
        ranked = positions[np.argsort(-figures[positions], kind="stable")]
        return tuple(self.picture(position, calibrated=calibrated) for position in ranked[:number].tolist())
