"""What an evaluation does on its thread: weights and pictures in, what is to be looked at out."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cifar_desktop.evaluation.examination import Examination
from cifar_desktop.tasks import CancelToken, Report, StageProgressed

BATCH_SIZE = 250  # small enough to be cancelled soon on a slow processor


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRequest:
    """What is to be measured.

    Attributes:
        weights: the file.
        source: the pictures: "sample", or the path of a CIFAR-10.
    """

    weights: Path
    source: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evaluated:
    """What came out.

    Attributes:
        request: what was measured.
        examination: the figures.
        pictures: uint8, (number, 3, height, width), in the order of the examination.
        network, data_name: for people.
        computed: on which device, and in which precision.
        seconds: that it took.
        notes: what the figures rest on besides the file, in sentences.
    """

    request: EvaluationRequest
    examination: Examination
    pictures: NDArray[np.uint8]
    network: str
    data_name: str
    computed: str
    seconds: float
    notes: tuple[str, ...] = ()

    def picture_at(self, position: int) -> NDArray[np.uint8]:
        """Return a picture as (height, width, 3)."""
        return np.ascontiguousarray(self.pictures[position].transpose(1, 2, 0))


def evaluation(request: EvaluationRequest, cancel: CancelToken) -> Callable[[Report], Evaluated]:
    """Return the task that measures the weights on the test pictures."""

    def task(report: Report) -> Evaluated:
        started = time.monotonic()
        report(StageProgressed("Reading the weights", 0, 0, "files"))
        from cifar_desktop.data.open import open_data_set
        from cifar_desktop.data.sides import PLAIN
        from cifar_desktop.evaluation.evaluate import predict
        from cifar_desktop.evaluation.examine import examine
        from cifar_desktop.inference.weights import build_model, read_weights
        from cifar_desktop.inference.weights_fit import fit_notes, refuse_misfit
        from cifar_desktop.training.device import choose_device
        from cifar_desktop.training.failures import machine_explained

        weights = read_weights(request.weights)
        info = weights.info
        cancel.raise_if_cancelled()
        report(StageProgressed("Reading the pictures", 0, 0, "files"))
        data = open_data_set(request.source, report=report, cancel=cancel)
        refuse_misfit(weights, data)
        cancel.raise_if_cancelled()
        choice = choose_device("auto", "auto")
        with machine_explained(BATCH_SIZE, lambda: ""):
            said = predict(
                choice.placed(build_model(weights)),
                data.test,
                mean=info.mean,
                std=info.std,
                device=choice.device,
                autocast_dtype=choice.autocast_dtype,
                batch_size=BATCH_SIZE,
                sides=PLAIN if weights.assumed else info.sides,  # files of others have no rule that judges more
                with_features=True,
                report=report,
                cancel=cancel,
                stage="Looking at the pictures",
            )
        names = data.class_names if weights.assumed else info.class_names
        return Evaluated(
            request=request,
            examination=examine(said, names, temperature=info.temperature, rule=info.not_sure),
            pictures=data.test.images.numpy(),
            network=_network(info.architecture),
            data_name=data.name,
            computed=f"on {choice.title.partition(',')[0]} in {choice.precision}",  # without the number of threads
            seconds=time.monotonic() - started,
            notes=fit_notes(weights, data),
        )

    return task


def _network(architecture: str) -> str:
    """Return the network's name for people."""
    from cifar_desktop.models.registry import MODELS

    return MODELS[architecture].title if architecture in MODELS else architecture
