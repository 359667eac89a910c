"""Results of evaluations that tests make for themselves: known answers about known pictures."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cifar_desktop.evaluation.examination import Examination
from cifar_desktop.ui.evaluate.evaluation_task import Evaluated, EvaluationRequest
from tests.evaluation.examinations import examined, examined_logits

NAMES = ("cup", "spoon", "fork", "knife")
PATIENCE_MS = 60_000


def result_of(examination: Examination, *, notes: tuple[str, ...] = ()) -> Evaluated:
    """Return a result whose picture number n is of the grey n."""
    number = len(examination)
    pictures = np.empty((number, 3, 8, 8), np.uint8)
    pictures[:] = (np.arange(number) % 256).astype(np.uint8)[:, None, None, None]
    return Evaluated(
        request=EvaluationRequest(weights=Path("/runs/a run/best.safetensors"), source="sample"),
        examination=examination,
        pictures=pictures,
        network="A network",
        data_name="Tableware",
        computed="on cpu in float32",
        seconds=2.0,
        notes=notes,
    )


def large_result() -> Evaluated:
    """Return a result with a rule, a temperature and 400 pictures."""
    return result_of(examined(NAMES))


def small_result(answers: Sequence[tuple[int, int, float]], names: Sequence[str] = NAMES) -> Evaluated:
    """Return a result of answers, each as true class, predicted class, and how far its logit is above the others."""
    logits = [[lead if position == said else 0.0 for position in range(len(names))] for _, said, lead in answers]
    return result_of(examined_logits(logits, [true for true, _, _ in answers], names))
