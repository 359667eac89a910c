"""Measuring a network on the validation pictures, shared by the processes of a training."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.data.sides import MIRRORED, PLAIN
from cifar_desktop.evaluation.evaluate import evaluating, predict
from cifar_desktop.tasks import CancelToken, Report
from cifar_desktop.training.device import DeviceChoice
from cifar_desktop.training.distributed import Team

FEATURES_AT_ONCE = 4096


def validate(
    model: nn.Module,
    images: ImageSet,
    positions: Tensor,
    *,
    data: DataSet,
    choice: DeviceChoice,
    team: Team,
    mirror: bool,
    report: Report,
    cancel: CancelToken | None,
) -> tuple[float, float]:
    """Return the loss and accuracy on the pictures at `positions`; each process looks at its share of them."""
    team.share_statistics(model)
    share = positions[team.rank :: team.size]
    predictions = predict(
        model,
        images.subset(share),
        mean=data.mean,
        std=data.std,
        device=choice.device,
        autocast_dtype=choice.autocast_dtype,
        sides=MIRRORED if mirror else PLAIN,
        report=report,
        cancel=cancel if team.size == 1 else None,  # one that left alone would keep the others waiting for ever
        stage="Validating",
    )
    return _measured(predictions.logits, predictions.labels, choice, team)


def validate_head(
    head: nn.Module, sides: Sequence[Tensor], labels: Tensor, *, choice: DeviceChoice, team: Team
) -> tuple[float, float]:
    """Return the loss and accuracy of a head on features, its answers averaged over `sides`: pictures, mirror images.

    Each process looks at its share of them.
    """
    team.share_statistics(head)
    dtype = choice.autocast_dtype
    with evaluating(head), torch.inference_mode(), torch.autocast(choice.device.type, dtype, enabled=dtype is not None):
        answers = [
            torch.cat(
                [head(some.float()).float() for some in torch.split(side[team.rank :: team.size], FEATURES_AT_ONCE)]
            )
            for side in sides
        ]
    logits = torch.stack(answers).mean(dim=0)
    return _measured(logits.cpu(), labels[team.rank :: team.size].cpu(), choice, team)


def _measured(logits: Tensor, labels: Tensor, choice: DeviceChoice, team: Team) -> tuple[float, float]:
    """Return the mean loss and the accuracy over all processes, from this one's logits on the CPU."""
    loss = nn.functional.cross_entropy(logits, labels, reduction="sum")
    right = (logits.argmax(dim=1) == labels).sum()
    sums = torch.stack([loss.double(), right.double(), torch.tensor(float(len(labels)), dtype=torch.float64)])
    if team.size > 1:  # Metal has no float64, and alone there is nothing to send
        sums = team.total(sums.to(choice.device))
    total_loss, total_right, number = sums.tolist()
    return total_loss / number, total_right / number
