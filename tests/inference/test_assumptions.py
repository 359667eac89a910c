"""What a person says about weights that do not say it: taken as it is, or refused in words."""

import dataclasses

import pytest

from cifar_desktop.errors import WeightsError
from cifar_desktop.inference.assumptions import (
    NORMALISATIONS,
    AssumptionChanges,
    assumed_class_names,
    normalisation_key,
    with_assumptions,
    with_changes,
)
from cifar_desktop.inference.weights_info import WeightsInfo

NAMES = ("bowl", "fork", "pan")


def test_without_changes_nothing_changes(info: WeightsInfo) -> None:
    assert with_changes(info, AssumptionChanges()) == info


def test_names_and_normalisation_are_taken_and_the_rest_stays(info: WeightsInfo) -> None:
    changed = with_changes(info, AssumptionChanges(normalisation="imagenet", class_names=NAMES))
    assert changed.class_names == NAMES
    assert changed.mean == (0.485, 0.456, 0.406)
    assert changed.std == (0.229, 0.224, 0.225)
    back = dataclasses.replace(changed, class_names=info.class_names, mean=info.mean, std=info.std)
    assert back == info


def test_one_of_them_alone_leaves_the_other(info: WeightsInfo) -> None:
    named = with_changes(info, AssumptionChanges(class_names=NAMES))
    assert (named.class_names, named.mean, named.std) == (NAMES, info.mean, info.std)
    scaled = with_changes(info, AssumptionChanges(normalisation="none"))
    assert (scaled.class_names, scaled.mean, scaled.std) == (info.class_names, (0, 0, 0), (1, 1, 1))


def test_blanks_around_names_are_no_part_of_them(info: WeightsInfo) -> None:
    changed = with_assumptions(info, info.mean, info.std, [" bowl", "fork ", "pan\t"])
    assert changed.class_names == NAMES


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("bowl", "fork"), r"There are 2 names, and the network tells 3 classes apart. Write 1 more"),
        (("bowl",), r"There is 1 name, .* Write 2 more"),
        ((*NAMES, "lid", "jug"), r"There are 5 names, .* Take 2 away"),
        ((), r"There are 0 names"),
        (("bowl", "fork", "bowl"), r"two classes called “bowl”"),
        (("bowl", "fork", " bowl "), r"two classes called “bowl”"),
        (("bowl", "", "pan"), r"Class 2 has no name"),
        (("bowl", "fork", " "), r"Class 3 has no name"),
    ],
)
def test_names_that_cannot_be_are_refused(info: WeightsInfo, names: tuple[str, ...], said: str) -> None:
    with pytest.raises(WeightsError, match=said) as caught:
        with_changes(info, AssumptionChanges(class_names=names))
    assert caught.value.remedy


def test_a_normalisation_that_cannot_be_is_refused(info: WeightsInfo) -> None:
    with pytest.raises(WeightsError, match=r"called “mine”.*ours, tutorial, imagenet"):
        with_changes(info, AssumptionChanges(normalisation="mine"))
    with pytest.raises(WeightsError, match="std must be above 0"):
        with_assumptions(info, info.mean, (0.2, 0.0, 0.2), info.class_names)


def test_each_normalisation_is_told_from_the_others() -> None:
    assert {"ours", "tutorial", "imagenet", "none"} <= set(NORMALISATIONS)
    assert all(normalisation_key(each.mean, each.std) == key for key, each in NORMALISATIONS.items())
    assert normalisation_key([0.0, 0.0, 0.0], [1.0, 1.0, 1.0]) == "none"  # as lists too
    assert normalisation_key((0.1, 0.2, 0.3), (1.0, 1.0, 1.0)) is None


def test_ten_classes_are_taken_for_the_usual_ones_and_others_are_numbered() -> None:
    assert len(set(assumed_class_names(10))) == 10
    assert "class" not in " ".join(assumed_class_names(10))
    assert assumed_class_names(2) == ("class 0", "class 1")
