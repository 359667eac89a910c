"""Which parts of a photo speak for a class: checked on photos of which it is known where what lies."""

import itertools
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from cifar_desktop import paths
from cifar_desktop.data.sample_preview import sample_preview
from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.evidence import evidence_of_covering, evidence_of_features, is_slow
from cifar_desktop.inference.heat_map import HEAT_PIXELS, heat_map
from cifar_desktop.inference.views import part_of
from cifar_desktop.inference.weights import Weights, read_weights
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.models.registry import MODELS, model_spec

CPU = torch.device("cpu")
NUM_KNOWN = 6
SIDE = 192  # of the made-up photos, in pixels
HALF = SIDE // 2
CORNERS = ((0, 0), (HALF, 0), (0, HALF), (HALF, HALF))


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    return Classifier(read_weights(paths.shipped_weights()), device=CPU)


@pytest.fixture(scope="module")
def known(shipped: Classifier) -> dict[int, Image.Image]:
    """One bundled picture for each of some classes, of those that the shipped network names rightly."""
    found: dict[int, Image.Image] = {}
    for name, pictures in sample_preview(4).items():
        index = shipped.info.class_names.index(name)
        right = [
            each for each, answer in zip(pictures, shipped.classify(pictures), strict=True) if answer.label == name
        ]
        if right and len(found) < NUM_KNOWN:
            found[index] = right[0]
    assert len(found) == NUM_KNOWN
    return found


def ground(seed: int) -> Image.Image:
    """A photo of nothing: grey, or soft patches of dull colours."""
    if seed % 2:
        return Image.new("RGB", (SIDE, SIDE), (128, 128, 128))
    patches = np.random.default_rng(seed).integers(90, 170, (6, 6, 3), dtype=np.uint8)
    return Image.fromarray(patches).resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def put(photo: Image.Image, picture: Image.Image, corner: tuple[int, int]) -> None:
    photo.paste(picture.resize((HALF, HALF), Image.Resampling.BICUBIC), corner)


def share_at(heat: NDArray[np.float32], corner: tuple[int, int]) -> float:
    """Return the share of the heat that lies in a quarter of the photo."""
    left, top = (each * len(heat) // SIDE for each in corner)
    half = len(heat) // 2
    return float(heat[top : top + half, left : left + half].sum() / heat.sum())


def test_the_heat_lies_where_the_picture_is(shipped: Classifier, known: dict[int, Image.Image]) -> None:
    shares = []
    for seed, (class_index, picture) in enumerate(known.items()):
        photo, corner = ground(seed), CORNERS[seed % 4]
        put(photo, picture, corner)
        shares.append(share_at(heat_map(shipped, photo, None, class_index), corner))
    assert np.mean(shares) > 0.6, shares  # a quarter would be chance
    assert min(shares) > 0.4, shares


def test_each_class_has_its_heat_at_its_own_picture(shipped: Classifier, known: dict[int, Image.Image]) -> None:
    leads = []
    for (one, picture), (other, second) in itertools.pairwise(known.items()):
        photo = ground(1)
        put(photo, picture, CORNERS[0])
        put(photo, second, CORNERS[3])
        heats = [heat_map(shipped, photo, None, class_index) for class_index in (one, other)]
        leads.append(share_at(heats[0], CORNERS[0]) - share_at(heats[0], CORNERS[3]))
        leads.append(share_at(heats[1], CORNERS[3]) - share_at(heats[1], CORNERS[0]))
    assert np.mean(leads) > 0.2, leads
    assert sum(lead > 0 for lead in leads) >= 0.8 * len(leads), leads


def test_a_mirrored_photo_has_mirrored_heat(shipped: Classifier, known: dict[int, Image.Image]) -> None:
    class_index, picture = next(iter(known.items()))
    photo = ground(0)
    put(photo, picture, CORNERS[1])
    mirrored = photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    heat, other = (heat_map(shipped, each, None, class_index) for each in (photo, mirrored))
    assert np.abs(heat - other[:, ::-1]).mean() < 0.1 < np.abs(heat - other).mean()


def test_a_box_is_looked_at_as_a_photo_of_its_own(shipped: Classifier, known: dict[int, Image.Image]) -> None:
    class_index, picture = next(iter(known.items()))
    photo = ground(0)
    put(photo, picture, CORNERS[3])
    box = (80.4, 64.0, 192.0, 176.0)
    heat = heat_map(shipped, photo, box, class_index)
    assert heat.shape == (HEAT_PIXELS, HEAT_PIXELS)
    assert np.array_equal(heat, heat_map(shipped, part_of(photo, box), None, class_index))


def test_answers_stay_as_they_were(shipped: Classifier, known: dict[int, Image.Image]) -> None:
    class_index, picture = next(iter(known.items()))
    before = shipped.classify([picture])[0].probabilities
    heat_map(shipped, picture, None, class_index)
    assert shipped.classify([picture])[0].probabilities == before
    assert all(parameter.grad is None for parameter in shipped.network.parameters())


def random_classifier(name: str, **options: Any) -> Classifier:
    torch.manual_seed(1)
    spec = model_spec(name)
    info = WeightsInfo(
        architecture=name,
        options=options,
        class_names=("cup", "spoon"),
        mean=(0.5, 0.5, 0.5),
        std=(0.2, 0.2, 0.2),
        input_size=spec.input_size,
    )
    return Classifier(Weights(info, spec.build(2, **options).state_dict()), device=CPU)


def check_heat(classifier: Classifier, size: tuple[int, int]) -> None:
    """Ask what speaks for each of two classes: in any photo, something does for at least one of them."""
    pixels = np.random.default_rng(0).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    heats = [heat_map(classifier, Image.fromarray(pixels), None, class_index) for class_index in (0, 1)]
    for heat in heats:
        assert heat.dtype == np.float32
        assert heat.shape == tuple(max(1, round(HEAT_PIXELS * side / max(size))) for side in (size[1], size[0]))
        assert heat.min() >= 0
        assert heat.max() == pytest.approx(1) or not heat.any()
    assert any(heat.any() for heat in heats)


@pytest.mark.parametrize("name", [name for name, spec in MODELS.items() if not spec.pretrained])
def test_every_network_has_heat(name: str) -> None:
    check_heat(random_classifier(name), (90, 60))


@pytest.mark.parametrize("size", [(60, 90), (1, 1), (300, 2), (32, 32)])
def test_every_shape_of_photo_has_heat(size: tuple[int, int]) -> None:
    check_heat(random_classifier("resnet9-slim"), size)


def test_a_network_that_looks_at_pictures_enlarged_has_heat() -> None:
    name = next(name for name, spec in MODELS.items() if spec.options.get("backbone") == "resnet18")
    classifier = random_classifier(name, upscale=2)
    assert is_slow(classifier.network, torch.zeros(1, 3, 32, 32))
    assert not is_slow(random_classifier("resnet9-slim").network, torch.zeros(1, 3, 32, 32))
    check_heat(classifier, (90, 60))


def test_a_class_that_is_not_there_is_refused(shipped: Classifier) -> None:
    with pytest.raises(ValueError, match="no class 99"):
        heat_map(shipped, ground(0), None, 99)
    with pytest.raises(ValueError, match="no class -1"):
        heat_map(shipped, ground(0), None, -1)


class OnePlace(nn.Module):
    """Sees nothing but how bright one place is: the first class is for it, the second against it."""

    def __init__(self, row: int, column: int, *, pooled: bool) -> None:
        super().__init__()
        self.row, self.column, self.pooled = row, column, pooled
        self.head = nn.Linear(1, 2, bias=False)
        self.head.weight.data = torch.tensor([[1.0], [-1.0]])

    def forward(self, pictures: Tensor) -> Tensor:
        seen = (pictures + 0.0).mean(dim=1, keepdim=True)
        bright = (seen + seen.flip(3))[:, :, self.row, self.column]
        if self.pooled:
            bright = nn.functional.avg_pool2d(seen + seen.flip(3), 4)[:, :, self.row // 4, self.column // 4]
        logits: Tensor = self.head(bright)
        return logits


@pytest.mark.parametrize("pooled", [True, False])
def test_evidence_of_a_network_that_looks_at_one_place(pooled: bool) -> None:
    pictures = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(0)) + 0.5
    network = OnePlace(9, 25, pooled=pooled)
    (said,) = evidence_of_features(network, pictures, 0)
    cells = 8 if pooled else 32
    row, columns = 9 * cells // 32, {25 * cells // 32, cells - 1 - 25 * cells // 32}
    places = {tuple(place) for place in (said > 1e-6).nonzero().tolist()}
    assert places == {(number, row, column) for number in (0, 1) for column in columns}
    (against,) = evidence_of_features(network, pictures, 1)
    torch.testing.assert_close(against, -said)


def test_covering_the_place_that_matters_costs_most() -> None:
    pictures = torch.zeros(1, 3, 32, 32)
    pictures[:, :, 8:12, 24:28] = 3.0
    (lost,) = evidence_of_covering(OnePlace(9, 25, pooled=False), pictures, 0)
    row, column = divmod(int(lost.argmax()), 32)
    assert 4 <= row <= 16
    assert 20 <= column <= 31
    assert lost[9, 25] > 0.9 * lost.max()
    assert lost[24:, :16].abs().max() < 0.05 * lost.max()
