"""The card that lies beside the shipped weights: what they are, how they were made, how good they are, their limits."""

import json
from dataclasses import dataclass
from pathlib import Path
from string import Template

from cifar_desktop.evaluation.metrics import Metrics, confusion_table, metrics_table
from cifar_desktop.evaluation.trust import Trust
from cifar_desktop.inference.weights_info import WeightsInfo

_TEMPLATE = Path(__file__).with_name("model_card_template.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured on the test set."""

    metrics: Metrics
    trust: Trust

    def in_words(self) -> str:
        """Return the figures in a few sentences."""
        return f"Test accuracy {self.metrics.accuracy:.2%}, loss {self.metrics.loss:.4f}.\n{self.trust.in_words()}"


def model_card(info: WeightsInfo, figures: Figures, *, full_accuracy: float, file_bytes: int) -> str:
    """Return the card as Markdown; `full_accuracy` is that of the same weights before they were halved."""
    metrics, trust = figures.metrics, figures.trust
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        megabytes=f"{file_bytes / 1e6:.1f}",
        class_names=", ".join(info.class_names),
        input_size=info.input_size,
        num_images=f"{metrics.num_images:,}",
        accuracy=f"{metrics.accuracy:.2%}",
        full_accuracy=f"{full_accuracy:.2%}",
        loss=f"{metrics.loss:.4f}",
        sides=info.sides,
        all_sides_accuracy=f"{trust.all_sides_accuracy:.2%}",
        error_before=f"{trust.error_before:.2%}",
        error_after=f"{trust.error_after:.2%}",
        temperature=f"{trust.temperature:.3f}",
        share_answered=f"{trust.share_answered:.2%}",
        answered_accuracy=f"{trust.answered_accuracy:.2%}",
        table=metrics_table(metrics),
        confusion=confusion_table(metrics),
        epoch=info.metrics["epoch"],
        validation_accuracy=f"{info.metrics['validation_accuracy']:.2%}",
        recipe=json.dumps(dict(info.recipe), indent=1),
        date=info.created[:10],
        versions="\n".join(f"* {name} {value}" for name, value in info.versions.items()),
        checksums="\n".join(f"{md5}  {name}" for name, md5 in info.data["checksums"].items()),
    )
