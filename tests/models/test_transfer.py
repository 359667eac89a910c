"""Transfer models against torchvision's own networks, of which they take the larger part."""

from pathlib import PurePosixPath

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from cifar_desktop.data.torchvision_ops import prepare_torchvision
from cifar_desktop.models.features import last_layer
from cifar_desktop.models.pretrained_files import PRETRAINED_FILES
from cifar_desktop.models.registry import MODELS
from cifar_desktop.models.transfer import NUM_HIDDEN, TransferModel

prepare_torchvision()
from torchvision import models  # noqa: E402 - it must be prepared first

THEIR_NAMES = {"resnet50": "resnet50", "resnet18": "resnet18", "vgg16": "vgg16", "inception3": "inception_v3"}
PARAMETERS_OF_BACKBONE = {
    "resnet50": 25_557_032 - 1000 * 2049,  # torchvision's figure, less its last layer
    "resnet18": 11_689_512 - 1000 * 513,
    "vgg16": 138_357_544 - 4096 * (512 * 49 + 1) - 4096 * 4097 - 1000 * 4097,
    "inception3": 21_785_568,
}
NUM_FEATURES = {"resnet50": 2048, "resnet18": 512, "vgg16": 512, "inception3": 2048}


def pictures(number: int, size: int = 32) -> Tensor:
    return torch.randn(number, 3, size, size, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("backbone", PARAMETERS_OF_BACKBONE)
def test_number_of_parameters(backbone: str) -> None:
    with torch.device("meta"):
        model = MODELS[f"transfer-{backbone}"].build(10)
    assert sum(p.numel() for p in model.backbone.parameters()) == PARAMETERS_OF_BACKBONE[backbone]
    features = NUM_FEATURES[backbone]
    head = 2 * features + (features + 1) * NUM_HIDDEN + (NUM_HIDDEN + 1) * 10
    assert sum(p.numel() for p in model.head.parameters()) == head
    assert last_layer(model) is model.head[-1]


@pytest.mark.parametrize("backbone", ["resnet18", "inception3"])
def test_it_sees_what_torchvisions_network_sees(backbone: str) -> None:
    theirs = {
        "resnet18": models.resnet18,
        "inception3": lambda: models.inception_v3(transform_input=True, init_weights=False),
    }[backbone]().eval()
    model = TransferModel(4, backbone=backbone, upscale=3).eval()
    names = set(model.backbone.state_dict())
    model.backbone.load_state_dict({key: value for key, value in theirs.state_dict().items() if key in names})
    small = pictures(2)
    with torch.no_grad():
        said = theirs(functional.interpolate(small, size=(96, 96), mode="bilinear", align_corners=False))
        assert torch.allclose(theirs.fc(model.features(small)), said, atol=1e-4 * float(said.abs().max()))


def test_vgg_keeps_its_convolutions() -> None:
    with torch.device("meta"):
        theirs = models.vgg16().features.state_dict()
        ours = TransferModel(4, backbone="vgg16").backbone.features.state_dict()
    assert {key: value.shape for key, value in ours.items()} == {key: value.shape for key, value in theirs.items()}


@pytest.mark.parametrize(("upscale", "side"), [(7, 224), (8, 256)])
def test_pictures_are_shown_enlarged(upscale: int, side: int) -> None:
    model = TransferModel(3, backbone="resnet18", upscale=upscale).eval()
    seen: list[torch.Size] = []
    model.backbone.conv1.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].shape))
    with torch.no_grad():
        assert model(pictures(1)).shape == (1, 3)
    assert seen == [(1, 3, side, side)]


def test_doubling_repeats_every_pixel() -> None:
    small = np.array([[1.0, 2.0], [3.0, 4.5]], dtype=np.float32)
    wanted = small
    for _ in range(3):
        wanted = wanted.repeat(2, axis=0).repeat(2, axis=1)
    model = TransferModel(3, backbone="resnet18", upscale=8, upscaling="repeat")
    shown = model.enlarged(torch.from_numpy(small)[None, None].repeat(1, 3, 1, 1))
    assert shown.shape == (1, 3, 16, 16)
    for channel in shown[0]:
        assert (channel.numpy() == wanted).all()
    assert wanted[7, 7] == 1.0
    assert wanted[7, 8] == 2.0
    assert wanted[8, 7] == 3.0


def test_doubled_pictures_are_what_the_backbone_sees() -> None:
    model = TransferModel(3, backbone="resnet18", upscale=2, upscaling="repeat").eval()
    seen: list[Tensor] = []
    model.backbone.conv1.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    small = pictures(1).contiguous(memory_format=torch.channels_last)
    with torch.no_grad():
        model(small)
    assert torch.equal(seen[0], small.repeat_interleave(2, 2).repeat_interleave(2, 3))


def test_smooth_pictures_lie_between_the_pixels() -> None:
    model = TransferModel(3, backbone="resnet18", upscale=2)
    row = model.enlarged(torch.tensor([[0.0, 4.0], [0.0, 4.0]])[None, None].repeat(1, 3, 1, 1))[0, 0, 0]
    assert row.tolist() == [0.0, 1.0, 3.0, 4.0]


def test_many_pictures_are_looked_at_in_turn() -> None:
    model = TransferModel(3, backbone="resnet18", upscale=1).eval()
    sizes: list[int] = []
    model.backbone.register_forward_pre_hook(lambda _, inputs: sizes.append(len(inputs[0])))
    many = pictures(70)
    with torch.no_grad():
        said = model(many)
        assert sizes == [32, 32, 6]
        assert torch.allclose(said[60:], model(many[60:]), atol=1e-4)
    model.train()
    model(many)
    assert sizes[-1] == 70


def test_the_head_is_as_in_the_books() -> None:
    kinds = [type(layer) for layer in TransferModel(3, backbone="resnet18", dropout=0.5).head]
    assert kinds == [nn.BatchNorm1d, nn.Linear, nn.ReLU, nn.Dropout, nn.Linear]
    recipe = MODELS["transfer-resnet50"].recipe
    assert (recipe["optimizer"], recipe["learning_rate"], recipe["dropout"]) == ("rmsprop", 2e-5, 0.5)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"backbone": "lenet"}, "no backbone"),
        ({"upscale": 0}, "0 times"),
        ({"upscale": 7, "upscaling": "repeat"}, "never makes pictures 7 times"),
        ({"upscale": 4, "upscaling": "bicubic"}, "bicubic"),
    ],
)
def test_what_cannot_be_built_is_refused(options: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        TransferModel(3, **options)


@pytest.mark.parametrize("backbone", PRETRAINED_FILES)
def test_the_files_are_those_of_torchvision(backbone: str) -> None:
    file = PRETRAINED_FILES[backbone]
    weights = models.get_model_weights(THEIR_NAMES[backbone]).IMAGENET1K_V1
    assert file.url == weights.url
    assert file.sha256.startswith(PurePosixPath(file.name).stem.rpartition("-")[2])
    assert file.megabytes == round(weights.meta["_file_size"] * 1024**2 / 1e6)
