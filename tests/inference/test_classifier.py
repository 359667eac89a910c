"""Photos in, answers out: views, parts of photos, calibration, the rule, and several threads at once."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from cifar_desktop.data.normalise import normalise
from cifar_desktop.data.open import open_data_set
from cifar_desktop.data.sides import MIRRORED, MOVED, sides_of
from cifar_desktop.evaluation.not_sure_rule import NotSureRule
from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.views import MOST_VIEWS, middle_square, part_of, reduced, seen, view_boxes, views_of
from cifar_desktop.inference.weights import Weights
from cifar_desktop.inference.weights_info import WeightsInfo

CPU = torch.device("cpu")


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    """A photo of coloured patches, some pixels wide, so that making it small leaves something to see."""
    patches = np.random.default_rng(seed).integers(0, 255, (6, 6, 3), dtype=np.uint8)
    return Image.fromarray(patches).resize((width, height), Image.Resampling.BILINEAR)


def always(threshold: float) -> NotSureRule:
    return NotSureRule(score="energy", threshold=threshold, quantiles=tuple(float(each) for each in range(101)))


@pytest.fixture
def weights(model: nn.Module, info: WeightsInfo) -> Weights:
    return Weights(info, model.state_dict())


@pytest.fixture
def classifier(weights: Weights) -> Classifier:
    return Classifier(weights, device=CPU)


class TestViews:
    def test_a_small_square_picture_has_one_view(self) -> None:
        assert view_boxes(50, 50) == ((0, 0, 50, 50),)

    @pytest.mark.parametrize(("size", "square"), [((60, 40), (10, 0, 50, 40)), ((40, 60), (0, 10, 40, 50))])
    def test_others_are_seen_whole_and_in_the_middle(self, size: tuple[int, int], square: tuple[int, ...]) -> None:
        assert view_boxes(*size) == ((0, 0, *size), square)
        assert middle_square(*size) == square

    def test_of_larger_photos_the_inner_part_is_seen_as_well(self) -> None:
        whole, middle, inner = view_boxes(300, 200)
        assert (whole, middle) == ((0, 0, 300, 200), (50, 0, 250, 200))
        assert inner == pytest.approx((80, 30, 220, 170))
        assert len(view_boxes(200, 200)) == 2

    def test_a_picture_of_the_right_size_is_seen_as_it_is(self) -> None:
        picture = noise(32, 32)
        (view,) = views_of(picture, 32)
        assert np.array_equal(view, np.asarray(picture))

    def test_reduction_averages_rather_than_picks(self) -> None:
        checkers = np.zeros((64, 64, 3), dtype=np.uint8)
        checkers[::2, ::2] = checkers[1::2, 1::2] = 255
        view, _ = views_of(Image.fromarray(checkers), 32)
        assert np.abs(view[4:-4, 4:-4].astype(int) - 128).max() <= 2

    def test_a_part_is_what_cutting_it_out_first_gives(self) -> None:
        photo = noise(96, 64)
        cut = photo.crop((16, 0, 80, 64))
        difference = seen(photo, (16, 0, 80, 64), 32).astype(int) - views_of(cut, 32)[0]
        assert np.abs(difference).max() <= 3  # at its edges the former rounds otherwise

    @pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (3, 2)])
    def test_odd_sizes_are_seen_as_well(self, size: tuple[int, int]) -> None:
        assert {view.shape for view in views_of(noise(*size), 32)} == {(32, 32, 3)}


class TestAnswers:
    def test_probabilities_are_the_mean_over_views_and_sides(self, classifier: Classifier, model: nn.Module) -> None:
        photo, info = noise(90, 70), classifier.info
        (answer,) = classifier.classify([photo])
        views = np.stack([seen(photo, box, 32) for box in view_boxes(90, 70)])
        pictures = normalise(torch.from_numpy(views).permute(0, 3, 1, 2).contiguous(), info.mean, info.std)
        with torch.inference_mode():
            logits = torch.cat([model(pictures), model(pictures.flip(3))]) / info.temperature
        expected = logits.softmax(dim=1).mean(dim=0)
        torch.testing.assert_close(torch.tensor(answer.probabilities), expected, atol=1e-5, rtol=0)
        assert sum(answer.probabilities) == pytest.approx(1, abs=1e-5)
        assert answer.label == info.class_names[int(expected.argmax())]
        assert answer.confidence == max(answer.probabilities)
        assert answer.familiarity == pytest.approx(float(logits.logsumexp(dim=1).mean()), abs=1e-4)
        assert len(answer.seen) == 3

    def test_the_rule_decides(self, weights: Weights) -> None:
        photos = [noise(40, 40, seed) for seed in range(20)]
        free = Classifier(weights, device=CPU).classify(photos)
        middle = sorted(answer.familiarity for answer in free)[10]
        info = dataclasses.replace(weights.info, not_sure=always(middle))
        ruled = Classifier(Weights(info, weights.state), device=CPU).classify(photos)
        assert [answer.is_sure for answer in ruled] == [answer.familiarity >= middle for answer in free]
        assert sum(answer.is_sure for answer in ruled) == 10

    def test_without_a_rule_it_is_always_sure(self, weights: Weights) -> None:
        info = dataclasses.replace(weights.info, not_sure=None)
        (answer,) = Classifier(Weights(info, weights.state), device=CPU).classify([noise(40, 40)])
        assert answer.is_sure
        assert answer.familiarity is None

    def test_company_changes_nothing(self, weights: Weights) -> None:
        photos = [noise(32 + seed, 32, seed) for seed in range(9)]
        together = Classifier(weights, device=CPU, batch_size=4).classify(photos)
        alone = [Classifier(weights, device=CPU).classify([photo])[0] for photo in photos]
        for one, other in zip(together, alone, strict=True):
            assert one.probabilities == pytest.approx(other.probabilities, abs=1e-5)

    def test_a_single_view_is_looked_at_from_as_many_sides_as_the_weights_ask_for(
        self, weights: Weights, model: nn.Module
    ) -> None:
        info = dataclasses.replace(weights.info, sides=MOVED)
        moving = Classifier(dataclasses.replace(weights, info=info), device=CPU)
        small, large = moving.classify([noise(32, 32), noise(90, 70)])
        (as_before,) = Classifier(weights, device=CPU).classify([noise(90, 70)])
        assert (small.sides, large.sides) == (MOVED, MIRRORED)
        assert large.probabilities == as_before.probabilities
        pictures = normalise(torch.tensor(small.seen[0]).permute(2, 0, 1)[None].contiguous(), info.mean, info.std)
        with torch.inference_mode():
            logits = torch.cat([model(side) for side in sides_of(pictures, MOVED)]) / info.temperature
        expected = logits.softmax(dim=1).mean(dim=0)
        torch.testing.assert_close(torch.tensor(small.probabilities), expected, atol=1e-5, rtol=0)

    def test_no_photos_no_answers(self, classifier: Classifier) -> None:
        assert classifier.classify([]) == []

    def test_pictures_of_the_data_set_are_seen_as_in_training(self, classifier: Classifier, model: nn.Module) -> None:
        images = open_data_set("sample").test.images[:5]
        photos = [Image.fromarray(image.permute(1, 2, 0).numpy()) for image in images]
        with torch.inference_mode():
            pictures = normalise(images, classifier.info.mean, classifier.info.std)
            logits = torch.stack([model(pictures), model(pictures.flip(3))]) / classifier.info.temperature
        expected = logits.softmax(dim=2).mean(dim=0)
        for answer, row in zip(classifier.classify(photos), expected, strict=True):
            torch.testing.assert_close(torch.tensor(answer.probabilities), row, atol=1e-5, rtol=0)


class TestParts:
    def test_a_part_is_answered_like_a_photo_of_it(self, classifier: Classifier) -> None:
        photo = noise(120, 90)
        (of_part,) = classifier.classify([photo], [(10.4, 20.6, 80.2, 85.0)])
        (of_cut,) = classifier.classify([photo.crop((10, 21, 80, 85))])
        assert of_part.probabilities == of_cut.probabilities
        assert all(map(np.array_equal, of_part.seen, of_cut.seen))

    def test_no_box_and_a_box_around_it_all_are_the_photo(self, classifier: Classifier) -> None:
        photo = noise(120, 90)
        plain, without, around = (
            classifier.classify([photo], boxes)[0] for boxes in (None, [None], [(-3.0, 0.0, 500.0, 90.0)])
        )
        assert plain.probabilities == without.probabilities == around.probabilities

    @pytest.mark.parametrize(
        ("box", "size"),
        [((5, 5, 5, 5), (1, 1)), ((200, 200, 300, 300), (1, 1)), ((-9, -9, 2, 3), (2, 3)), ((30, 20, 10, 40), (1, 20))],
    )
    def test_of_odd_boxes_something_is_left(self, box: tuple[float, ...], size: tuple[int, int]) -> None:
        assert part_of(noise(120, 90), box).size == size

    def test_a_box_for_each_photo(self, classifier: Classifier) -> None:
        with pytest.raises(ValueError, match="zip"):
            classifier.classify([noise(40, 40)], [])

    def test_large_photos_are_seen_alike_reduced_or_not(self) -> None:
        large = noise(2200, 1600)
        small = reduced(large)
        assert small.size == (734, 534)
        assert all(map(np.array_equal, views_of(large, 32), views_of(small, 32)))
        assert reduced(small) is small


class TestSpeed:
    def test_photos_of_any_number_of_views_keep_their_order(self, classifier: Classifier) -> None:
        sizes = [(32, 32), (200, 100), (50, 40), (100, 100), (40, 50), (32, 32), (90, 70)]
        photos = [noise(*size, seed) for seed, size in enumerate(sizes)]
        assert {len(view_boxes(*size)) for size in sizes} == {1, 2, 3}
        for photo, together in zip(photos, classifier.classify(photos), strict=True):
            (alone,) = classifier.classify([photo])
            assert together.label == alone.label
            assert together.probabilities == pytest.approx(alone.probabilities, abs=1e-5)
            assert together.familiarity == pytest.approx(alone.familiarity, abs=1e-4)
            assert all(map(np.array_equal, together.seen, alone.seen))

    def test_threads_do_not_get_each_others_answers(self, classifier: Classifier) -> None:
        photos = [noise(60, 50, seed) for seed in range(8)]
        expected = [classifier.classify([photo])[0] for photo in photos]
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda photo: classifier.classify([photo])[0], photos * 6))
        for answer, wanted in zip(answers, expected * 6, strict=True):
            assert answer.probabilities == pytest.approx(wanted.probabilities, abs=1e-5)
            assert answer.familiarity == pytest.approx(wanted.familiarity, abs=1e-4)

    def test_the_network_is_folded_and_takes_no_gradients(self, classifier: Classifier) -> None:
        assert not any(isinstance(module, nn.BatchNorm2d) for module in classifier.network.modules())
        assert not any(parameter.requires_grad for parameter in classifier.network.parameters())

    def test_hooks_on_the_network_do_not_run_when_it_answers(self, classifier: Classifier) -> None:
        calls = []
        classifier.network.register_forward_hook(lambda *_: calls.append(1))
        classifier.classify([noise(40, 40)])
        assert not calls

    def test_in_bf16_it_says_nearly_the_same(self, classifier: Classifier) -> None:
        quick = classifier.in_bfloat16()
        assert (classifier.dtype, quick.dtype) == (torch.float32, torch.bfloat16)
        photos = [noise(90, 70, seed) for seed in range(10)]
        exact, rounded = classifier.classify(photos), quick.classify(photos)
        differences = [
            abs(one - other)
            for mine, its in zip(exact, rounded, strict=True)
            for one, other in zip(mine.probabilities, its.probabilities, strict=True)
        ]
        assert 0 < max(differences) < 0.01
        assert [answer.probabilities for answer in classifier.classify(photos)] == [
            answer.probabilities for answer in exact
        ]

    def test_warming_up_shows_it_every_number_of_views(self, classifier: Classifier, monkeypatch) -> None:
        shown = []
        look = classifier.look
        monkeypatch.setattr(classifier, "look", lambda seen, **how: shown.append(len(seen)) or look(seen, **how))
        classifier.warm_up()
        assert shown == list(range(1, MOST_VIEWS + 1))
