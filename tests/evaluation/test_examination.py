"""What is said of each picture, against loops that could not be simpler."""

import math
import subprocess
import sys

import numpy as np
import pytest
import torch

from cifar_desktop.evaluation.calibration import expected_calibration_error
from cifar_desktop.evaluation.confused_pairs import largest_confusion, most_confused
from cifar_desktop.evaluation.coverage import coverage_curve
from cifar_desktop.evaluation.evaluate import measure
from cifar_desktop.evaluation.examination import Examination
from cifar_desktop.evaluation.examine import examine
from cifar_desktop.evaluation.not_sure import select
from tests.evaluation.examinations import answers, examined, examined_logits, rule_for

NAMES = ("a", "b", "c", "d")


@pytest.fixture(scope="module")
def examination() -> Examination:
    return examined(NAMES)


def test_each_picture_has_what_a_plain_loop_finds(examination: Examination) -> None:
    said = answers()
    for position in range(0, 400, 7):
        logits = said.sides[position, 0].double().tolist()
        for calibrated, temperature in ((False, 1.0), (True, 1.7)):
            weights = [math.exp(logit / temperature) for logit in logits]
            picture = examination.picture(position, calibrated=calibrated)
            assert picture.position == position
            assert picture.true == int(said.labels[position])
            assert picture.predicted == logits.index(max(logits))
            assert picture.is_right == (picture.true == picture.predicted)
            assert picture.confidence == pytest.approx(max(weights) / sum(weights), rel=1e-5)
            assert picture.loss == pytest.approx(-math.log(weights[picture.true] / sum(weights)), abs=1e-5)


def test_the_figures_are_those_of_the_engine(examination: Examination) -> None:
    said = answers().one_sided()
    assert examination.metrics == measure(said, NAMES)
    assert len(examination) == 400
    assert examination.plain.loss.mean() == pytest.approx(examination.metrics.loss, rel=1e-5)
    assert examination.num_wrong == round(400 * (1 - examination.metrics.accuracy))
    for sureness, temperature in ((examination.plain, 1.0), (examination.calibrated, 1.7)):
        probabilities = (said.logits / temperature).softmax(dim=1)
        assert sureness.error == pytest.approx(expected_calibration_error(probabilities, said.labels))
        assert sum(one.number for one in sureness.bins) == 400


def test_with_mirror_the_mean_over_both_sides_answers() -> None:
    said = answers()
    mirrored = examine(said, NAMES, mirror=True)
    assert mirrored.metrics == measure(said, NAMES)
    assert mirrored.predicted.tolist() == said.sides.mean(dim=1).argmax(dim=1).tolist()
    assert mirrored.predicted.tolist() != examine(said, NAMES).predicted.tolist()


@pytest.mark.parametrize("calibrated", [True, False])
@pytest.mark.parametrize("order", ["confidence", "loss"])
def test_cells_hold_all_pictures_in_order(examination: Examination, order: str, calibrated: bool) -> None:
    seen = []
    for true in range(4):
        for predicted in range(4):
            pictures = examination.cell(true, predicted, order, calibrated=calibrated)
            assert len(pictures) == examination.metrics.confusion[true][predicted]
            assert all((one.true, one.predicted) == (true, predicted) for one in pictures)
            figures = [getattr(one, order) for one in pictures]
            assert figures == sorted(figures, reverse=True)
            assert all(one == examination.picture(one.position, calibrated=calibrated) for one in pictures)
            seen += [one.position for one in pictures]
    assert sorted(seen) == list(range(400))


def test_a_class_that_is_not_there_is_refused(examination: Examination) -> None:
    for cell in ((4, 0), (0, 4), (-1, 0)):
        with pytest.raises(ValueError, match="no class"):
            examination.cell(*cell)


@pytest.mark.parametrize("order", ["confidence", "loss"])
def test_the_worst_are_wrong_and_nothing_wrong_is_worse(examination: Examination, order: str) -> None:
    worst = examination.worst(9, order)
    everything = [examination.picture(position) for position in range(400)]
    wrong = sorted((getattr(one, order) for one in everything if not one.is_right), reverse=True)
    assert [getattr(one, order) for one in worst] == wrong[:9]
    assert not any(one.is_right for one in worst)
    assert len(examination.worst(10_000)) == examination.num_wrong


def test_pictures_that_are_alike_keep_their_order() -> None:
    examination = examined_logits([[2, 0], [3, 0]] * 200, [1] * 400, "xy")
    assert [one.position for one in examination.worst(400)] == [*range(1, 400, 2), *range(0, 400, 2)]


def test_confused_pairs_in_words() -> None:
    confusion = ((939, 61, 0, 0), (1, 3, 0, 0), (0, 0, 0, 2), (1, 0, 0, 0))
    pairs = most_confused(confusion, ("cat", "dog", "sheep", "Kuh"), 10)
    assert [(one.true, one.predicted, one.number, one.support) for one in pairs] == [
        (0, 1, 61, 1000),
        (2, 3, 2, 2),
        (3, 0, 1, 1),
        (1, 0, 1, 4),
    ]
    assert [one.sentence for one in pairs] == [
        "Of 1,000 pictures of “cat”, 61 were taken for “dog”.",
        "All 2 pictures of “sheep” were taken for “Kuh”.",
        "The only picture of “Kuh” was taken for “cat”.",
        "Of 4 pictures of “dog”, 1 was taken for “cat”.",
    ]
    assert pairs[0].share == 0.061
    assert len(most_confused(confusion, "abcd", 2)) == 2
    assert largest_confusion(confusion) == 1.0
    assert largest_confusion(((3, 0), (0, 0))) == 0.0
    assert most_confused(((3, 0), (0, 0)), "ab", 5) == ()


def test_the_examination_names_its_own_pairs(examination: Examination) -> None:
    assert examination.most_confused(3) == most_confused(examination.metrics.confusion, NAMES, 3)


def test_the_curve_is_that_of_a_plain_loop_and_ties_are_answered_together() -> None:
    scores = np.array([0.9, 0.5, 0.5, 0.5, 0.1, 0.7])
    right = np.array([True, True, False, True, False, False])
    curve = coverage_curve(scores, right, by_rule=True, threshold=0.6)
    expected = []
    for threshold in sorted(set(scores.tolist()), reverse=True):
        answered = [good for score, good in zip(scores, right, strict=True) if score >= threshold]
        expected.append((threshold, len(answered) / 6, sum(answered) / len(answered)))
    found = zip(curve.thresholds, curve.share_answered, curve.accuracy, strict=True)
    assert [tuple(map(float, point)) for point in found] == [pytest.approx(point) for point in expected]
    assert curve.chosen == 1
    assert curve.accuracy_at(0.5) == pytest.approx(3 / 5)  # a half cannot be answered: the five above the lowest are
    assert curve.accuracy_at(1.0) == curve.accuracy_at(7.0) == pytest.approx(0.5)
    assert curve.accuracy_at(0.0) == 1.0
    assert curve.share_for(0.6) == pytest.approx(5 / 6)
    assert curve.share_for(1.0) == pytest.approx(1 / 6)
    assert coverage_curve(scores, ~right, by_rule=True).share_for(0.99) == 0.0


@pytest.mark.parametrize(("threshold", "chosen"), [(None, None), (2.0, None), (1.0, 0), (-5.0, 1)])
def test_where_a_threshold_stands(threshold: float | None, chosen: int | None) -> None:
    curve = coverage_curve(np.array([1.0, 0.0]), np.array([True, True]), by_rule=True, threshold=threshold)
    assert curve.chosen == chosen


def test_no_pictures_have_no_curve() -> None:
    with pytest.raises(ValueError, match="no pictures"):
        coverage_curve(np.array([]), np.array([], dtype=bool), by_rule=False)


def test_the_curve_goes_through_what_the_rule_does(examination: Examination) -> None:
    said = answers()
    rule = rule_for(said, 1.7)
    assert rule.direction
    selection = select(rule, said.sides / 1.7, said.features, said.labels)
    curve = examination.coverage
    assert curve.by_rule
    assert curve.chosen is not None
    assert 0 < selection.share_answered < 1
    assert curve.share_answered[curve.chosen] == pytest.approx(selection.share_answered)
    assert curve.accuracy[curve.chosen] == pytest.approx(selection.accuracy)
    assert curve.share_answered[-1] == 1


def test_without_a_rule_the_confidence_stands_in() -> None:
    examination = examined_logits([[3, 0], [1, 0], [0, 2]], [0, 1, 1], "xy", temperature=2.0)
    assert not examination.coverage.by_rule
    assert examination.coverage.chosen is None
    assert examination.coverage.thresholds.tolist() == sorted(examination.calibrated.confidence, reverse=True)
    assert examination.coverage.accuracy.tolist() == [1, 1, pytest.approx(2 / 3)]


def test_a_rule_needs_the_features_that_it_judges() -> None:
    said = answers()
    blind = type(said)(said.sides, said.labels, said.features[..., :0])
    with pytest.raises(ValueError, match="judges 5 features, and there are 0"):
        examine(blind, NAMES, rule=rule_for(said, 1.0))


def test_answers_that_are_no_numbers_do_not_end_it() -> None:
    examination = examined_logits([[math.nan] * 2, [1, 0]], [1, 0], "xy")
    assert math.isnan(examination.picture(0).confidence)
    assert [one.position for one in examination.worst(5)] == [0]


def test_what_a_window_holds_needs_no_torch() -> None:
    names = ("examination", "report", "confusion_csv", "coverage", "confused_pairs")
    imports = ", ".join(f"cifar_desktop.evaluation.{name}" for name in names)
    program = f"import sys, {imports}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_torch_is_not_needed_to_look_at_it(examination: Examination) -> None:
    assert not any(isinstance(value, torch.Tensor) for value in (examination.true, examination.plain.loss))
    assert type(examination.worst(1)[0].confidence) is float
    assert type(examination.worst(1)[0].position) is int
