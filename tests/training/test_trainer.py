"""The training loop: what it reports, how it is steered, how it ends."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch

from cifar_desktop.data.sides import MOVED
from cifar_desktop.data.splits import split_train_validation
from cifar_desktop.errors import Cancelled, TrainingError, UserError
from cifar_desktop.evaluation.calibration import fit_temperature
from cifar_desktop.evaluation.evaluate import evaluate, predict
from cifar_desktop.evaluation.not_sure import FEWEST_ANSWERED
from cifar_desktop.evaluation.trust import measure_trust
from cifar_desktop.inference.weights import build_model, read_weights
from cifar_desktop.tasks import Event, StageProgressed
from cifar_desktop.training.checkpoint import read_checkpoint
from cifar_desktop.training.event_files import PATTERN as EVENT_FILES
from cifar_desktop.training.events import (
    CheckpointSaved,
    EpochFinished,
    RunFinished,
    RunStarted,
    StepProgressed,
)
from tests.training.conftest import Training

NewTraining = Callable[..., Training]


class TestWholeRun:
    def test_it_learns_and_says_so(self, new_training: NewTraining) -> None:
        training = new_training(epochs=10)
        finished = training.run()
        epochs = training.of(EpochFinished)
        assert [event.epoch for event in epochs] == list(range(1, 11))
        assert epochs[-1].train_loss < epochs[0].train_loss - 0.3
        assert epochs[-1].train_accuracy > 2 * 0.1  # twice what guessing gives
        assert finished.outcome == "completed"

    def test_events_come_in_their_order(self, new_training: NewTraining) -> None:
        training = new_training(epochs=2)
        training.run()
        names = [name for name in training.names() if name not in ("StepProgressed", "StageProgressed")]
        each_epoch = ["CheckpointSaved", "EpochFinished"]
        assert names == ["RunStarted", *each_epoch, *each_epoch, "RunFinished"]
        started: RunStarted = training.of(RunStarted)[0]
        assert (started.num_train, started.num_validation, started.steps_per_epoch) == (192, 64, 6)
        assert started.num_parameters == 413_514

    def test_steps_are_reported_without_a_gap(self, new_training: NewTraining) -> None:
        training = new_training(epochs=2)
        training.run()
        steps: list[StepProgressed] = training.of(StepProgressed)
        losses = [loss for event in steps for loss in event.losses]
        assert len(losses) == steps[-1].step == steps[-1].num_steps == 12
        assert all(0 < loss < 20 for loss in losses)
        assert steps[-1].seconds_elapsed > 0
        assert steps[-1].images_per_second > 0

    def test_the_folder_tells_the_run(self, new_training: NewTraining) -> None:
        training = new_training(epochs=2)
        finished = training.run()
        folder = training.folder.path
        assert len((folder / "epochs.csv").read_text().splitlines()) == 3
        assert len((folder / "steps.csv").read_text().splitlines()) == 13
        assert "Started: ResNet-9 slim" in (folder / "log.txt").read_text()
        assert f"{100 * finished.test_accuracy:.2f} % of the test set right" in (folder / "log.txt").read_text()
        weights = ["best.safetensors", "checkpoint.safetensors"]
        events = list(folder.glob(EVENT_FILES))
        assert sorted(file.name for file in folder.iterdir() if file not in events) == [
            *weights, "epochs.csv", "log.txt", "result.json", "run.json", "steps.csv"
        ]  # fmt: skip

    def test_the_best_weights_are_what_was_measured(self, new_training: NewTraining) -> None:
        training = new_training(epochs=4)
        finished = training.run()
        measured = [(event.validation_accuracy, -event.validation_loss) for event in training.of(EpochFinished)]
        assert finished.best_validation_accuracy == max(measured)[0]
        assert finished.best_epoch == measured.index(max(measured)) + 1
        weights = read_weights(finished.weights)
        data = training.data
        metrics = evaluate(
            build_model(weights), data.test, data.class_names, mean=data.mean, std=data.std, device=torch.device("cpu")
        )
        assert metrics.accuracy == finished.test_accuracy
        assert weights.info.metrics["test_accuracy"] == finished.test_accuracy
        assert weights.info.recipe["epochs"] == 4
        assert weights.info.class_names == data.class_names

    def test_the_weights_know_how_sure_to_be(self, new_training: NewTraining) -> None:
        training = new_training(epochs=2)
        weights, data = read_weights(training.run().weights), training.data
        config = training.folder.info.config
        _, positions = split_train_validation(data.train, fraction=config.validation_fraction, seed=config.split_seed)
        validation = data.train.subset(positions)
        said = predict(
            build_model(weights),
            validation,
            mean=data.mean,
            std=data.std,
            device=torch.device("cpu"),
            sides=MOVED,
            with_features=True,
        )
        info = weights.info
        assert info.temperature == pytest.approx(fit_temperature(said.sides[:, 0], said.labels), rel=1e-4)
        assert info.not_sure is not None
        assert len(info.not_sure.direction) == said.features.shape[-1]
        trust = measure_trust(said, temperature=info.temperature, rule=info.not_sure)
        assert trust.share_answered == pytest.approx(FEWEST_ANSWERED, abs=0.02)  # it has hardly learned anything

    def test_the_same_seed_gives_the_same_weights_and_another_gives_others(self, new_training: NewTraining) -> None:
        one, same, other = (read_weights(new_training(seed=seed).run().weights).state for seed in (1, 1, 2))
        assert all(torch.equal(one[key], same[key]) for key in one)
        assert not torch.equal(one["conv1.0.weight"], other["conv1.0.weight"])

    def test_without_validation_the_last_epoch_is_kept(self, new_training: NewTraining) -> None:
        training = new_training(validation_fraction=0, ema_decay=0)
        finished = training.run()
        assert finished.best_epoch == 3
        assert finished.best_validation_accuracy is None
        assert read_weights(finished.weights).info.not_sure is None
        assert all(event.validation_loss is None for event in training.of(EpochFinished))

    @pytest.mark.parametrize(
        "changes",
        [
            {"optimizer": "adam", "learning_rate": 1e-3, "schedule": "cosine", "clip_norm": 1.0},
            {"optimizer": "adamw", "learning_rate": 1e-3, "schedule": "step", "step_every": 1, "dropout": 0.2},
            {"optimizer": "rmsprop", "learning_rate": 3e-4, "schedule": "constant", "decay_biases_and_norms": True},
            {"precision": "bf16", "initialisation": "whitening-dirac", "cutout": 8, "mirror_at_test": True},
            {"mix": 0.5, "label_smoothing": 0.0},
            {"optimizer": "muon", "learning_rate": 0.1, "momentum": 0.6, "smaller_at_first": 0.4},
        ],
    )
    def test_every_setting_trains(self, new_training: NewTraining, changes: dict[str, object]) -> None:
        training = new_training(epochs=5, **changes)
        training.run()
        epochs = training.of(EpochFinished)
        assert epochs[-1].train_loss < epochs[0].train_loss


class TestFaults:
    def test_a_loss_that_is_no_number_stops_before_the_step(self, new_training: NewTraining) -> None:
        training = new_training()
        # Real arithmetic that really overflows: contrast so low that normalised pictures are infinite.
        training.data = replace(training.data, std=(1e-40, 1e-40, 1e-40))
        with pytest.raises(TrainingError, match=r"At step 1 the loss was nan.*with a smaller learning rate"):
            training.run()
        assert not training.folder.checkpoint.exists()

    def test_the_last_good_checkpoint_survives_it(self, new_training: NewTraining) -> None:
        training = new_training(epochs=3)

        def cancel(event: Event) -> None:
            if isinstance(event, EpochFinished):
                training.control.cancel()

        training.on_event = cancel
        with pytest.raises(Cancelled):
            training.run()
        saved = training.folder.checkpoint.read_bytes()
        resumed = training.again()
        resumed.data = replace(resumed.data, std=(1e-40, 1e-40, 1e-40))
        with pytest.raises(TrainingError, match="The checkpoint of step 7 is kept"):
            resumed.run()
        assert training.folder.checkpoint.read_bytes() == saved

    def test_weights_that_blew_up_are_never_saved(self, new_training: NewTraining) -> None:
        training = new_training(
            epochs=20, learning_rate=100.0, head_rate=1.0, momentum=0.99, warmup=0, checkpoint_seconds=0, ema_decay=0
        )
        with pytest.raises(TrainingError, match="number"):
            training.run()
        checkpoint = training.folder.checkpoint
        if checkpoint.exists():
            tensors = read_checkpoint(checkpoint).tensors
            assert all(bool(t.isfinite().all()) for t in tensors.values() if t.is_floating_point())

    def test_too_little_data_is_refused_in_words(self, new_training: NewTraining, small_data) -> None:
        few = replace(small_data, train=small_data.train.subset(torch.arange(1)))
        with pytest.raises(UserError, match="pictures are left to train on"):
            new_training(data=few, validation_fraction=0).run()

    def test_data_preparation_and_evaluation_can_be_cancelled(self, new_training: NewTraining) -> None:
        before = new_training()
        before.control.cancel()
        with pytest.raises(Cancelled):
            before.run()
        assert before.events == []
        during = new_training()
        during.on_event = lambda event: during.control.cancel() if isinstance(event, StageProgressed) else None
        with pytest.raises(Cancelled):
            during.run()
        assert during.of(CheckpointSaved)
        assert not during.of(RunFinished)
