"""Events of a training as the engine sends them, with numbers that a test can work out again."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from cifar_desktop.training.events import EpochFinished, RunStarted, StepProgressed


def started(**changes: object) -> RunStarted:
    values = {
        "folder": Path("run"),
        "model": "resnet9-slim",
        "device": "CPU",
        "precision": "float32",
        "reason": "no GPU",
        "num_parameters": 1000,
        "num_train": 200,
        "num_validation": 50,
        "steps_per_epoch": 20,
        "num_epochs": 5,
        "first_step": 0,
        "num_processes": 1,
    }
    return RunStarted(**{**values, **changes})


def loss_at(step: int) -> float:
    """Fall from about 3 to 0.5, with a jitter that is the same each time; in float32, as a training measures."""
    return float(np.float32(0.5 + 2.5 * 0.97**step + 0.2 * ((step * 7919) % 13 / 13 - 0.5)))


def accuracy_at(step: int) -> float:
    return min(1.0, max(0.0, 0.9 - 0.8 * 0.97**step + 0.1 * ((step * 104729) % 11 / 11 - 0.5)))


def rate_at(step: int) -> float:
    return 0.1 * (1 - step / 1000)


def progressed(steps: Iterable[int], *, num_steps: int = 100, seconds_a_step: float = 0.5) -> StepProgressed:
    """Return the event that reports these steps, counted from 1."""
    steps = list(steps)
    return StepProgressed(
        epoch=(steps[-1] - 1) // 20 + 1,
        step=steps[-1],
        num_steps=num_steps,
        losses=tuple(loss_at(step) for step in steps),
        accuracies=tuple(accuracy_at(step) for step in steps),
        learning_rate=rate_at(steps[-1]),
        images_per_second=100.0,
        seconds_elapsed=steps[-1] * seconds_a_step,
        seconds_left=None,
    )


def finished(epoch: int, accuracy: float | None, **changes: object) -> EpochFinished:
    values = {
        "epoch": epoch,
        "step": epoch * 20,
        "train_loss": 1.0,
        "train_accuracy": 0.5,
        "validation_loss": None if accuracy is None else 2.0 - accuracy,
        "validation_accuracy": accuracy,
        "learning_rate": rate_at(epoch * 20),
        "seconds": 10.0,
        "images_per_second": 100.0,
        "memory_bytes": 1000,
        "is_best": True,
    }
    return EpochFinished(**{**values, **changes})
