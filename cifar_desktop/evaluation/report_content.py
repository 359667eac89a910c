"""What a report of an evaluation holds, whatever it is written as."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cifar_desktop.evaluation.examination import Examination, ExaminedPicture
from cifar_desktop.percentages import in_percent

NUM_PAIRS = 10  # of classes that are taken for each other

_LINE_BREAKS = re.compile(r"[\t\n\r\v\f\x85\u2028\u2029]+")
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPicture:
    """A picture that was named wrong.

    Attributes:
        said: what was said of it, with calibrated confidence.
        png: the picture, as it is.
        width, height: in pixels.
    """

    said: ExaminedPicture
    png: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReportContent:
    """All that a report tells.

    Attributes:
        title: what was evaluated.
        facts: what was measured on what, name and value, in the order in which they are listed.
        notes: what the figures rest on besides that, in sentences.
        examination: the figures.
        mistakes: the worst ones, the worst first.
        created: when, for people.
        program: what made it, with its version.
    """

    title: str
    facts: Mapping[str, str]
    examination: Examination
    mistakes: tuple[ReportPicture, ...]
    created: str
    program: str
    notes: tuple[str, ...] = field(default=())

    @property
    def lead(self) -> str:
        """Return the one sentence that says how good it is."""
        metrics = self.examination.metrics
        number = f"{metrics.num_images:,} pictures" if metrics.num_images != 1 else "1 picture"
        return f"Of {number}, {in_percent(metrics.accuracy, 2)} were named right."

    @property
    def sureness_sentence(self) -> str:
        """Return what the temperature does, in words."""
        before, after = self.examination.plain.error, self.examination.calibrated.error
        if self.examination.temperature == 1.0:
            return (
                f"The network is sure of itself by {in_percent(before, 2)} too much or too little on average "
                f"(calibration error, ECE). It has no temperature that would correct that."
            )
        return (
            f"The network is sure of itself by {in_percent(before, 2)} too much or too little on average (calibration "
            f"error, ECE); with its temperature of {self.examination.temperature:.3f}, by {in_percent(after, 2)}."
        )

    @property
    def coverage_sentence(self) -> str:
        """Return what saying “not sure” does, in words."""
        curve = self.examination.coverage
        if not curve.by_rule:
            return (
                "The weights hold no rule for “not sure”, so the pictures are ordered by confidence. Were the less "
                f"sure half left without an answer, {in_percent(curve.accuracy_at(0.5), 2)} of the answers would be "
                "right."
            )
        if curve.chosen is None:
            return "By the rule for “not sure”, none of these pictures would get an answer."
        share, accuracy = curve.share_answered[curve.chosen], curve.accuracy[curve.chosen]
        return (
            f"By the rule for “not sure”, {in_percent(float(share), 2)} of the pictures get an answer, and "
            f"{in_percent(float(accuracy), 2)} of the answers are right; if all were answered, "
            f"{in_percent(float(curve.accuracy[-1]), 2)} would be."
        )


def figure(value: float, digits: int = 4) -> str:
    """Return a number with some digits; a dash where it is not a number."""
    return f"{value:.{digits}f}" if math.isfinite(value) else "–"


def one_line(text: str) -> str:
    """Return a name or a sentence from anywhere as one line without what neither HTML nor UTF-8 can hold."""
    return _NO_TEXT.sub("\ufffd", _LINE_BREAKS.sub(" ", text))
