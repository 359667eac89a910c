"""What stands in the cells of a matrix, and how strong their colours are."""

import pytest

from cifar_desktop.ui.evaluate.confusion_values import ConfusionValues

CONFUSION = ((90, 10, 0), (1, 1, 0), (0, 0, 0))


def values(**changes) -> ConfusionValues:
    return ConfusionValues(confusion=CONFUSION, class_names=("cup", "spoon", "fork"), **changes)


def test_cells_count_pictures_or_give_shares_of_their_row() -> None:
    assert [values().text((0, column)) for column in range(3)] == ["90", "10", ""]
    assert [values(unit="share").text((0, column)) for column in range(3)] == ["90", "10", ""]
    assert values(unit="share").text((1, 0)) == "50"
    small = ConfusionValues(confusion=((960, 41), (0, 1234)), class_names=("a", "b"), unit="share")
    assert small.text((0, 1)) == "4.1"
    assert ConfusionValues(confusion=((960, 41), (0, 1234)), class_names=("a", "b")).text((1, 1)) == "1,234"


def test_right_and_wrong_have_scales_of_their_own() -> None:
    even = values()
    assert (even.strength((0, 0)), even.strength((0, 1))) == (1.0, 1.0)
    assert even.strength((1, 0)) == pytest.approx(0.1)
    assert even.strength((0, 2)) == 0.0
    shares = values(unit="share")
    assert shares.strength((1, 0)) == 1.0  # half of a row
    assert shares.strength((0, 1)) == pytest.approx(0.2)


@pytest.mark.parametrize("unit", ["count", "share"])
def test_a_logarithmic_scale_brings_out_the_few(unit: str) -> None:
    even, log = values(unit=unit), values(unit=unit, is_log=True)
    weak, strong = ((1, 0), (0, 1)) if unit == "count" else ((0, 1), (1, 0))
    assert log.strength(strong) == pytest.approx(even.strength(strong)) == 1.0
    assert even.strength(weak) < log.strength(weak) < 1.0


def test_sentences_say_what_a_cell_means() -> None:
    assert values().sentence((0, 1)) == "“cup” taken for “spoon”: 10 of 100 pictures (10.0 %)"
    assert values().sentence((1, 1)) == "“spoon” named right: 1 of 2 pictures (50.0 %)"
    assert values().sentence((2, 0)) == "There are no pictures of “fork”."


def test_a_matrix_of_nothing_has_no_colours() -> None:
    empty = ConfusionValues(confusion=((0, 0), (0, 0)), class_names=("a", "b"), unit="share", is_log=True)
    assert empty.strength((0, 0)) == empty.strength((0, 1)) == 0.0
    assert empty.text((0, 0)) == ""
