import pytest
import torch

from cifar_desktop.data.sides import MIRRORED, MOVED, PLAIN, sides_of

PICTURES = torch.arange(2 * 3 * 4 * 5, dtype=torch.float32).view(2, 3, 4, 5)


def test_the_first_sides_are_the_picture_and_its_mirror_image() -> None:
    for number in (PLAIN, MIRRORED, MOVED):
        sides = sides_of(PICTURES, number)
        assert len(sides) == number
        assert torch.equal(sides[0], PICTURES)
        assert all(torch.equal(side, PICTURES.flip(3)) for side in sides[1:2])


def test_both_are_moved_to_the_left_the_one_up_and_the_other_down() -> None:
    _, mirrored, up, down = sides_of(PICTURES, MOVED)
    assert torch.equal(up[:, :, :-1, :-1], PICTURES[:, :, 1:, 1:])
    assert torch.equal(down[:, :, 1:, :-1], mirrored[:, :, :-1, 1:])


def test_what_comes_in_at_the_edges_is_what_lay_beside_them() -> None:
    _, mirrored, up, down = sides_of(PICTURES, MOVED)
    assert torch.equal(up[:, :, -1, :-1], PICTURES[:, :, -2, 1:])
    assert torch.equal(up[:, :, :-1, -1], PICTURES[:, :, 1:, -2])
    assert torch.equal(down[:, :, 0, :-1], mirrored[:, :, 1, 1:])


@pytest.mark.parametrize("number", [0, 3, 5])
def test_there_are_no_other_numbers(number: int) -> None:
    with pytest.raises(ValueError, match="1, 2 or 4 sides"):
        sides_of(PICTURES, number)
