"""Photos in, answers out: views, calibration, the rule, and files one after the other."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from cifar_desktop.data.normalise import normalise
from cifar_desktop.data.open import open_data_set
from cifar_desktop.errors import Cancelled
from cifar_desktop.evaluation.not_sure_rule import NotSureRule
from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.label_files import FILES_AT_A_TIME, label_files, photos_below
from cifar_desktop.inference.views import middle_square, seen, view_boxes, views_of
from cifar_desktop.inference.weights import Weights
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.tasks import CancelToken

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


class TestFiles:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "more").mkdir()
        noise(50, 40, 1).save(tmp_path / "b.png")
        noise(50, 40, 2).save(tmp_path / "a.JPG")
        noise(50, 40, 3).save(tmp_path / "more" / "c.webp")
        (tmp_path / "notes.txt").write_text("not asked")
        (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
        return tmp_path

    def test_folders_hold_their_pictures_and_those_below(self, folder: Path) -> None:
        names = [path.name for path in photos_below([folder, folder / "notes.txt"])]
        assert names == ["a.JPG", "b.png", "broken.png", "c.webp", "notes.txt"]

    def test_a_bad_file_stops_nothing(self, classifier: Classifier, folder: Path) -> None:
        labelled = list(label_files(classifier, photos_below([folder])))
        assert [one.answer is not None for one in labelled] == [True, True, False, True]
        assert "damaged" in labelled[2].reason or "not a picture" in labelled[2].reason

    def test_the_same_picture_gets_the_same_answer_in_every_lossless_format(
        self, classifier: Classifier, tmp_path: Path
    ) -> None:
        files = [tmp_path / f"photo.{ending}" for ending in ("png", "bmp", "tif", "ppm", "tga")]
        for file in files:
            noise(70, 50).save(file)
        answers = [one.answer for one in label_files(classifier, files)]
        assert len({answer.probabilities for answer in answers if answer}) == 1

    def test_answers_come_in_order_and_in_portions(self, classifier: Classifier, tmp_path: Path) -> None:
        for number in range(FILES_AT_A_TIME + 3):
            noise(40, 30, number).save(tmp_path / f"{number:03}.png")
        read: list[Path] = []

        def noted() -> object:
            for path in photos_below([tmp_path]):
                read.append(path)
                yield path

        labelled = label_files(classifier, noted())
        first = next(labelled)
        assert first.path.name == "000.png"
        assert len(read) == FILES_AT_A_TIME  # the rest is read when it is its turn
        assert [one.path for one in labelled] == read[1:]

    def test_cancelled_between_two_files(self, classifier: Classifier, folder: Path) -> None:
        token = CancelToken()
        token.cancel()
        with pytest.raises(Cancelled):
            list(label_files(classifier, photos_below([folder]), cancel=token))
