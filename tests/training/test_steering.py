"""Pausing, stopping, cancelling and ending early: a person steers a training that is under way."""

import gc
import threading
import time
from collections.abc import Callable

import pytest
import torch

from cifar_desktop.errors import Cancelled
from cifar_desktop.inference.weights import read_weights
from cifar_desktop.tasks import Event
from cifar_desktop.training.events import (
    EpochFinished,
    RunStarted,
    StepProgressed,
    StoppedEarly,
)
from cifar_desktop.training.trainer import Trainer
from tests.training.conftest import Training

NewTraining = Callable[..., Training]


def held_trainers() -> set[int]:
    """Return which trainers there are that nobody has let go of."""
    gc.collect()
    return {id(held) for held in gc.get_objects() if type(held) is Trainer}


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
        before = held_trainers()  # by the errors of other tests
        training = new_training(epochs=1)
        control = training.control
        training.run()
        assert held_trainers() <= before
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
