"""What a network's weights are before the first step: random, with a head start, or taken from a file."""

import torch
from torch import Tensor, nn

from cifar_desktop.data.dataset import DataSet
from cifar_desktop.errors import ConfigError, WeightsError
from cifar_desktop.inference.weights import build_model
from cifar_desktop.models.features import last_layer
from cifar_desktop.models.registry import model_spec
from cifar_desktop.training.backbone import load_backbone, missing_backbone
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.initialise import initialise
from cifar_desktop.training.origin import Origin, read_origin


def begin(model: nn.Module, config: TrainConfig, data: DataSet, positions: Tensor, origin: Origin | None) -> None:
    """Give a new network, whose weights are random, what the settings and the origin say."""
    spec = model_spec(config.model)
    if spec.pretrained and config.backbone != "random" and origin is None:
        raise missing_backbone(spec, spec.pretrained)
    if origin and not (spec.pretrained and load_backbone(model, origin, spec)):
        _load(model, origin, config, data)
        return
    if config.initialisation == "whitening-dirac" and not spec.pretrained:
        initialise(model, data.train.images, positions, mean=data.mean, std=data.std, seed=config.seed)
    if config.head_rate < 1:
        with torch.no_grad():  # smaller steps, smaller start: as if the logits were scaled by the root of the share
            last_layer(model).weight.mul_(config.head_rate**0.5)


def _load(model: nn.Module, origin: Origin, config: TrainConfig, data: DataSet) -> None:
    """Give a network the weights that its run starts from; they must be of the same network and the same classes."""
    weights = read_origin(origin)
    theirs, ours = weights.info.architecture, config.model
    if theirs != ours:
        raise ConfigError(
            "model",
            f"The weights in “{origin.path}” are of a {model_spec(theirs).title}, not of a {model_spec(ours).title}.",
            remedy="Choose the same model, or other weights to start from.",
        )
    if weights.info.class_names != data.class_names:
        raise WeightsError(
            f"The weights in “{origin.path}” know other classes than {data.name} has.",
            remedy="Choose weights that were trained on the same classes.",
        )
    # In order and not by name: with a dropout before it, the last layer has another number in its name.
    pairs = zip(model.state_dict().items(), build_model(weights).state_dict().values(), strict=True)
    model.load_state_dict({name: value.reshape(own.shape) for (name, own), value in pairs})
