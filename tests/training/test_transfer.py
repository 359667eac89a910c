"""Transfer models in training: frozen, fine-tuned, from scratch."""

from pathlib import Path

import pytest
import torch

from cifar_desktop.data.dataset import DataSet
from cifar_desktop.data.normalise import normalise
from cifar_desktop.data.splits import split_train_validation
from cifar_desktop.errors import Cancelled, ConfigError, RunError, WeightsError
from cifar_desktop.evaluation.evaluate import evaluate, predict
from cifar_desktop.inference.weights import build_model, read_weights
from cifar_desktop.models.pretrained_files import IMAGENET_MEAN, IMAGENET_STD
from cifar_desktop.models.registry import MODELS
from cifar_desktop.models.transfer import TransferModel
from cifar_desktop.tasks import CancelToken, Event, StageProgressed, report_nothing
from cifar_desktop.training.checkpoint import read_checkpoint
from cifar_desktop.training.device import DeviceChoice
from cifar_desktop.training.distributed import Team
from cifar_desktop.training.events import EpochFinished, RunStarted, StepProgressed
from cifar_desktop.training.frozen import Frozen, Looks, read_frozen, write_frozen
from cifar_desktop.training.preparation import normalised_for, prepare
from tests.training.conftest import Training
from tests.training.transfer_runs import MODEL, NewTransfer, make_training, tiny_data, write_backbone_file

LOOKING = "Looking at every picture once"
# Everything that keeps a state between steps is on, and what is drawn before the first one.
HARD_TO_RESUME = {"mirror_at_test": True, "ema_decay": 0.9, "head_rate": 0.5}
CPU = DeviceChoice(torch.device("cpu"), "float32", "a test")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_backbone_file(tmp_path_factory.mktemp("published") / "resnet18.pth")


@pytest.fixture
def new_transfer(tmp_path: Path, small_data: DataSet, published: Path) -> NewTransfer:
    def make(start_from: Path | None = published, **changes: object) -> Training:
        return make_training(tmp_path / "runs", tiny_data(small_data), start_from, **changes)

    return make


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory, small_data: DataSet, published: Path) -> Training:
    """A run that nobody interrupted."""
    runs = tmp_path_factory.mktemp("straight")
    training = make_training(runs, tiny_data(small_data), published, **HARD_TO_RESUME)
    training.run()
    return training


def stages(training: Training) -> set[str]:
    return {event.stage for event in training.of(StageProgressed)}


def interrupt(training: Training, kind: type[Event], epoch: int = 1) -> None:
    training.on_event = lambda event: (
        training.control.cancel() if isinstance(event, kind) and getattr(event, "epoch", epoch) >= epoch else None
    )
    with pytest.raises(Cancelled):
        training.run()


def final_state(training: Training) -> dict[str, torch.Tensor]:
    return dict(read_checkpoint(training.folder.checkpoint).tensors)


def assert_same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> None:
    assert one.keys() == other.keys()
    assert [key for key in one if not torch.equal(one[key], other[key])] == []


class TestFrozen:
    def test_a_whole_run(self, new_transfer: NewTransfer, published: Path) -> None:
        training = new_transfer(epochs=6, learning_rate=1e-3)
        finished = training.run()
        epochs = training.of(EpochFinished)
        assert epochs[-1].train_loss < epochs[0].train_loss
        started = training.of(RunStarted)[0]
        assert started.num_parameters == 2 * 512 + 513 * 256 + 257 * 10  # the head's
        assert training.names().index("RunStarted") > training.names().index("StageProgressed")
        assert not training.folder.features.exists()
        weights = read_weights(finished.weights)
        before = torch.load(published, weights_only=True)
        for key in ("layer4.1.conv2.weight", "bn1.running_mean", "bn1.num_batches_tracked"):
            assert torch.equal(weights.state[f"backbone.{key}"], before[key])
        assert weights.info.options == {"dropout": 0.5, "upscale": 1}
        assert (weights.info.mean, weights.info.std) == (IMAGENET_MEAN, IMAGENET_STD)
        assert weights.info.recipe["started_from"]["path"] == "resnet18.pth"
        assert len(weights.info.not_sure.direction) == 256
        data = training.data
        metrics = evaluate(
            build_model(weights), data.test, data.class_names, mean=IMAGENET_MEAN, std=IMAGENET_STD, device=CPU.device
        )
        assert metrics.accuracy == finished.test_accuracy
        assert metrics.loss == pytest.approx(finished.test_loss, rel=1e-5)

    def test_cached_features_are_what_the_backbone_sees(self, small_data: DataSet) -> None:
        data = normalised_for(tiny_data(small_data), MODEL)
        torch.manual_seed(0)
        model = MODELS[MODEL].build(10, upscale=1)
        assert isinstance(model, TransferModel)
        looks = Looks(data=data, choice=CPU, team=Team(), report=report_nothing, cancel=CancelToken())
        seen = looks.at(model, data.train, mirrored=data.test)
        assert seen.features.dtype == torch.float16
        assert seen.features.nbytes == len(data.train) * 512 * 2
        pictures = normalise(data.train.images, IMAGENET_MEAN, IMAGENET_STD)
        mirrored = normalise(data.test.images, IMAGENET_MEAN, IMAGENET_STD).flip(3)
        model.eval()
        with torch.no_grad():
            for cached, images in ((seen.features, pictures), (seen.mirrored, mirrored)):
                assert torch.allclose(cached.float(), model.features(images), rtol=2e-3, atol=1e-4)
        assert not torch.equal(seen.mirrored, looks.features(model, data.test, mirror=False, stage=""))

    @pytest.mark.parametrize("mirror", [False, True])
    def test_validation_says_what_the_whole_network_would(self, new_transfer: NewTransfer, mirror: bool) -> None:
        training = new_transfer(mirror_at_test=mirror)
        data, cancel = normalised_for(training.data, MODEL), CancelToken()
        prepared = prepare(training.folder, data, CPU, Team(), resumes=False, report=report_nothing, cancel=cancel)
        loss, accuracy = prepared.validate(report=report_nothing, cancel=cancel)
        model = MODELS[MODEL].build(10, upscale=1, dropout=0.5)
        model.load_state_dict(dict(prepared.state_to_keep()))
        _, positions = split_train_validation(data.train, fraction=0.25, seed=1)
        said = predict(
            model, data.train.subset(positions), mean=data.mean, std=data.std, device=CPU.device, sides=1 + mirror
        )
        assert loss == pytest.approx(float(torch.nn.functional.cross_entropy(said.logits, said.labels)), rel=1e-2)
        assert accuracy == pytest.approx(float((said.logits.argmax(1) == said.labels).float().mean()), abs=0.05)

    @pytest.mark.parametrize("kind", [RunStarted, StepProgressed, EpochFinished])
    def test_an_interrupted_run_ends_to_the_bit_as_one_that_was_not(
        self, new_transfer: NewTransfer, straight: Training, kind: type[Event]
    ) -> None:
        training = new_transfer(**HARD_TO_RESUME)
        interrupt(training, kind)
        assert training.folder.features.is_file()
        resumed = training.again()
        resumed.run()
        assert LOOKING not in stages(resumed)
        assert_same(final_state(resumed), final_state(straight))

    def test_a_kill_before_the_first_checkpoint_costs_no_second_look(
        self, new_transfer: NewTransfer, straight: Training
    ) -> None:
        training = new_transfer(**HARD_TO_RESUME)
        interrupt(training, RunStarted)
        training.folder.checkpoint.unlink()
        again = training.again()
        again.run()
        assert LOOKING not in stages(again)
        assert_same(final_state(again), final_state(straight))

    def test_what_it_saw_may_get_lost(self, new_transfer: NewTransfer, straight: Training) -> None:
        training = new_transfer(**HARD_TO_RESUME)
        interrupt(training, EpochFinished)
        training.folder.features.write_bytes(b"damaged")
        again = training.again()
        again.run()
        assert LOOKING in stages(again)
        assert_same(final_state(again), final_state(straight))

    def test_imagenets_file_may_get_lost(self, new_transfer: NewTransfer, straight: Training, tmp_path: Path) -> None:
        file = write_backbone_file(tmp_path / "a copy.pth")
        training = new_transfer(file, **HARD_TO_RESUME)
        interrupt(training, EpochFinished)
        file.unlink()
        finished = training.again().run()
        assert_same(read_weights(finished.weights).state, read_weights(straight.folder.best_weights).state)

    def test_it_can_be_cancelled_while_it_looks(self, small_data: DataSet) -> None:
        cancel, num_looks = CancelToken(), 0
        model = TransferModel(10, backbone="resnet18", upscale=1)

        def cancel_after_one(*_: object) -> None:
            nonlocal num_looks
            num_looks += 1
            cancel.cancel()

        model.backbone.register_forward_hook(cancel_after_one)
        looks = Looks(data=small_data, choice=CPU, team=Team(), report=report_nothing, cancel=cancel)
        with pytest.raises(Cancelled):
            looks.at(model, small_data.train, mirrored=None)
        assert num_looks == 1

    def test_bf16_trains(self, new_transfer: NewTransfer) -> None:
        assert new_transfer(precision="bf16", epochs=1).run().outcome == "completed"

    def test_what_it_saw_is_kept_as_it_was(self, tmp_path: Path) -> None:
        model = TransferModel(3, backbone="resnet18", upscale=1)
        file = tmp_path / "features.safetensors"
        features = torch.randn(5, 512).half()
        write_frozen(file, Frozen(model=model, features=features))
        other = TransferModel(3, backbone="resnet18", upscale=1)
        back = read_frozen(file, other, CPU.device)
        assert back is not None
        assert torch.equal(back.features, features)
        assert back.mirrored is None
        assert_same(dict(other.backbone.state_dict()), dict(model.backbone.state_dict()))
        file.write_bytes(file.read_bytes()[:-100])
        assert read_frozen(file, other, CPU.device) is None
        assert read_frozen(tmp_path / "none", other, CPU.device) is None


class TestWhole:
    def test_fine_tuning_moves_the_backbone(self, new_transfer: NewTransfer, published: Path) -> None:
        training = new_transfer(backbone="fine-tuned", epochs=1)
        weights = read_weights(training.run().weights)
        before = torch.load(published, weights_only=True)["layer4.1.conv2.weight"]
        after = weights.state["backbone.layer4.1.conv2.weight"]
        assert not torch.equal(after, before)
        assert torch.allclose(after, before, atol=0.01)  # a few steps of some 1e-4 from there
        assert training.of(RunStarted)[0].num_parameters > 11_000_000
        assert LOOKING not in stages(training)

    def test_fine_tuning_resumes_to_the_bit_without_the_file(self, new_transfer: NewTransfer, tmp_path: Path) -> None:
        file = write_backbone_file(tmp_path / "a copy.pth")
        straight = new_transfer(file, backbone="fine-tuned")
        straight.run()
        training = new_transfer(file, backbone="fine-tuned")
        interrupt(training, EpochFinished)
        file.unlink()
        resumed = training.again()
        resumed.run()
        assert_same(final_state(resumed), final_state(straight))

    def test_from_scratch_needs_no_file(self, new_transfer: NewTransfer, published: Path) -> None:
        training = new_transfer(None, backbone="random", epochs=1)
        weights = read_weights(training.run().weights)
        assert training.folder.info.started_from is None
        before = torch.load(published, weights_only=True)["conv1.weight"]
        assert not torch.allclose(weights.state["backbone.conv1.weight"], before, atol=0.01)

    def test_a_second_round_begins_with_the_first_ones_weights(self, new_transfer: NewTransfer) -> None:
        first = new_transfer(epochs=1)
        first.run()
        before = read_weights(first.folder.best_weights).state
        second = new_transfer(first.folder.best_weights, backbone="fine-tuned", epochs=1, learning_rate=1e-8)
        second.run()
        after = read_weights(second.folder.best_weights).state
        for key in ("backbone.conv1.weight", "head.4.weight"):
            assert torch.allclose(after[key], before[key], atol=1e-5)


def test_doubled_pictures_stay_so_in_the_weights(new_transfer: NewTransfer) -> None:
    training = new_transfer(upscale=2, upscaling="repeat", epochs=1)
    finished = training.run()
    weights = read_weights(finished.weights)
    assert weights.info.options == {"dropout": 0.5, "upscale": 2, "upscaling": "repeat"}
    small = torch.randn(1, 3, 2, 2, generator=torch.Generator().manual_seed(1))
    shown = build_model(weights).enlarged(small)
    assert torch.equal(shown, small.repeat_interleave(2, 2).repeat_interleave(2, 3))


class TestRefused:
    def test_another_network_in_the_file(self, new_transfer: NewTransfer) -> None:
        with pytest.raises(WeightsError, match="of no network that this program knows"):
            new_transfer(model="transfer-resnet50")

    def test_a_file_that_has_changed(self, new_transfer: NewTransfer, tmp_path: Path) -> None:
        file = write_backbone_file(tmp_path / "a copy.pth")
        training = new_transfer(file)
        state = torch.load(file, weights_only=True)
        torch.save(state | {"conv1.weight": state["conv1.weight"] + 1}, file)
        with pytest.raises(WeightsError, match="has changed since"):
            training.run()

    def test_settings_that_cannot_be(self, new_transfer: NewTransfer) -> None:
        with pytest.raises(ConfigError, match="Inception transfer needs pictures of 75 pixels"):
            new_transfer(None, model="transfer-inception3", backbone="random", upscale=2).run()
        with pytest.raises(ConfigError, match="is to begin at random, and yet"):
            new_transfer(backbone="random")

    def test_a_checkpoint_of_other_settings(self, new_transfer: NewTransfer) -> None:
        training = new_transfer()
        interrupt(training, RunStarted)
        other = new_transfer(upscale=2)
        other.folder.checkpoint.write_bytes(training.folder.checkpoint.read_bytes())
        with pytest.raises(RunError, match="does not fit the settings"):
            other.run()
