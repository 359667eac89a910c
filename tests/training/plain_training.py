"""ResNet-9 and its training as a text book has them: plain float32, pictures in their usual layout, nothing fused.

Written anew, with nothing of the engine's but where it starts and what it is shown: a curve that both give was not
made by one mistake in both.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from cifar_desktop.data.dataset import DataSet
from cifar_desktop.tasks import CancelToken, report_nothing
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.device import choose_device
from cifar_desktop.training.distributed import Team
from cifar_desktop.training.preparation import Prepared, prepare
from cifar_desktop.training.runs import RunFolder

BATCH_NORM_MOMENTUM, BATCH_NORM_EPSILON = 0.1, 1e-5
HEAD = "classifier.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What was measured of a training.

    Attributes:
        losses: of each step, before it moved the weights.
        validation_losses: after each epoch, of the running mean of the weights where there is one.
    """

    losses: tuple[float, ...]
    validation_losses: tuple[float, ...]


def train_plainly(folder: RunFolder, data: DataSet) -> Curve:
    """Train from where the engine would start, on what it would see."""
    config = folder.info.config
    prepared = _prepared(folder, data)
    state = {
        name: tensor.detach().clone(memory_format=torch.contiguous_format)
        for name, tensor in prepared.learner.model.state_dict().items()
        if tensor.is_floating_point()
    }
    parameters = {name: tensor.requires_grad_() for name, tensor in state.items() if ".running_" not in name}
    optimizer = _plain_sgd(parameters, config)
    average = {name: tensor.detach().clone() for name, tensor in state.items()}
    steps = prepared.batches.steps_per_epoch
    losses, validation_losses = [], []
    for step in range(config.epochs * steps):
        pictures, targets = prepared.batches.batch(*divmod(step, steps))
        loss = _loss(_resnet9(pictures.contiguous(), state, is_training=True), targets, config.label_smoothing)
        losses.append(float(loss.detach()))
        optimizer.zero_grad()
        loss.backward()
        for group in optimizer.param_groups:
            group["lr"] = group["share"] * _one_cycle(config, step, config.epochs * steps)
        optimizer.step()
        decay = min(config.ema_decay, (1 + step) / (10 + step))
        for name, tensor in state.items():
            average[name] = decay * average[name] + (1 - decay) * tensor.detach()
        if (step + 1) % steps == 0:
            validation_losses.append(_validation_loss(prepared, data, average))
    return Curve(losses=tuple(losses), validation_losses=tuple(validation_losses))


def _prepared(folder: RunFolder, data: DataSet) -> Prepared:
    choice = choose_device("cpu", "float32")
    return prepare(folder, data, choice, Team(), resumes=False, report=report_nothing, cancel=CancelToken())


def _resnet9(pictures: Tensor, state: Mapping[str, Tensor], *, is_training: bool) -> Tensor:
    """Return the logits; in training, the running statistics in `state` move."""

    def block(x: Tensor, name: str, *, pools: bool = False) -> Tensor:
        x = functional.conv2d(x, state[f"{name}.0.weight"], state[f"{name}.0.bias"], padding=1)
        x = functional.batch_norm(
            x,
            state[f"{name}.1.running_mean"],
            state[f"{name}.1.running_var"],
            state[f"{name}.1.weight"],
            state[f"{name}.1.bias"],
            training=is_training,
            momentum=BATCH_NORM_MOMENTUM,
            eps=BATCH_NORM_EPSILON,
        )
        return functional.max_pool2d(functional.relu(x), 2) if pools else functional.relu(x)

    x = block(block(pictures, "conv1"), "conv2", pools=True)
    x = x + block(block(x, "res1.0"), "res1.1")
    x = block(block(x, "conv3", pools=True), "conv4", pools=True)
    x = x + block(block(x, "res2.0"), "res2.1")
    features = functional.max_pool2d(x, x.shape[-1]).flatten(1)
    return functional.linear(features, state[f"{HEAD}.weight"], state[f"{HEAD}.bias"])


def _loss(logits: Tensor, targets: Tensor, smoothing: float) -> Tensor:
    """Return the mean cross-entropy; targets are labels, or a share for each class."""
    number = logits.shape[1]
    shares = functional.one_hot(targets, number).float() if targets.ndim == 1 else targets
    shares = shares * (1 - smoothing) + smoothing / number
    return -(shares * logits.log_softmax(dim=1)).sum(dim=1).mean()


def _plain_sgd(parameters: Mapping[str, Tensor], config: TrainConfig) -> torch.optim.SGD:
    """Return SGD with Nesterov momentum that walks through the parameters one by one.

    Convolutions and the last layer's weights decay, biases and norms do not. The last layer has a rate of its own and
    decays as fast as the others.
    """
    groups = []
    for name, parameter in parameters.items():
        share = config.head_rate if name.startswith(HEAD) else 1.0
        decay = config.weight_decay / share if parameter.ndim > 1 else 0.0
        groups.append({"params": [parameter], "weight_decay": decay, "share": share})
    return torch.optim.SGD(groups, lr=0.0, momentum=config.momentum, nesterov=True, foreach=False, fused=False)


def _one_cycle(config: TrainConfig, step: int, num_steps: int) -> float:
    """Return the rate in the middle of a step: up in a line to the largest, down in a line to nothing."""
    done = (step + 0.5) / num_steps
    if done < config.warmup:
        return config.learning_rate * done / config.warmup
    return config.learning_rate * (1 - done) / (1 - config.warmup)


@torch.no_grad()
def _validation_loss(prepared: Prepared, data: DataSet, average: Mapping[str, Tensor]) -> float:
    pictures = prepared.validation_pictures()
    mean, std = (torch.tensor(each).view(1, 3, 1, 1) for each in (data.mean, data.std))
    logits = _resnet9((pictures.images / 255 - mean) / std, average, is_training=False)
    return float(_loss(logits, pictures.labels, smoothing=0.0))
