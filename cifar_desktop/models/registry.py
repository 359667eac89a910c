"""The networks that can be trained, by name.

Importing this module imports no torch, so that a form or a help text can list the networks at once.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cifar_desktop.errors import ConfigError
from cifar_desktop.models.pretrained_files import (
    IMAGENET_MEAN,
    IMAGENET_STD,
    PRETRAINED_FILES,
    Channels,
    PretrainedFile,
)

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """One network as a person chooses it and as the engine builds it.

    Attributes:
        name: what stands in configs, on the command line and in weights files.
        title, description: for people; the description is one line.
        module, class_name: the class to build; it takes `num_classes` and the options.
        options: what else its class is built with.
        input_size: height and width of its pictures, in pixels.
        takes_any_size: whether it can be trained on smaller ones, too.
        recipe: settings of `TrainConfig` that suit this network better than the general defaults.
        mean, std: how its pictures are normalised, where that does not follow from the data.
        pretrained: what the larger part of it, its backbone, begins with; None where all of it begins at random.
    """

    name: str
    title: str
    description: str
    module: str
    class_name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    input_size: int = 32
    takes_any_size: bool = False
    recipe: Mapping[str, Any] = field(default_factory=dict)
    mean: Channels | None = None
    std: Channels | None = None
    pretrained: PretrainedFile | None = None

    def build(self, num_classes: int, **options: Any) -> "nn.Module":
        """Return the network with freshly initialised weights."""
        builder = getattr(importlib.import_module(self.module), self.class_name)
        model: nn.Module = builder(num_classes=num_classes, **{**self.options, **options})
        return model


# RMSprop at 2e-5 with a dropout of a half, as the books on transfer learning have it.
_TRANSFER_RECIPE = {
    "optimizer": "rmsprop",
    "learning_rate": 2e-5,
    "smaller_at_first": 0.0,
    "momentum": 0.0,
    "weight_decay": 0.0,
    "schedule": "constant",
    "batch_size": 32,
    "label_smoothing": 0.0,
    "dropout": 0.5,
    "initialisation": "plain",
    "head_rate": 1.0,
    "ema_decay": 0.0,
    "mix": 0.0,
}

# SGD from ordinary weights, whatever a preset for ResNet-9 does.
_PLAIN_RECIPE = {"optimizer": "sgd", "momentum": 0.9, "initialisation": "plain", "head_rate": 1.0}

_SPECS = (
    ModelSpec(
        name="resnet9",
        title="ResNet-9",
        description="Eight convolutions in two residual steps: 6.6 million parameters, 94 % of CIFAR-10 right.",
        module="cifar_desktop.models.resnet9",
        class_name="ResNet9",
        takes_any_size=True,
    ),
    ModelSpec(
        name="resnet9-lean",
        title="ResNet-9 lean",
        description="The same network at five eighths of the width: 2.6 million parameters, twice as quick to train.",
        module="cifar_desktop.models.resnet9",
        class_name="ResNet9",
        options={"width": 40, "pools_first": True},
        takes_any_size=True,
    ),
    ModelSpec(
        name="resnet9-slim",
        title="ResNet-9 slim",
        description="The same network at a quarter of the width: 0.4 million parameters, 15 times as quick to train.",
        module="cifar_desktop.models.resnet9",
        class_name="ResNet9",
        options={"width": 16},
        takes_any_size=True,
    ),
    ModelSpec(
        name="sprint",
        title="Sprint network",
        description="Seven convolutions without shortcuts, made for short trainings: 2 million parameters.",
        module="cifar_desktop.models.sprint",
        class_name="SprintNet",
        takes_any_size=True,
    ),
    *(
        ModelSpec(
            name=f"resnet{depth}",
            title=f"ResNet-{depth}",
            description=f"The residual network for small pictures, {depth} layers deep and narrow: {size} parameters.",
            module="cifar_desktop.models.resnet",
            class_name="ResNet",
            options={"depth": depth},
            takes_any_size=True,
            recipe={**_PLAIN_RECIPE, "learning_rate": 0.2, "batch_size": 128},
        )
        for depth, size in ((20, "270,000"), (32, "464,000"), (44, "659,000"), (56, "853,000"))
    ),
    ModelSpec(
        name="simple-cnn",
        title="Small CNN",
        description="Three plain convolutions and two dense layers, as in text books: 504,266 parameters.",
        module="cifar_desktop.models.simple_cnn",
        class_name="SimpleCNN",
        recipe={
            **_PLAIN_RECIPE,
            "learning_rate": 0.02,
            "batch_size": 64,
            "dropout": 0.25,
            "smaller_at_first": 0.0,
        },
    ),
    *(
        ModelSpec(
            name=f"transfer-{backbone}",
            title=f"{PRETRAINED_FILES[backbone].title.removesuffix('-v3')} transfer",  # as wide as the form
            description=f"{PRETRAINED_FILES[backbone].title} as ImageNet has trained it, with a new head: {facts}.",
            module="cifar_desktop.models.transfer",
            class_name="TransferModel",
            options={"backbone": backbone},
            recipe=_TRANSFER_RECIPE,
            mean=IMAGENET_MEAN,
            std=IMAGENET_STD,
            pretrained=PRETRAINED_FILES[backbone],
        )
        for backbone, facts in (
            ("resnet50", "24 million parameters, needs a GPU or patience"),
            ("resnet18", "11 million parameters, the quickest of these"),
            ("vgg16", "15 million parameters, the slowest of these"),
            ("inception3", "22 million parameters, needs a GPU or patience"),
        )
    ),
)
MODELS: Mapping[str, ModelSpec] = {spec.name: spec for spec in _SPECS}


def model_spec(name: str) -> ModelSpec:
    """Return the spec of a network, or say which ones there are."""
    if name not in MODELS:
        raise ConfigError(
            "model", f"There is no model called “{name}”.", remedy=f"Choose one of: {', '.join(sorted(MODELS))}."
        )
    return MODELS[name]
