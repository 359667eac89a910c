"""What goes wrong in a training through no fault of the program, said in words for people."""

import contextlib
from collections.abc import Callable, Iterator

import torch

from cifar_desktop.errors import TrainingError
from cifar_desktop.training.config import TrainConfig

_SIGNS_OF_FULL_MEMORY = ("can't allocate memory", "not enough memory", "out of memory", "bad_alloc")


@contextlib.contextmanager
def memory_explained(batch_size: int, kept: Callable[[], str]) -> Iterator[None]:
    """Turn a system that has no memory left into a sentence that names the batch size."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not _is_out_of_memory(error):
            raise
        raise TrainingError(
            f"Memory ran out with a batch size of {batch_size}.",
            kept=kept(),
            remedy=f"Try a batch size of {max(2, batch_size // 2)}.",
        ) from error


def loss_is_no_number(config: TrainConfig, step: int, loss: float, kept: str) -> TrainingError:
    """Return the error for a loss that has left the numbers."""
    advice = [f"a smaller learning rate, such as {config.learning_rate / 4:g}"]
    if config.warmup < 0.1 and config.schedule != "constant":
        advice.append("a longer warm-up")
    if not config.clip_norm:
        advice.append("gradient clipping at 1")
    return TrainingError(
        f"At step {step} the loss was {loss:g}, which is no number to learn from; the step was not taken.",
        kept=kept,
        remedy=f"Try {', or '.join(advice)}.",
    )


def weights_are_no_numbers(config: TrainConfig, kept: str) -> TrainingError:
    """Return the error for weights that a last step has thrown out of the numbers; they are not saved."""
    return TrainingError(
        "The last steps threw weights out of the numbers, although the loss was still one.",
        kept=kept,
        remedy=f"Try a smaller learning rate, such as {config.learning_rate / 4:g}, or gradient clipping at 1.",
    )


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return any(sign in str(error).lower() for sign in _SIGNS_OF_FULL_MEMORY)
