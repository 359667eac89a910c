"""How far a network's word can be trusted: is it as often right as it says, and does it know when it does not know?"""

from dataclasses import asdict, dataclass

from cifar_desktop.evaluation.calibration import expected_calibration_error, fit_temperature, probabilities_of
from cifar_desktop.evaluation.evaluate import Predictions
from cifar_desktop.evaluation.not_sure import fit_rule, select
from cifar_desktop.evaluation.not_sure_rule import NotSureRule
from cifar_desktop.percentages import in_percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What calibration and rule do on labelled pictures.

    Attributes:
        temperature: that the logits were divided by.
        error_before, error_after: expected calibration error without and with it, as a share of 1.
        all_sides_accuracy: share named right by the mean over all sides, as photos of that size are named.
        share_answered, answered_accuracy: how many get an answer, and how many of those are right; None without rule.
    """

    temperature: float
    error_before: float
    error_after: float
    all_sides_accuracy: float
    share_answered: float | None
    answered_accuracy: float | None

    def as_dict(self) -> dict[str, float | None]:
        """Return the figures by name, for JSON."""
        return asdict(self)

    def in_words(self) -> str:
        """Return two sentences for people."""
        calibration = (
            f"Calibration error (ECE, 15 bins) {in_percent(self.error_before, 2)} before and "
            f"{in_percent(self.error_after, 2)} after temperature {self.temperature:.3f}."
        )
        if self.share_answered is None or self.answered_accuracy is None:
            return f"{calibration}\nThe weights hold no rule for “not sure”."
        return (
            f"{calibration}\nWith “not sure”, as photos are named: {in_percent(self.share_answered, 2)} are answered, "
            f"{in_percent(self.answered_accuracy, 2)} of those rightly "
            f"({in_percent(self.all_sides_accuracy, 2)} if all were answered)."
        )


def fit_trust(said: Predictions, strange: Predictions | None = None) -> tuple[float, NotSureRule]:
    """Return a temperature and a rule from what was said of both sides of validation pictures, with features.

    `strange` is what was said of pictures of nothing in particular, made from them.
    """
    temperature = fit_temperature(said.sides[:, 0], said.labels)
    strange_features = strange.features.flatten(0, 1) if strange else None
    return temperature, fit_rule(said.sides / temperature, said.features, said.labels, strange=strange_features)


def measure_trust(said: Predictions, *, temperature: float, rule: NotSureRule | None) -> Trust:
    """Return what temperature and rule do, from what was said of both sides of pictures, with features."""
    both, labels = said.sides, said.labels
    calibrated = both / temperature
    selection = select(rule, calibrated, said.features, labels) if rule else None
    answers = calibrated.softmax(dim=2).mean(dim=1).argmax(dim=1)
    return Trust(
        temperature=temperature,
        error_before=expected_calibration_error(probabilities_of(both[:, 0], 1.0), labels),
        error_after=expected_calibration_error(probabilities_of(both[:, 0], temperature), labels),
        all_sides_accuracy=float((answers == labels).double().mean()),
        share_answered=selection.share_answered if selection else None,
        answered_accuracy=selection.accuracy if selection else None,
    )
