"""Optimizers built from a config, with weight decay only where the recipe wants it."""

import torch
from torch import nn
from torch.optim import SGD, Adam, AdamW, Optimizer, RMSprop

from cifar_desktop.training.config import TrainConfig


def build_optimizer(model: nn.Module, config: TrainConfig) -> Optimizer:
    """Return the config's optimizer over the model's parameters.

    The fused versions do a whole step in one pass over memory, and can leave a step out on the device
    itself (`skip_step_where`).
    """
    groups = _parameter_groups(model, config)
    rate, momentum = config.learning_rate, config.momentum
    match config.optimizer:
        case "sgd":
            return SGD(groups, lr=rate, momentum=momentum, nesterov=momentum > 0, fused=True)
        case "adam":
            return Adam(groups, lr=rate, fused=True)
        case "adamw":
            return AdamW(groups, lr=rate, fused=True)
        case "rmsprop":
            return RMSprop(groups, lr=rate, momentum=momentum, foreach=True)


def set_learning_rate(optimizer: Optimizer, rate: float) -> None:
    """Use `rate` from the next step on."""
    for group in optimizer.param_groups:
        group["lr"] = rate


def _parameter_groups(model: nn.Module, config: TrainConfig) -> list[dict[str, object]]:
    """Return one group that decays and one that does not: vectors are biases and batch norms."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if config.decay_biases_and_norms:
        return [{"params": parameters, "weight_decay": config.weight_decay}]
    return [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": config.weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]


def skip_step_where(optimizer: Optimizer, broken: torch.Tensor) -> None:
    """Make fused optimizers leave out every step while `broken` (float32, on the device) is 1, without a wait."""
    optimizer.found_inf = broken  # type: ignore[attr-defined]  # what GradScaler sets; read by the fused kernels
    optimizer.grad_scale = None  # type: ignore[attr-defined]
