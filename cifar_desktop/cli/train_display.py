"""A training as a person sees it at the terminal: a table of epochs above a bar that moves."""

import sys

from cifar_desktop.cli.terminal import StatusLine, clock, stage_in_words, write_error, write_out
from cifar_desktop.percentages import in_percent
from cifar_desktop.tasks import Event, StageProgressed
from cifar_desktop.training.events import (
    CheckpointFailed,
    EpochFinished,
    RunFinished,
    RunStarted,
    StepProgressed,
    StoppedEarly,
)

_LONGEST_BAR = 30
_HEADER = " epoch   train loss  accuracy   valid. loss  accuracy       rate   images/s     time    memory"


class TrainDisplay:
    """Prints what matters of each event; the bar is only drawn on a terminal."""

    def __init__(self) -> None:
        self._line = StatusLine(sys.stderr)
        self._num_epochs = 0

    def __call__(self, event: Event) -> None:
        """Show an event."""
        match event:
            case StageProgressed():
                self._line.show(stage_in_words(event))
            case StepProgressed():
                self._line.show(self._bar(event))
            case RunStarted():
                self._num_epochs = event.num_epochs
                self._print(_introduction(event))
            case EpochFinished():
                self._print(_row(event))
            case CheckpointFailed():
                self.close()
                write_error(f"{event}\n")
            case StoppedEarly():
                self._print(f"No gain in {event.patience} epochs: stopped, epoch {event.best_epoch} was the best.\n")
            case RunFinished():
                self._print(_ending(event))

    def close(self) -> None:
        """Empty the bar's line."""
        self._line.clear()

    def _print(self, text: str) -> None:
        self._line.clear()
        write_out(text)

    def _bar(self, event: StepProgressed) -> str:
        done = event.step / event.num_steps
        left = f"  {clock(event.seconds_left)} left" if event.seconds_left is not None else ""
        epoch = f"Epoch {event.epoch}/{self._num_epochs} "
        figures = (
            f" {in_percent(done, 0)}  loss {event.losses[-1]:.3f}  accuracy {in_percent(event.accuracies[-1], 0)}  "
            f"{event.images_per_second:,.0f} images/s{left}"
        )
        length = min(_LONGEST_BAR, self._line.width - len(epoch) - len(figures))  # the figures matter more
        return epoch + ("█" * round(done * length)).ljust(length, "·") + figures


def _introduction(event: RunStarted) -> str:
    processes = f", {event.num_processes} processes" if event.num_processes > 1 else ""
    resumed = f"Going on after step {event.first_step:,}.\n" if event.first_step else ""
    return (
        f"{event.model}, {event.num_parameters:,} parameters, on {event.device} in {event.precision}{processes}\n"
        f"  ({event.reason})\n"
        f"{event.num_train:,} pictures to learn from, {event.num_validation:,} to validate by; "
        f"{event.num_epochs} epochs of {event.steps_per_epoch:,} steps\n"
        f"Run folder: {event.folder}\n{resumed}\n{_HEADER}\n"
    )


def _row(event: EpochFinished) -> str:
    if event.validation_loss is None or event.validation_accuracy is None:
        validation = f"{'-':>11}  {'-':>8}"
    else:
        validation = f"{event.validation_loss:11.4f}  {in_percent(event.validation_accuracy, 2):>8}"
    training = f"{event.train_loss:11.4f}  {in_percent(event.train_accuracy, 2):>8}"
    return (
        f"{event.epoch:6}  {training}   {validation}{' *'[event.is_best]}"
        f"  {event.learning_rate:8.4f}  {event.images_per_second:9,.0f}  {clock(event.seconds):>7}"
        f"  {event.memory_bytes / 1e9:5.2f} GB\n"
    )


def _ending(event: RunFinished) -> str:
    which = f"those of epoch {event.best_epoch} (*)" if event.best_epoch else "those it had when it was stopped"
    return (
        f"\n{event.outcome.capitalize()} after {clock(event.seconds)}. The best weights, {which}, "
        f"tell {in_percent(event.test_accuracy, 2)} of the test set right (loss {event.test_loss:.4f}).\n"
        f"Weights: {event.weights}\n"
    )
