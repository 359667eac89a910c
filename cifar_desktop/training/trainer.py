"""The training itself: steps, epochs, validation, and when to end.

Nothing here knows a window or a terminal. A step depends on the seed, its number and the state before it, and on
nothing else, so a run that was interrupted anywhere ends with the same weights as one that was not.
"""

import time
from dataclasses import asdict

from cifar_desktop.data.dataset import DataSet
from cifar_desktop.errors import Cancelled, RunError, WeightsError
from cifar_desktop.heap import kept_heap
from cifar_desktop.percentages import in_percent
from cifar_desktop.tasks import Report, report_nothing
from cifar_desktop.training.checkpoint import Checkpoint, read_checkpoint
from cifar_desktop.training.conclusion import conclude
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.device import DeviceChoice, memory_in_use
from cifar_desktop.training.distributed import Team
from cifar_desktop.training.events import Continued, EpochFinished, Paused, RunFinished, StoppedEarly
from cifar_desktop.training.failures import (
    best_is_not_kept,
    loss_is_no_number,
    machine_explained,
    weights_are_no_numbers,
)
from cifar_desktop.training.history import EpochRecord, History
from cifar_desktop.training.keeper import RunKeeper
from cifar_desktop.training.meter import STEPS_PER_READ_ON_GPU, Meter
from cifar_desktop.training.pace import Pace
from cifar_desktop.training.preparation import normalised_for, prepare
from cifar_desktop.training.runs import RunFolder
from cifar_desktop.training.stepper import Stepper, Wish


class Trainer:
    """One training, from its first or last saved step to its end.

    Attributes:
        config: the settings.
        folder: where it is kept.
        history: what was measured so far.
    """

    def __init__(
        self,
        folder: RunFolder,
        data: DataSet,
        choice: DeviceChoice,
        *,
        report: Report = report_nothing,
        control: TrainControl | None = None,
        team: Team | None = None,
    ) -> None:
        self.config = folder.info.config
        self.folder = folder
        self._data, self._choice = normalised_for(data, self.config.model), choice
        self._control = control or TrainControl()
        self._team = team or Team()
        self._report = report if self._team.is_leader else report_nothing
        self._kept = "Nothing was trained yet."

    def train(self) -> RunFinished | None:
        """Train to the end; raise `Cancelled` after saving where asked to. None in all processes but the leader."""
        with machine_explained(self.config.batch_size, lambda: self._kept, self.folder):
            self._control.raise_if_cancelled()
            with kept_heap():  # one for itself: what only the preparation needed is given back before the first step
                self._prepare()
            with kept_heap(from_now=False), self._control.telling(self._on_paused, self._on_continued):
                return self._train_and_finish()

    def _train_and_finish(self) -> RunFinished | None:
        try:
            outcome = self._train_until_ended()
            if outcome == "stopped":
                self._save()
        except Cancelled:
            if not self._save():  # nobody is told that nothing is lost where that is not so
                raise RunError("The run could not be saved before it stopped.", kept=self._kept) from None
            raise
        return self._finish(outcome)

    # Before the first step

    def _prepare(self) -> None:
        """Build everything the steps need, and go to where the run was interrupted, if it was."""
        checkpoint = read_checkpoint(self.folder.checkpoint) if self.folder.checkpoint.exists() else None
        self._prepared = prepare(
            self.folder,
            self._data,
            self._choice,
            self._team,
            resumes=checkpoint is not None,
            report=self._report,
            cancel=self._control,
        )
        self._learner, self._batches = self._prepared.learner, self._prepared.batches
        self.history = checkpoint.history if checkpoint else History()
        self._keeper = RunKeeper(self.folder, self._data, self._report, self.history) if self._team.is_leader else None
        self._step = checkpoint.step if checkpoint else 0
        self._pace = Pace(self._batches.batch_size, checkpoint.seconds if checkpoint else 0.0)
        self._meter = Meter(
            self.history,
            self._pace,
            self._report,
            steps_per_read=STEPS_PER_READ_ON_GPU if self._learner.skips_broken_steps else 1,
            num_processes=self._team.size,
            work_until=self._batches.work_until,
        )
        self._stepper = Stepper(
            self.config, self._learner, self._batches, self._meter, control=self._control, team=self._team
        )
        if checkpoint:
            self._take_up(checkpoint)
        self._report_start()

    def _take_up(self, checkpoint: Checkpoint) -> None:
        """Go to the state of a checkpoint."""
        self._kept = f"The checkpoint of step {self._step} is kept; resume the run to go on from there."
        try:
            if TrainConfig.from_dict(checkpoint.config) != self.config:
                raise ValueError("it was saved with other settings")
            self._learner.restore(checkpoint.tensors, checkpoint.values)
        except (LookupError, TypeError, ValueError, RuntimeError) as error:
            raise RunError(
                f"The checkpoint “{self.folder.checkpoint}” does not fit the settings of its run.",
                kept="The run folder was not touched.",
                remedy="Start a new training.",
            ) from error
        if self._step == len(self.history.epochs) * self._batches.steps_per_epoch:
            self._keep_if_best()  # a kill may have come between the checkpoint and the best weights

    def _report_start(self) -> None:
        started = self._prepared.started_event(self.folder, first_step=self._step)
        where = f"{started.model} on {started.device} in {started.precision} ({started.reason})"
        self._log(f"{f'Resumed at step {self._step}' if self._step else 'Started'}: {where}.")
        self._report(started)

    # Steps

    def _train_until_ended(self) -> str:
        """Train step by step; return how the training ended."""
        self._meter.start_clock()
        while True:
            epochs_begun, step_in_epoch = divmod(self._step, self._batches.steps_per_epoch)
            if step_in_epoch == 0:
                if epochs_begun > len(self.history.epochs):
                    self._end_epoch()
                if outcome := self._outcome():
                    return outcome
            self._control.wait_while_paused()
            wish = self._take_step()
            if wish == Wish.CANCEL:
                raise Cancelled
            if wish == Wish.STOP:
                return "stopped"

    def _take_step(self) -> Wish | None:
        """Take a step, report it, and save where that is due; return what is wished of the training."""
        try:
            wish = self._stepper.take(self._step)
        except FloatingPointError as error:
            failure = loss_is_no_number(self.config, len(self.history.losses) + 1, error.args[0], self._kept)
            self._log(str(failure))
            raise failure from error
        self._step += 1
        if wish is None:
            return None
        ends_epoch = self._step % self._batches.steps_per_epoch == 0
        self._meter.report_progress(
            epoch=len(self.history.epochs) + 1,
            num_steps=self.config.epochs * self._batches.steps_per_epoch,
            epoch_ends_left=self.config.epochs - len(self.history.epochs),
            at_once=ends_epoch,
        )
        if self._keeper and self._keeper.is_due and not ends_epoch:
            self._save()
            self._meter.start_clock()
        return wish

    def _on_paused(self) -> None:
        """Save before waiting: a pause can last for days."""
        self._meter.read()
        self._report(Paused(is_saved=self._save()))

    def _on_continued(self) -> None:
        self._report(Continued())
        self._meter.start_clock()

    # Epochs

    def _end_epoch(self) -> None:
        """Measure the epoch that was just trained, keep it, and report it."""
        seconds_before = sum(record.seconds for record in self.history.epochs)
        seconds_trained = self._pace.seconds - seconds_before
        self._refuse_broken_weights()
        began, paused_before = time.perf_counter(), self._control.seconds_paused
        loss, accuracy = self._prepared.validate(report=self._report, cancel=self._control)
        paused = self._control.seconds_paused - paused_before
        self._pace.epoch_end_took(time.perf_counter() - began - paused)
        steps = self._batches.steps_per_epoch
        record = EpochRecord(
            epoch=len(self.history.epochs) + 1,
            step=self._step,
            train_loss=sum(self.history.losses[-steps:]) / steps,
            train_accuracy=sum(self.history.accuracies[-steps:]) / steps,
            validation_loss=loss,
            validation_accuracy=accuracy,
            learning_rate=self.history.learning_rates[-1],
            seconds=self._pace.seconds - seconds_before,
            images_per_second=steps * self._batches.batch_size / seconds_trained if seconds_trained else 0.0,
            memory_bytes=memory_in_use(self._choice.device),
        )
        self.history.epochs.append(record)
        self._save()
        is_best = self._keep_if_best()
        self._meter.start_clock()
        self._log(f"Epoch {record.epoch}: {record.summary()}.")
        self._report(EpochFinished(**asdict(record), is_best=is_best))

    def _outcome(self) -> str | None:
        """Return how the training has ended, asked between two epochs; None while it has not."""
        done, patience = len(self.history.epochs), self.config.patience
        if done >= self.config.epochs:
            return "completed"
        best = self.history.best_epoch()
        if not patience or best is None or self.history.epochs_without_gain(self.config.min_gain) < patience:
            return None
        self._log(f"Stopped early: no gain in {patience} epochs.")
        self._report(StoppedEarly(epoch=done, best_epoch=best.epoch, patience=patience))
        return "stopped early"

    # What is kept

    def _keep_if_best(self) -> bool:
        """Write the weights where the last epoch is the best so far; tell whether it is."""
        best = self.history.best_epoch()
        if best is None or best is not self.history.epochs[-1]:
            return False
        self._keep_best(best.epoch, best.validation_loss, best.validation_accuracy)
        return True

    def _keep_best(self, epoch: int, loss: float | None, accuracy: float | None) -> None:
        if self._keeper:
            metrics = {"epoch": epoch, "validation_loss": loss, "validation_accuracy": accuracy}
            self._keeper.keep_best(self._prepared.state_to_keep(), metrics)

    def _save(self) -> bool:
        """Write a checkpoint and tell whether that went well; only the leader has something to write to."""
        if not self._keeper:
            return True
        self._refuse_broken_weights()
        tensors, values = self._learner.state()
        checkpoint = Checkpoint(
            config=self.config.as_dict(),
            step=self._step,
            seconds=self._pace.seconds,
            tensors=tensors,
            values=values,
            history=self.history,
        )
        is_saved = self._keeper.save(checkpoint)
        if is_saved:
            self._kept = f"The checkpoint of step {self._step} is kept; resume the run to go on from there."
        return is_saved

    def _refuse_broken_weights(self) -> None:
        """End the training rather than measure or save weights that are no numbers."""
        if self._learner.is_broken():
            raise weights_are_no_numbers(self.config, self._kept)

    def _finish(self, outcome: str) -> RunFinished | None:
        """Test the best weights, once, and write how the run ended; None in all processes but the leader."""
        if self.history.best_epoch() is None:  # stopped within the first epoch: what there is, is the best
            loss, accuracy = self._prepared.validate(report=self._report, cancel=self._control)
            self._keep_best(0, loss, accuracy)
        if not self._keeper:
            return None
        try:
            finished = conclude(
                self._keeper,
                self._data,
                self._prepared.validation_pictures(),
                self._choice,
                outcome=outcome,
                num_epochs=len(self.history.epochs),
                seconds=self._pace.seconds,
                report=self._report,
                cancel=self._control,
            )
        except WeightsError as error:
            raise best_is_not_kept(error, self.folder, self._kept) from error
        self._log(f"Ended ({outcome}): {in_percent(finished.test_accuracy, 2)} of the test set right.")
        self._report(finished)
        return finished

    def _log(self, sentence: str) -> None:
        if self._team.is_leader:
            self.folder.log(sentence)
