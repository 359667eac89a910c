"""Optimizers built from a config, with weight decay only where the recipe wants it."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.optim import SGD, Adam, AdamW, Optimizer, RMSprop

from cifar_desktop.data.no_compiler import leave_compiler_out
from cifar_desktop.models.features import last_layer
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.muon import Muon

PLAIN_SHARE = 2.0  # of Muon's learning rate, for everything that it moves by SGD
# The rate of the rest, for what is added right before activations: it decides which features are seen at all.
THRESHOLD_TIMES = 16


def build_optimizer(model: nn.Module, config: TrainConfig) -> Optimizer:
    """Return the config's optimizer over the model's parameters.

    The fused versions do a whole step in one pass over memory, and can leave a step out on the device
    itself (`skip_step_where`).
    """
    leave_compiler_out()
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
        case "muon":
            return Muon(groups, lr=rate, momentum=momentum)


def set_learning_rate(optimizer: Optimizer, rate: float) -> None:
    """Use `rate` from the next step on; the last layer gets its share of it."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["share"]


def _parameter_groups(model: nn.Module, config: TrainConfig) -> list[dict[str, object]]:
    """Return the parameters by how they move: with or without decay, body or last layer, and what Muon makes of them.

    Vectors are biases and batch norms. The last layer decays as fast as the rest although its rate is smaller.
    """
    in_head = {id(parameter) for parameter in last_layer(model).parameters()}
    roles = _roles_for_muon(model) if config.optimizer == "muon" else {}
    groups: dict[tuple[bool, bool, _Role], list[nn.Parameter]] = {}
    for parameter in model.parameters():
        if parameter.requires_grad:
            decays = parameter.ndim > 1 or config.decay_biases_and_norms
            kind = (decays, id(parameter) in in_head, roles.get(id(parameter), _Role()))
            groups.setdefault(kind, []).append(parameter)
    return [
        {
            "params": parameters,
            "share": (config.head_rate if is_head else 1.0) * role.rate,
            "weight_decay": config.weight_decay / (config.head_rate if is_head else 1.0) if decays else 0.0,
            **({"orthogonal": role.is_turned} if roles else {}),
        }
        for (decays, is_head, role), parameters in groups.items()
    ]


@dataclass(frozen=True, slots=True)
class _Role:
    """How Muon moves a parameter.

    Attributes:
        rate: its learning rate, as a share of that of the kernels.
        is_turned: whether it is such a kernel.
    """

    rate: float = 1.0
    is_turned: bool = False


def _roles_for_muon(model: nn.Module) -> dict[int, _Role]:
    """Return what Muon does with which: it turns all kernels but the first, which begins as the data have it."""
    roles = {id(parameter): _Role(PLAIN_SHARE) for parameter in model.parameters()}
    kernels = [module.weight for module in model.modules() if isinstance(module, nn.Conv2d)]
    roles |= {id(kernel): _Role(is_turned=True) for kernel in kernels[1:]}
    return roles | {id(bias): _Role(PLAIN_SHARE * THRESHOLD_TIMES) for bias in _thresholds(model)}


def _thresholds(model: nn.Module) -> list[Tensor]:
    """Return the biases of norms, and that of the first convolution where no norm follows it as they do later on."""
    layers = [module for module in model.modules() if isinstance(module, nn.Conv2d | nn.BatchNorm2d)]
    norms = [layer for layer in layers if isinstance(layer, nn.BatchNorm2d)]
    bare = [layer for layer in layers[:1] if norms and layers[1] is not norms[0]]
    return [layer.bias for layer in (*bare, *norms) if layer.bias is not None]


def skip_step_where(optimizer: Optimizer, broken: torch.Tensor) -> None:
    """Make fused optimizers leave out every step while `broken` (float32, on the device) is 1, without a wait."""
    optimizer.found_inf = broken  # type: ignore[attr-defined]  # what GradScaler sets; read by the fused kernels
    optimizer.grad_scale = None  # type: ignore[attr-defined]
