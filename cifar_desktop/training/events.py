"""What a training reports: facts in the past tense, in plain Python values."""

from dataclasses import dataclass
from pathlib import Path

from cifar_desktop.tasks import Event
from cifar_desktop.training.history import EpochRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(Event):
    """A training began, or went on where it was interrupted.

    Attributes:
        folder: the run folder.
        device, precision, reason: where it computes, in which number format, and why.
        num_parameters: trainable numbers of the network.
        num_train, num_validation: pictures that it learns from, and that it is measured by.
        steps_per_epoch, num_epochs: how long it is.
        first_step: steps that were done before, in a resumed run.
        num_processes: processes that share the work.
    """

    folder: Path
    model: str
    device: str
    precision: str
    reason: str
    num_parameters: int
    num_train: int
    num_validation: int
    steps_per_epoch: int
    num_epochs: int
    first_step: int
    num_processes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProgressed(Event):
    """Some steps were done since the last such event.

    Attributes:
        epoch: the epoch under way, counted from 1.
        step, num_steps: steps done and to do in the whole run.
        losses, accuracies: of each training step since the last event, oldest first.
        learning_rate: of the last step.
        images_per_second: over the last steps, all processes together.
        seconds_elapsed: of training, without pauses.
        seconds_left: until the end of the run, from a trimmed mean of recent steps; None until it is known.
    """

    epoch: int
    step: int
    num_steps: int
    losses: tuple[float, ...]
    accuracies: tuple[float, ...]
    learning_rate: float
    images_per_second: float
    seconds_elapsed: float
    seconds_left: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochFinished(EpochRecord, Event):
    """An epoch was trained and measured.

    Attributes:
        is_best: whether its weights are the best so far.
    """

    is_best: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointSaved(Event):
    """The run can be resumed from here."""

    path: Path
    epoch: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointFailed(Event):
    """The run could not be saved; an older checkpoint is whole and the training goes on.

    Attributes:
        reason: what the system said, in words for people.
        has_older: whether there is an older checkpoint.
    """

    path: Path
    reason: str
    has_older: bool

    def __str__(self) -> str:
        kept = "The older checkpoint is whole." if self.has_older else "There is no older checkpoint."
        return f"The run could not be saved: {self.reason}. {kept}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Event):
    """The training waits before its next batch.

    Attributes:
        is_saved: whether everything up to here is on the disk.
    """

    is_saved: bool


@dataclass(frozen=True, slots=True)
class Continued(Event):
    """A paused training went on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedEarly(Event):
    """Validation accuracy had not risen for as many epochs as the config allows."""

    epoch: int
    best_epoch: int
    patience: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished(Event):
    """The training ended and its best weights are on the disk.

    Attributes:
        outcome: "completed", "stopped early" or "stopped" (a person asked for the best so far).
        best_epoch: whose weights were kept, counted from 1; 0 where it ended within the first epoch.
        test_loss, test_accuracy: of those weights, measured once, after everything was chosen.
        weights: the weights file.
        seconds: of training over all sessions of the run, without pauses.
    """

    outcome: str
    num_epochs: int
    best_epoch: int
    best_validation_accuracy: float | None
    test_loss: float
    test_accuracy: float
    weights: Path
    seconds: float
