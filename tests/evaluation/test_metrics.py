"""Figures worked out by hand from small confusion matrices."""

import dataclasses
import json

import pytest

from cifar_desktop.evaluation.metrics import confusion_table, metrics_from_confusion, metrics_table

# Of 4 cats 3 were called cat and 1 dog; of 6 dogs 2 were called cat and 4 dog.
CATS_AND_DOGS = ((3, 1), (2, 4))


def test_figures_of_two_classes() -> None:
    metrics = metrics_from_confusion(CATS_AND_DOGS, ("cat", "dog"), loss=0.5)
    cat, dog = metrics.per_class
    assert metrics.accuracy == pytest.approx(7 / 10)
    assert (cat.precision, cat.recall, cat.f1, cat.support) == pytest.approx((3 / 5, 3 / 4, 2 / 3, 4))
    assert (dog.precision, dog.recall, dog.f1, dog.support) == pytest.approx((4 / 5, 4 / 6, 8 / 11, 6))
    assert metrics.num_images == 10
    assert metrics.confusion == CATS_AND_DOGS


def test_macro_counts_classes_and_weighted_counts_pictures() -> None:
    metrics = metrics_from_confusion(CATS_AND_DOGS, ("cat", "dog"), loss=0.5)
    assert metrics.macro.precision == pytest.approx((3 / 5 + 4 / 5) / 2)
    assert metrics.macro.f1 == pytest.approx((2 / 3 + 8 / 11) / 2)
    assert metrics.weighted.precision == pytest.approx((4 * 3 / 5 + 6 * 4 / 5) / 10)
    assert metrics.weighted.recall == pytest.approx(metrics.accuracy)  # always so
    assert metrics.macro.support == metrics.weighted.support == 10


def test_nothing_to_be_a_share_of_is_0() -> None:
    """`b` has pictures but is never predicted, `c` is neither there nor predicted, `d` is predicted but not there."""
    confusion = ((2, 0, 0, 1), (1, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0))
    a, b, c, d = metrics_from_confusion(confusion, "abcd", loss=0.0).per_class
    assert (a.precision, a.recall) == pytest.approx((2 / 3, 2 / 3))
    assert (b.precision, b.recall, b.f1, b.support) == (0.0, 0.0, 0.0, 1)
    assert (c.precision, c.recall, c.f1, c.support) == (0.0, 0.0, 0.0, 0)
    assert (d.precision, d.recall, d.f1, d.support) == (0.0, 0.0, 0.0, 0)


def test_no_pictures_at_all_is_0_everywhere() -> None:
    metrics = metrics_from_confusion(((0, 0), (0, 0)), ("a", "b"), loss=0.0)
    assert metrics.accuracy == metrics.macro.f1 == metrics.weighted.f1 == 0.0


def test_metrics_are_plain_values_that_cannot_be_changed() -> None:
    metrics = metrics_from_confusion(CATS_AND_DOGS, ("cat", "dog"), loss=0.5)
    with pytest.raises(dataclasses.FrozenInstanceError):
        metrics.loss = 1.0  # type: ignore[misc]
    document = json.loads(json.dumps(metrics.as_dict(), allow_nan=False))
    assert document["confusion"] == [[3, 1], [2, 4]]
    assert document["per_class"][0]["name"] == "cat"
    assert document["num_images"] == 10


def test_a_loss_beyond_all_numbers_stays_valid_json() -> None:
    metrics = metrics_from_confusion(CATS_AND_DOGS, ("cat", "dog"), loss=float("nan"))
    assert metrics.as_dict()["loss"] is None


@pytest.mark.parametrize("confusion", [((1, 2),), ((1, 2), (3,)), ((1,),)])
def test_a_matrix_of_another_size_is_refused(confusion: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ValueError, match="confusion matrix"):
        metrics_from_confusion(confusion, ("a", "b"), loss=0.0)


def test_table_is_aligned() -> None:
    metrics = metrics_from_confusion(CATS_AND_DOGS, ("cat", "dog"), loss=0.5)
    assert metrics_table(metrics).splitlines() == [
        "                  precision  recall      F1  pictures",
        "cat                  0.6000  0.7500  0.6667         4",
        "dog                  0.8000  0.6667  0.7273         6",
        "",
        "macro average        0.7000  0.7083  0.6970        10",
        "weighted average     0.7200  0.7000  0.7030        10",
    ]


def test_confusion_table_is_aligned_for_wide_letters_too() -> None:
    metrics = metrics_from_confusion(CATS_AND_DOGS, ("猫", "dog"), loss=0.5)
    assert confusion_table(metrics).splitlines() == [
        "true \\ predicted  猫  dog",
        "猫                 3    1",
        "dog                2    4",
    ]
