"""The loops that our engine is measured against, written out as plainly as can be."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional

from cifar_desktop.models.resnet9 import ResNet9

Step = Callable[[Tensor, Tensor], None]


def batches(pictures: Tensor, labels: Tensor, size: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Give the same pictures in the same order for ever, in batches."""
    while True:
        yield from zip(torch.split(pictures, size), torch.split(labels, size), strict=True)


def tutorial_step(device: torch.device) -> Step:
    """Return a training step as tutorials write it: float32, default layout, Adam, and a look at every loss."""
    model = ResNet9().to(device).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    running_loss = 0.0

    def step(pictures: Tensor, labels: Tensor) -> None:
        nonlocal running_loss
        optimizer.zero_grad()
        loss = functional.cross_entropy(model(pictures), labels)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        running_loss += loss.item()

    return step


def bare_step(device: torch.device, autocast_dtype: torch.dtype | None) -> Step:
    """Return the least that a good training step does: autocast, channels last, fused SGD, and nothing else."""
    model: nn.Module = ResNet9().to(device, memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4, fused=True)

    def step(pictures: Tensor, labels: Tensor) -> None:
        with torch.autocast(device.type, autocast_dtype, enabled=autocast_dtype is not None):
            logits = model(pictures)
        loss = functional.cross_entropy(logits.float(), labels, label_smoothing=0.1)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()

    return step
