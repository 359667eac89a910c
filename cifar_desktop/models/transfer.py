"""Networks that know ImageNet, with a new head: torchvision's, to which small pictures are shown enlarged.

Keys are `backbone.*`, named as in torchvision's own files, and `head.*`. A backbone ends where torchvision's last
layers would begin: with the mean over what is left of the picture, 512 or 2,048 features.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from cifar_desktop.data.torchvision_ops import prepare_torchvision

NUM_HIDDEN = 256  # of the dense layer


class TransferModel(nn.Module):
    """A backbone of torchvision's, and a small head for the classes at hand.

    Attributes:
        backbone: makes features of enlarged pictures.
        head: batch norm, dense layer, ReLU, dropout, and the logits.
        num_features: how many the backbone makes of a picture.
        pictures_at_once: more than these are looked at in turn when predicting: enlarged, they need much memory.
    """

    pictures_at_once = 32

    def __init__(
        self,
        num_classes: int = 10,
        *,
        backbone: str = "resnet50",
        upscale: int = 7,
        upscaling: str = "smooth",
        dropout: float = 0.0,
    ) -> None:
        """Enlarge pictures `upscale` times: "smooth", or by doubling each pixel again and again ("repeat")."""
        super().__init__()
        if backbone not in _BACKBONES:
            raise ValueError(f"there is no backbone called {backbone!r}")
        if not 1 <= upscale <= 32:
            raise ValueError(f"pictures cannot be shown {upscale} times as large")
        if upscaling not in ("smooth", "repeat"):
            raise ValueError(f"pictures cannot be enlarged by {upscaling!r}")
        if upscaling == "repeat" and upscale.bit_count() != 1:
            raise ValueError(f"doubling never makes pictures {upscale} times as large")
        self.backbone, self.num_features = _BACKBONES[backbone]()
        self._upscale, self._doubles = upscale, upscaling == "repeat"
        self.head = nn.Sequential(
            nn.BatchNorm1d(self.num_features),
            nn.Linear(self.num_features, NUM_HIDDEN),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(NUM_HIDDEN, num_classes),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the logits of normalised pictures, (number, 3, height, width)."""
        logits: Tensor = self.head(self.features(pictures))
        return logits

    def features(self, pictures: Tensor) -> Tensor:
        """Return what the backbone sees in normalised pictures, (number, features)."""
        if self.training:  # how many are looked at once is then the batch size
            return self._features(pictures)
        return torch.cat([self._features(some) for some in torch.split(pictures, self.pictures_at_once)])

    def enlarged(self, pictures: Tensor) -> Tensor:
        """Return the pictures as the backbone is shown them."""
        times = float(self._upscale)
        if self._doubles:  # in one go: to the bit what doubling thrice gives, and without the pictures in between
            return functional.interpolate(pictures, scale_factor=times, mode="nearest")
        return functional.interpolate(pictures, scale_factor=times, mode="bilinear", align_corners=False)

    def _features(self, pictures: Tensor) -> Tensor:
        features: Tensor = self.backbone(self.enlarged(pictures))
        return features


def _resnet(name: str) -> tuple[nn.Module, int]:
    """Return a ResNet without its last layer, and how many features it makes."""
    network = getattr(_torchvision_models(), name)()
    num_features: int = network.fc.in_features
    network.fc = nn.Identity()
    return network, num_features


def _vgg16() -> tuple[nn.Module, int]:
    """Return the convolutions of VGG-16; its dense layers are 120 of its 138 million parameters."""
    vgg = _torchvision_models().vgg
    network = nn.Sequential(
        OrderedDict(features=vgg.make_layers(vgg.cfgs["D"]), pool=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten())
    )
    for module in network.modules():
        if isinstance(module, nn.Conv2d):  # as torchvision initialises it: without norms it must start well
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            nn.init.zeros_(module.bias)  # type: ignore[arg-type]  # each has one
    return network, 512


def _inception3() -> tuple[nn.Module, int]:
    """Return Inception-v3 without its last layer and without the second head that helped to train it.

    Its published weights come from TensorFlow, and it brings pictures to the scale that these know by itself.
    """
    network = _torchvision_models().inception_v3(aux_logits=False, init_weights=False, transform_input=True)
    num_features: int = network.fc.in_features
    network.dropout, network.fc = nn.Identity(), nn.Identity()
    return network, num_features


def _torchvision_models() -> Any:
    prepare_torchvision()
    from torchvision import models  # noqa: PLC0415 - it takes seconds, and must be prepared first

    return models


_BACKBONES: Mapping[str, Callable[[], tuple[nn.Module, int]]] = {
    "resnet50": lambda: _resnet("resnet50"),
    "resnet18": lambda: _resnet("resnet18"),
    "vgg16": _vgg16,
    "inception3": _inception3,
}
