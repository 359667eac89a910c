"""Augmentation against the plain way of doing it, picture by picture."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from cifar_desktop.data.augment import Augmentation, Draws, augmented, cut_out, draw, mixed, zoomed
from cifar_desktop.data.dataset import ImageSet
from cifar_desktop.data.open import open_data_set


@pytest.fixture(scope="module")
def images() -> ImageSet:
    return open_data_set("sample").train.subset(torch.arange(0, 5000, 50))


def plain(image: np.ndarray, mirrored: bool, rows: int, columns: int) -> np.ndarray:
    """Pad with reflected edges, cut the moved window out, mirror it: what the one indexed read must equal."""
    padded = np.pad(image, ((0, 0), (4, 4), (4, 4)), mode="reflect")
    window = padded[:, 4 + rows : 36 + rows, 4 + columns : 36 + columns]
    return window[:, :, ::-1] if mirrored else window


def test_moved_and_mirrored_as_the_plain_way_does(images: ImageSet) -> None:
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(3))
    draws = draw(Augmentation(flip="random", translate=4, cutout=0), order, size=32, seed=1, epoch=0)
    assert 0 < int(draws.mirrored.sum()) < len(images)
    assert set(draws.shift.flatten().tolist()) == set(range(-4, 5))
    result = augmented(images.images, order, draws).numpy()
    for row, position in enumerate(order.tolist()):
        expected = plain(images.images[position].numpy(), bool(draws.mirrored[row]), *draws.shift[row].tolist())
        assert np.array_equal(result[row], expected)


def test_nothing_asked_nothing_done(images: ImageSet) -> None:
    order = torch.arange(len(images))
    draws = draw(Augmentation(flip="none", translate=0, cutout=0), order, size=32, seed=1, epoch=5)
    assert torch.equal(augmented(images.images, order, draws), images.images)


def test_the_result_is_laid_out_for_convolutions(images: ImageSet) -> None:
    order = torch.arange(8)
    draws = draw(Augmentation(flip="random", translate=2, cutout=0), order, size=32, seed=1, epoch=0)
    assert augmented(images.images, order, draws).is_contiguous(memory_format=torch.channels_last)


def test_alternating_flip_shows_the_other_side_every_epoch() -> None:
    order = torch.arange(400)
    augmentation = Augmentation(flip="alternating", translate=0, cutout=0)
    sides = [draw(augmentation, order, size=32, seed=1, epoch=epoch).mirrored for epoch in range(4)]
    assert torch.equal(sides[0], ~sides[1])
    assert torch.equal(sides[0], sides[2])
    assert 140 < int(sides[0].sum()) < 260


def test_alternating_flip_follows_the_picture_not_its_place_in_the_epoch() -> None:
    augmentation = Augmentation(flip="alternating", translate=0, cutout=0)
    shuffled = torch.randperm(100, generator=torch.Generator().manual_seed(1))
    straight = draw(augmentation, torch.arange(100), size=32, seed=1, epoch=0).mirrored
    assert torch.equal(draw(augmentation, shuffled, size=32, seed=1, epoch=0).mirrored, straight[shuffled])


def test_draws_depend_on_seed_and_epoch_alone() -> None:
    order = torch.arange(50)
    augmentation = Augmentation(flip="random", translate=4, cutout=8)

    def draws(seed: int, epoch: int) -> list[int]:
        result: Draws = draw(augmentation, order, size=32, seed=seed, epoch=epoch)
        return torch.cat([result.mirrored[:, None].long(), result.shift, result.hole], dim=1).flatten().tolist()

    first = draws(1, 0)
    torch.manual_seed(99)
    assert draws(1, 0) == first
    assert draws(1, 1) != first
    assert draws(2, 0) != first


def test_cutout_greys_out_one_square_that_may_reach_over_the_edge() -> None:
    order = torch.arange(500)
    draws = draw(Augmentation(flip="none", translate=0, cutout=8), order, size=32, seed=1, epoch=0)
    hidden = cut_out(torch.ones(500, 3, 32, 32), draws, side=8) == 0
    assert torch.equal(hidden[:, 0], hidden[:, 2])
    areas = hidden[:, 0].sum(dim=(1, 2))
    assert int(areas.max()) == 64
    assert 1 <= int(areas.min()) < 64
    rows = hidden[:, 0].any(dim=2)
    assert rows[:, 0].any()
    assert rows[:, 31].any()


def patched(number: int, **changes: object) -> Draws:
    augmentation = Augmentation(flip="none", translate=0, **{"cutout": 0, "mix": 0.5, **changes})
    return draw(augmentation, torch.arange(number), size=32, seed=1, epoch=0)


def numbered(number: int) -> torch.Tensor:
    """Pictures that are filled with their number."""
    return torch.arange(number).float()[:, None, None, None].expand(-1, 3, 32, 32)


def test_mixing_shows_a_part_of_the_picture_before_in_half_of_them() -> None:
    pictures, labels = numbered(2000), torch.arange(2000) % 10
    shown, shares = mixed(pictures, labels, patched(2000), num_classes=10)
    is_own = shown[:, 0] == pictures[:, 0]
    is_others = shown[:, 0] == pictures.roll(1, 0)[:, 0]
    assert (is_own ^ is_others).all()
    other_share = is_others.float().mean(dim=(1, 2))
    assert 900 < int((other_share > 0).sum()) < 1100
    assert 0.25 < float(other_share[other_share > 0].mean()) < 0.4
    assert float(other_share.max()) > 0.9
    assert torch.allclose(shares.gather(1, labels[:, None])[:, 0], 1 - other_share)
    assert torch.allclose(shares.gather(1, labels.roll(1)[:, None])[:, 0], other_share)
    assert torch.allclose(shares.sum(dim=1), torch.ones(2000))


def test_what_is_mixed_in_is_one_rectangle() -> None:
    pictures = numbered(300)
    shown, _ = mixed(pictures, torch.zeros(300, dtype=torch.int64), patched(300, mix=1.0), num_classes=1)
    is_others = shown[:, 0] != pictures[:, 0]
    assert torch.equal(is_others.any(dim=2)[:, :, None] & is_others.any(dim=1)[:, None, :], is_others)


def test_a_mixed_picture_is_not_cut_out_as_well() -> None:
    draws = patched(500, cutout=8)
    hidden = cut_out(torch.ones(500, 3, 32, 32), draws, side=8).eq(0).flatten(1).any(dim=1)
    is_mixed = draws.patch[:, 1] > draws.patch[:, 0]
    assert torch.equal(hidden, ~is_mixed)
    assert 0 < int(is_mixed.sum()) < 500


def drawn(number: int, zoom: float) -> Draws:
    return draw(
        Augmentation(flip="none", translate=0, cutout=0, zoom=zoom), torch.arange(number), size=32, seed=1, epoch=0
    )


def windowed(images: ImageSet, height: float, width: float) -> torch.Tensor:
    """Show the same window of the first picture."""
    still = drawn(1, zoom=0)
    draws = replace(still, window=torch.tensor([[height, width]]))
    return zoomed(images.images[:1].float(), draws)


def test_zoom_leaves_half_of_the_pictures_alone_and_goes_both_ways() -> None:
    window = drawn(4000, zoom=0.4).window
    alone = (window == 1).all(dim=1)
    assert 1850 < int(alone.sum()) < 2150
    sizes = window[~alone].prod(dim=1).sqrt()
    assert 0.7 < float(sizes.min()) < 0.75
    assert 1.35 < float(sizes.max()) < 1.45
    assert abs(float(sizes.log().mean())) < 0.02
    stretch = window[~alone][:, 0] / window[~alone][:, 1]
    assert 1.1 < float(stretch.max()) < 1.4**0.5


def test_zoom_changes_nothing_else_of_the_draws() -> None:
    order = torch.arange(100)
    settings = {"flip": "random", "translate": 4, "cutout": 8}
    without = draw(Augmentation(**settings), order, size=32, seed=1, epoch=3)
    with_zoom = draw(Augmentation(**settings, zoom=0.5), order, size=32, seed=1, epoch=3)
    assert torch.equal(without.shift, with_zoom.shift)
    assert torch.equal(without.mirrored, with_zoom.mirrored)
    assert torch.equal(without.hole, with_zoom.hole)


def test_a_small_window_is_enlarged_from_the_middle(images: ImageSet) -> None:
    shown = windowed(images, 15 / 31, 15 / 31)  # from pixel 8 to pixel 23, both shown whole
    picture = images.images[:1].float()
    torch.testing.assert_close(shown[0, :, 0, 0], picture[0, :, 8, 8], atol=1e-2, rtol=0)
    torch.testing.assert_close(shown[0, :, 31, 31], picture[0, :, 23, 23], atol=1e-2, rtol=0)


def test_a_large_window_shows_the_picture_smaller_and_its_edges_reflected(images: ImageSet) -> None:
    shown = windowed(images, 1.0, 31 / 15)[0]  # the picture's left edge lies at pixel 8
    torch.testing.assert_close(shown[:, :, :8], shown[:, :, 9:17].flip(2), atol=1e-2, rtol=0)
    whole = windowed(images, 1.0, 1.0)
    torch.testing.assert_close(whole, images.images[:1].float(), atol=1e-2, rtol=0)
