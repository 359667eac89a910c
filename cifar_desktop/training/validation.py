"""Measuring a network on the validation pictures, shared by the processes of a training."""

import torch
from torch import Tensor, nn

from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.evaluation.evaluate import predict
from cifar_desktop.tasks import CancelToken, Report
from cifar_desktop.training.device import DeviceChoice
from cifar_desktop.training.distributed import Team


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
        mirror=mirror,
        report=report,
        cancel=cancel if team.size == 1 else None,  # one that left alone would keep the others waiting for ever
        stage="Validating",
    )
    loss = nn.functional.cross_entropy(predictions.logits, predictions.labels, reduction="sum")
    right = (predictions.logits.argmax(dim=1) == predictions.labels).sum()
    sums = torch.stack([loss.double(), right.double(), torch.tensor(float(len(share)), dtype=torch.float64)])
    if team.size > 1:  # Metal has no float64, and alone there is nothing to send
        sums = team.total(sums.to(choice.device))
    total_loss, total_right, number = sums.tolist()
    return total_loss / number, total_right / number
