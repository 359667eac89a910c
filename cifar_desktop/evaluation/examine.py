"""From what a network said to what is to be looked at: fills in an `Examination`."""

from collections.abc import Sequence

from torch import Tensor
from torch.nn import functional

from cifar_desktop.data.sides import MIRRORED, PLAIN
from cifar_desktop.evaluation.calibration import expected_calibration_error, probabilities_of, reliability
from cifar_desktop.evaluation.coverage import CoverageCurve, coverage_curve
from cifar_desktop.evaluation.evaluate import Predictions, measure
from cifar_desktop.evaluation.examination import Examination, Sureness
from cifar_desktop.evaluation.not_sure import familiarity
from cifar_desktop.evaluation.not_sure_rule import NotSureRule


def examine(
    said: Predictions,
    class_names: Sequence[str],
    *,
    temperature: float = 1.0,
    rule: NotSureRule | None = None,
    mirror: bool = False,
) -> Examination:
    """Return what a network said of each picture.

    With `mirror`, an answer is the mean over a picture and its mirror image. The rule for “not sure” always judges
    all sides that were asked about, as it does for photos, and it needs features; without one, the confidence stands
    in for its score.
    """
    asked = said.first(MIRRORED if mirror else PLAIN)
    logits, labels = asked.logits, asked.labels
    predicted = logits.argmax(dim=1)
    calibrated = _sureness(logits / temperature, predicted, labels)
    if rule is None:
        confidence = calibrated.confidence
        coverage = coverage_curve(confidence, (predicted == labels).numpy(), by_rule=False)
    else:
        coverage = _rule_coverage(said, rule, temperature)
    return Examination(
        class_names=tuple(class_names),
        metrics=measure(asked, class_names),
        true=labels.numpy(),
        predicted=predicted.numpy(),
        temperature=temperature,
        plain=_sureness(logits, predicted, labels),
        calibrated=calibrated,
        coverage=coverage,
    )


def _sureness(logits: Tensor, predicted: Tensor, labels: Tensor) -> Sureness:
    """Return how sure the network was by its logits."""
    probabilities = probabilities_of(logits, 1.0)
    return Sureness(
        confidence=probabilities.gather(1, predicted[:, None])[:, 0].double().numpy(),
        loss=functional.cross_entropy(logits, labels, reduction="none").double().numpy(),
        bins=reliability(probabilities, labels),
        error=expected_calibration_error(probabilities, labels),
    )


def _rule_coverage(said: Predictions, rule: NotSureRule, temperature: float) -> CoverageCurve:
    """Return accuracy against coverage as the rule for “not sure” judges pictures."""
    if len(rule.direction) not in (0, said.features.shape[-1]):
        raise ValueError(f"the rule judges {len(rule.direction)} features, and there are {said.features.shape[-1]}")
    calibrated = said.sides / temperature
    answers = calibrated.softmax(dim=2).mean(dim=1).argmax(dim=1)
    scores = familiarity(rule, calibrated, said.features)
    return coverage_curve(scores.numpy(), (answers == said.labels).numpy(), by_rule=True, threshold=rule.threshold)
