"""The training loop: what it reports, how it is steered, how it ends."""

import gc
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch

from cifar_desktop.data.splits import split_train_validation
from cifar_desktop.errors import Cancelled, TrainingError, UserError
from cifar_desktop.evaluation.calibration import fit_temperature
from cifar_desktop.evaluation.evaluate import evaluate, predict
from cifar_desktop.evaluation.not_sure import FEWEST_ANSWERED
from cifar_desktop.evaluation.trust import measure_trust
from cifar_desktop.inference.weights import build_model, read_weights
from cifar_desktop.tasks import Event, StageProgressed
from cifar_desktop.training.checkpoint import read_checkpoint
from cifar_desktop.training.events import (
    CheckpointSaved,
    EpochFinished,
    RunFinished,
    RunStarted,
    StepProgressed,
    StoppedEarly,
)
from cifar_desktop.training.trainer import Trainer
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
        assert f"{finished.test_accuracy:.2%} of the test set right" in (folder / "log.txt").read_text()
        weights = ["best.safetensors", "checkpoint.safetensors"]
        assert sorted(file.name for file in folder.iterdir()) == [
            *weights, "epochs.csv", "log.txt", "result.json", "run.json", "steps.csv"
        ]  # fmt: skip

    def test_the_best_weights_are_what_was_measured(self, new_training: NewTraining) -> None:
        training = new_training(epochs=4)
        finished = training.run()
        accuracies = [event.validation_accuracy for event in training.of(EpochFinished)]
        assert finished.best_validation_accuracy == max(accuracies)
        assert finished.best_epoch == accuracies.index(max(accuracies)) + 1
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
        _, positions = split_train_validation(data.train, fraction=config.validation_fraction, seed=config.seed)
        validation = data.train.subset(positions)
        said = predict(
            build_model(weights),
            validation,
            mean=data.mean,
            std=data.std,
            device=torch.device("cpu"),
            mirror=True,
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
        ],
    )
    def test_every_setting_trains(self, new_training: NewTraining, changes: dict[str, object]) -> None:
        training = new_training(epochs=5, **changes)
        training.run()
        epochs = training.of(EpochFinished)
        assert epochs[-1].train_loss < epochs[0].train_loss


class TestSteering:
    def test_pause_waits_and_the_result_is_the_same(self, new_training: NewTraining) -> None:
        undisturbed = read_weights(new_training().run().weights).state
        training = new_training()
        paused = threading.Event()

        def pause_once(event: Event) -> None:
            if isinstance(event, StepProgressed) and not paused.is_set():
                training.control.pause()
            if type(event).__name__ == "Paused":
                paused.set()

        training.on_event = pause_once
        thread = threading.Thread(target=training.run)
        thread.start()
        assert paused.wait(20)
        seen = len(training.events)
        time.sleep(0.3)
        assert len(training.events) == seen
        assert training.folder.checkpoint.exists()
        training.control.resume()
        thread.join(60)
        assert not thread.is_alive()
        assert training.names().count("Continued") == 1
        weights = read_weights(training.folder.best_weights).state
        assert all(torch.equal(undisturbed[key], weights[key]) for key in weights)

    def test_a_pause_does_not_count_as_training_time(self, new_training: NewTraining) -> None:
        training = new_training(epochs=1)

        def pause_a_second(event: Event) -> None:
            if isinstance(event, RunStarted):
                training.control.pause()
                threading.Timer(1.5, training.control.resume).start()

        training.on_event = pause_a_second
        training.run()
        (epoch,) = training.of(EpochFinished)
        assert training.heard_at[EpochFinished] - training.heard_at[RunStarted] - epoch.seconds > 1.4

    def test_stop_keeps_the_best_so_far(self, new_training: NewTraining) -> None:
        training = new_training(epochs=50)
        training.on_event = lambda event: (
            training.control.stop_and_keep_best() if isinstance(event, EpochFinished) and event.epoch == 3 else None
        )
        finished = training.run()
        assert finished.outcome == "stopped"
        assert finished.num_epochs == 3
        assert 1 <= finished.best_epoch <= 3
        assert read_weights(finished.weights).info.metrics["epoch"] == finished.best_epoch

    def test_stop_within_the_first_epoch_keeps_what_there_is(self, new_training: NewTraining) -> None:
        training = new_training(epochs=50)
        training.on_event = lambda event: (
            training.control.stop_and_keep_best() if isinstance(event, StepProgressed) else None
        )
        finished = training.run()
        assert (finished.outcome, finished.num_epochs, finished.best_epoch) == ("stopped", 0, 0)
        assert read_weights(finished.weights).info.metrics["validation_accuracy"] is not None

    def test_cancel_leaves_a_paused_training(self, new_training: NewTraining) -> None:
        training = new_training(epochs=50)
        training.on_event = lambda event: training.control.pause() if isinstance(event, StepProgressed) else None
        threading.Timer(1.0, training.control.cancel).start()
        with pytest.raises(Cancelled):
            training.run()

    def test_a_pause_in_validation_waits_there(self, new_training: NewTraining) -> None:
        training = new_training(epochs=1)
        waited = []

        def steer(event: Event) -> None:
            if isinstance(event, StepProgressed) and event.step == event.num_steps:
                training.control.pause()  # validation is what comes next
            if type(event).__name__ == "Paused":
                waited.append(time.monotonic())
                threading.Timer(1.0, training.control.resume).start()
            if type(event).__name__ == "Continued":
                waited.append(time.monotonic())

        training.on_event = steer
        training.run()
        assert waited[1] - waited[0] > 0.9
        names = training.names()
        assert names.index("Paused") < names.index("StageProgressed") < names.index("EpochFinished")
        (epoch,) = training.of(EpochFinished)
        assert training.heard_at[EpochFinished] - training.heard_at[RunStarted] - epoch.seconds > 0.9

    def test_a_control_does_not_hold_the_training_when_it_has_ended(self, new_training: NewTraining) -> None:
        training = new_training(epochs=1)
        control = training.control
        training.run()
        gc.collect()
        assert not [held for held in gc.get_objects() if type(held) is Trainer]
        control.pause()  # the hooks are gone: this would have called into the training that ended
        threading.Timer(0.2, control.resume).start()
        control.wait_while_paused()

    def test_one_that_is_about_to_end_is_not_held_up_by_a_pause(self, new_training: NewTraining) -> None:
        training = new_training(epochs=50)

        def stop_then_pause(event: Event) -> None:
            if isinstance(event, StepProgressed):
                training.control.stop_and_keep_best()
                training.control.pause()

        training.on_event = stop_then_pause
        assert training.run().outcome == "stopped"

    def test_early_stopping(self, new_training: NewTraining) -> None:
        training = new_training(epochs=40, patience=2, min_gain=0.5)  # nobody gains half of everything twice
        finished = training.run()
        stopped = training.of(StoppedEarly)
        assert finished.outcome == "stopped early"
        assert finished.num_epochs < 40
        assert len(stopped) == 1
        assert stopped[0].patience == 2


class TestFaults:
    def test_a_loss_that_is_no_number_stops_before_the_step(self, new_training: NewTraining) -> None:
        training = new_training()
        # Real arithmetic that really overflows: contrast so low that normalised pictures are infinite.
        training.data = replace(training.data, std=(1e-40, 1e-40, 1e-40))
        with pytest.raises(TrainingError, match=r"At step 1 the loss was nan.*Try a smaller learning rate"):
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
