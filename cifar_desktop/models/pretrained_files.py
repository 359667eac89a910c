"""The files in which torchvision publishes what its networks learned from ImageNet. Importing this imports no torch.

The addresses are torchvision's own (`ResNet50_Weights.IMAGENET1K_V1.url` and so on). Of ResNet-50 it is the first
version: the second names ImageNet's own classes better, but its features serve other classes worse.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Channels = tuple[float, float, float]

# How pictures are normalised for all of them.
IMAGENET_MEAN: Channels = (0.485, 0.456, 0.406)
IMAGENET_STD: Channels = (0.229, 0.224, 0.225)


@dataclass(frozen=True, slots=True, kw_only=True)
class PretrainedFile:
    """A backbone's weights as they can be downloaded.

    Attributes:
        title: the network, for people.
        url: where they lie.
        sha256: of the file, or its first digits where torchvision publishes no more.
        megabytes: how large the file is, rounded.
        fewest_pixels: of the enlarged pictures; below it nothing is left of them at the backbone's end.
    """

    title: str
    url: str
    sha256: str
    megabytes: int
    fewest_pixels: int = 32

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self.url.rpartition("/")[2]


_FOLDER = "https://download.pytorch.org/models"
PRETRAINED_FILES: Mapping[str, PretrainedFile] = {
    "resnet50": PretrainedFile(
        title="ResNet-50",
        url=f"{_FOLDER}/resnet50-0676ba61.pth",
        sha256="0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a",
        megabytes=103,
    ),
    "resnet18": PretrainedFile(
        title="ResNet-18",
        url=f"{_FOLDER}/resnet18-f37072fd.pth",
        sha256="f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec",
        megabytes=47,
    ),
    "vgg16": PretrainedFile(
        title="VGG-16",
        url=f"{_FOLDER}/vgg16-397923af.pth",
        sha256="397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0",
        megabytes=553,
    ),
    "inception3": PretrainedFile(
        title="Inception-v3",
        url=f"{_FOLDER}/inception_v3_google-0cc3c7bd.pth",
        sha256="0cc3c7bd",
        megabytes=109,
        fewest_pixels=75,
    ),
}
