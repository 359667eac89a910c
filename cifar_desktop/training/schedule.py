"""The learning rate as a function of how much of the run is done: no state, so nothing to restore."""

import math

from cifar_desktop.training.config import TrainConfig


def learning_rate_at(config: TrainConfig, step: int, steps_per_epoch: int) -> float:
    """Return the learning rate of a step, counted from 0 over the whole run."""
    return config.learning_rate * _share(config, step, steps_per_epoch)


def _share(config: TrainConfig, step: int, steps_per_epoch: int) -> float:
    """Return the learning rate as a share of its largest value."""
    if config.schedule == "constant":
        return 1.0
    total = config.epochs * steps_per_epoch
    warmup = config.warmup * total
    # The middle of the step stands for it: the first step then is not lost to a rate of 0, nor the last one.
    position = step + 0.5
    if position < warmup:
        return position / warmup
    if config.schedule == "step":
        return float(config.step_factor ** (step // (config.step_every * steps_per_epoch)))
    done = (position - warmup) / (total - warmup)
    falling = 1 - done if config.schedule == "one-cycle" else 0.5 * (1 + math.cos(math.pi * done))
    return config.final_lr + (1 - config.final_lr) * falling
