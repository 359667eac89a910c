"""What is found in files of weights to begin with, and how it is said."""

import dataclasses
from pathlib import Path

import pytest

from cifar_desktop.data.counts import DataCounts, sample_counts
from cifar_desktop.errors import WeightsError
from cifar_desktop.tasks import CancelToken
from cifar_desktop.training.run_label import rename_run
from cifar_desktop.ui.train import start_words
from cifar_desktop.ui.train.start_weights import StartWeights, look_into
from tests.training.made_runs import finished_run
from tests.training.transfer_runs import MODEL, write_backbone_file
from tests.ui.train.beginnings import write_start_weights


@pytest.fixture(scope="module")
def imagenet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file as torchvision publishes it, but for the numbers."""
    return write_backbone_file(tmp_path_factory.mktemp("published") / "resnet18.pth")


def looked_into(path: Path, model: str = "resnet9") -> StartWeights:
    return look_into(path, model, CancelToken())


def test_a_runs_weights_have_its_name_and_bring_what_chose_its_validation_photos(tmp_path: Path) -> None:
    run = finished_run(tmp_path)
    rename_run(run.path, "second try")
    write_start_weights(run.best_weights)
    weights = looked_into(run.best_weights)
    assert weights.name == "second try"
    assert weights.model == "resnet9-slim"
    assert weights.settings == {"model": "resnet9-slim", "validation_fraction": 0.25, "split_seed": 7}
    assert weights.class_names == sample_counts().class_names
    assert (weights.data_name, weights.test_accuracy) == ("CIFAR-10 sample", 0.75)
    assert weights.has_split
    assert not weights.is_pretrained_part


def test_other_files_go_by_their_own_name(tmp_path: Path) -> None:
    assert looked_into(write_start_weights(tmp_path / "mine.safetensors")).name == "mine.safetensors"


def test_before_there_was_a_seed_for_it_the_seed_split_the_photos(tmp_path: Path) -> None:
    path = write_start_weights(tmp_path / "old.safetensors", recipe={"validation_fraction": 0.05, "seed": 3})
    assert looked_into(path).settings["split_seed"] == 3


@pytest.mark.parametrize(
    "recipe", [{}, {"validation_fraction": "much", "split_seed": -1}, {"validation_fraction": 3, "split_seed": None}]
)
def test_what_a_file_does_not_say_or_says_wrongly_is_left_out(tmp_path: Path, recipe: dict) -> None:
    weights = looked_into(write_start_weights(tmp_path / "odd.safetensors", recipe=recipe))
    assert weights.settings == {"model": "resnet9-slim"}
    assert not weights.has_split
    assert start_words.caveat(weights, sample_counts()).startswith("Nobody knows which photos it has learned from")


def test_a_transfer_models_enlargement_is_taken_over(tmp_path: Path) -> None:
    from cifar_desktop.inference.weights import read_weights, write_weights

    path = write_start_weights(tmp_path / "transfer.safetensors", model=MODEL)
    whole = read_weights(path)
    write_weights(path, whole.state, dataclasses.replace(whole.info, options={"upscale": 2}))
    assert looked_into(path).settings["upscale"] == 2


def test_imagenets_weights_are_known_for_any_model_they_fit(imagenet: Path) -> None:
    for model in (MODEL, "resnet9"):
        weights = looked_into(imagenet, model)
        assert weights.model == MODEL
        assert weights.is_pretrained_part
        assert weights.settings == {"model": MODEL}
        said = start_words.begins_with(weights)
        assert said == "The next training begins with “resnet18.pth”: what ResNet-18 learned from ImageNet."
        assert start_words.why_not(weights, sample_counts()) == start_words.caveat(weights, sample_counts()) == ""
        assert start_words.drop_text(weights) == "Begin without it"


def test_files_that_cannot_be_used_say_why(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("nothing")
    for path, reason in (
        (notes, "is not a weights file"),
        (tmp_path / "none.safetensors", "There is no such file"),
        (tmp_path, "It is a folder"),
    ):
        for model in ("resnet9", MODEL):
            with pytest.raises(WeightsError, match=reason):
                looked_into(path, model)


class TestWords:
    @pytest.fixture
    def weights(self) -> StartWeights:
        return StartWeights(
            path=Path("best.safetensors"),
            name="first",
            model="resnet9-slim",
            settings={"model": "resnet9-slim", "validation_fraction": 0.25, "split_seed": 7},
            class_names=sample_counts().class_names,
            data_name="CIFAR-10 sample",
            test_accuracy=0.75,
        )

    @pytest.fixture
    def hats(self) -> DataCounts:
        return DataCounts(name="Hats", class_names=("cap", "bowler"), train_counts=(5, 5), test_counts=(1, 1))

    def test_what_it_begins_with(self, weights: StartWeights) -> None:
        assert (
            start_words.begins_with(weights)
            == "The next training begins with “first”: ResNet-9 slim, 75.0 % of its test photos right."
        )
        unknown = dataclasses.replace(weights, test_accuracy=None)
        assert start_words.begins_with(unknown) == "The next training begins with “first”: ResNet-9 slim."

    def test_checks_are_honest_only_with_the_same_photos(self, weights: StartWeights, hats: DataCounts) -> None:
        assert start_words.caveat(weights, sample_counts()) == ""
        assert start_words.caveat(weights, None) == ""
        assert "has learned from CIFAR-10 sample, perhaps from some of these" in start_words.caveat(weights, hats)

    def test_other_classes_are_refused_by_number_or_by_name(self, weights: StartWeights, hats: DataCounts) -> None:
        assert start_words.why_not(weights, sample_counts()) == ""
        assert start_words.why_not(weights, hats).startswith(
            "“first” tells 10 classes apart, and Hats has 2 classes. Choose other weights"
        )
        others = dataclasses.replace(weights, class_names=("sombrero", "fez"))
        assert "tells other classes apart than Hats has: sombrero, fez." in start_words.why_not(others, hats)
