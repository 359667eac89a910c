"""Examinations of made-up answers, for tests of what is shown of them."""

from collections.abc import Sequence

import torch

from cifar_desktop.evaluation.evaluate import Predictions
from cifar_desktop.evaluation.examination import Examination
from cifar_desktop.evaluation.examine import examine
from cifar_desktop.evaluation.not_sure import fit_rule
from cifar_desktop.evaluation.not_sure_rule import NotSureRule


def answers(number: int = 400, num_classes: int = 4, *, seed: int = 3) -> Predictions:
    """Return two-sided answers of a network that is often right and too sure of itself, with five features."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, num_classes, (number,), generator=generator)
    logits = torch.randn((number, 2, num_classes), generator=generator) * 3
    logits[torch.arange(number), :, labels] += 4
    return Predictions(logits, labels, torch.randn((number, 2, 5), generator=generator))


def rule_for(said: Predictions, temperature: float) -> NotSureRule:
    """Return a rule with a direction, fitted as a training fits one."""
    strange = torch.randn((60, 5), generator=torch.Generator().manual_seed(4)) + 1
    return fit_rule(said.sides / temperature, said.features, said.labels, strange=strange)


def examined(class_names: Sequence[str], *, number: int = 400, temperature: float = 1.7) -> Examination:
    """Return an examination with everything that there can be."""
    said = answers(number, len(class_names))
    return examine(said, class_names, temperature=temperature, rule=rule_for(said, temperature))


def examined_logits(
    logits: Sequence[Sequence[float]], labels: Sequence[int], class_names: Sequence[str], *, temperature: float = 1.0
) -> Examination:
    """Return an examination of given one-sided answers, without a rule."""
    sides = torch.tensor(logits, dtype=torch.float32)[:, None]
    said = Predictions(sides, torch.tensor(labels), sides[..., :0])
    return examine(said, class_names, temperature=temperature)
