"""Pictures of nothing in particular: each kind is what it says, and the same every time."""

import pytest
import torch
from torch import Tensor

from cifar_desktop.data.open import open_data_set
from cifar_desktop.evaluation import strangers as room
from cifar_desktop.evaluation.strangers import strangers

NUMBER = 12


@pytest.fixture(scope="module")
def pictures() -> Tensor:
    return open_data_set("sample").train.images[:: 5000 // NUMBER][:NUMBER]


@pytest.fixture(scope="module")
def kinds(pictures: Tensor) -> tuple[Tensor, ...]:
    return strangers(pictures, seed=1).split(NUMBER)


def histogram(pictures: Tensor) -> Tensor:
    """The values of each picture's pixels, whatever their places."""
    return pictures.flatten(1).sort(dim=1).values


def test_as_many_of_every_kind_and_of_the_same_form(pictures: Tensor, kinds: tuple[Tensor, ...]) -> None:
    assert len(kinds) == 10
    assert all(kind.shape == pictures.shape and kind.dtype == torch.uint8 for kind in kinds)


def test_none_is_a_picture_that_it_was_made_from(pictures: Tensor, kinds: tuple[Tensor, ...]) -> None:
    originals = {bytes(picture.numpy().tobytes()) for picture in pictures}
    copies = [sum(bytes(one.numpy().tobytes()) in originals for one in kind) for kind in kinds]
    assert copies[0] <= 3  # four tiles come back into their places now and then
    assert copies[1:] == [0] * 9


def test_moving_kinds_keep_every_pixel(pictures: Tensor, kinds: tuple[Tensor, ...]) -> None:
    originals = {tuple(row.tolist()) for row in histogram(pictures)}
    for kind in (kinds[0], kinds[1], kinds[7], kinds[8]):  # tiles, on the side, upside down
        assert {tuple(row.tolist()) for row in histogram(kind)} == originals


def test_inverted_is_the_other_end_of_the_scale(pictures: Tensor, kinds: tuple[Tensor, ...]) -> None:
    originals = {picture.numpy().tobytes() for picture in pictures}
    assert {(255 - one).numpy().tobytes() for one in kinds[9]} == originals


def test_details_are_enlarged(pictures: Tensor, kinds: tuple[Tensor, ...]) -> None:
    def roughness(some: Tensor) -> float:
        return float((some[..., 1:].float() - some[..., :-1].float()).abs().mean())

    assert roughness(kinds[2]) < 0.6 * roughness(pictures)
    assert roughness(kinds[2]) < roughness(kinds[3])


def test_the_seed_decides(pictures: Tensor) -> None:
    assert torch.equal(strangers(pictures, seed=1), strangers(pictures, seed=1))
    assert not torch.equal(strangers(pictures, seed=1), strangers(pictures, seed=2))


def test_one_picture_is_enough(pictures: Tensor) -> None:
    assert len(strangers(pictures[:1], seed=1)) == 10


def test_no_more_than_are_needed(pictures: Tensor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_OF_A_KIND", 5)
    assert len(strangers(pictures, seed=1)) == 50
