"""Optimizers built from a config, with weight decay only where the recipe wants it."""

import torch
from torch import nn
from torch.optim import SGD, Adam, AdamW, Optimizer, RMSprop

from cifar_desktop.models.features import last_layer
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
    """Use `rate` from the next step on; the last layer gets its share of it."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["share"]


def _parameter_groups(model: nn.Module, config: TrainConfig) -> list[dict[str, object]]:
    """Return the parameters by how they move: with or without decay, body or last layer.

    Vectors are biases and batch norms. The last layer decays as fast as the rest although its rate is smaller.
    """
    in_head = {id(parameter) for parameter in last_layer(model).parameters()}
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for parameter in model.parameters():
        if parameter.requires_grad:
            decays = parameter.ndim > 1 or config.decay_biases_and_norms
            groups.setdefault((decays, id(parameter) in in_head), []).append(parameter)
    return [
        {
            "params": parameters,
            "share": config.head_rate if is_head else 1.0,
            "weight_decay": (config.weight_decay / (config.head_rate if is_head else 1.0)) if decays else 0.0,
        }
        for (decays, is_head), parameters in groups.items()
    ]


def skip_step_where(optimizer: Optimizer, broken: torch.Tensor) -> None:
    """Make fused optimizers leave out every step while `broken` (float32, on the device) is 1, without a wait."""
    optimizer.found_inf = broken  # type: ignore[attr-defined]  # what GradScaler sets; read by the fused kernels
    optimizer.grad_scale = None  # type: ignore[attr-defined]
