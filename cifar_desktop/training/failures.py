"""What goes wrong in a training through no fault of the program, said in words for people."""

import contextlib
from collections.abc import Callable, Iterator

import torch

from cifar_desktop.atomic_files import is_there
from cifar_desktop.errors import RunError, TrainingError, WeightsError
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.runs import RunFolder

_SIGNS_OF_FULL_MEMORY = ("can't allocate memory", "not enough memory", "out of memory", "bad_alloc")
# All that oneDNN says on a processor with no memory left; where it does not know how, "descriptor" stands in it.
_FULL_FOR_ONEDNN = (
    "could not create a primitive",
    "could not create a memory",
    "could not create a memory object",
    "could not execute a primitive",
)
_FULL_FOR_SAFETENSORS = "PyObject pointer is null"
_SIGNS_OF_A_BROKEN_DEVICE = ("cuda error", "cuda driver error", "cudnn", "cublas_status", "hip error")
# A resumed run goes on with the settings that it began with: other ones are for a new training.
_NEW = "Start a new training with"


@contextlib.contextmanager
def machine_explained(batch_size: int, kept: Callable[[], str], run: RunFolder | None = None) -> Iterator[None]:
    """Turn a system that has no memory left, or a device that fails, into a sentence; `run` is what is trained."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if _is_out_of_memory(error):
            raise _memory_ran_out(batch_size, kept(), run) from error
        if _is_broken_device(error):
            raise _device_failed(error, kept()) from error
        raise
    except BaseException as error:
        if str(error) == _FULL_FOR_SAFETENSORS:  # a panic of Rust's, which is no Exception
            raise _memory_ran_out(batch_size, kept(), run) from error
        raise


def best_is_not_kept(error: WeightsError, run: RunFolder, kept: str) -> RunError:
    """Return the error for a training that came to its end, and whose best weights the disk still refused."""
    return RunError(
        error.what,
        kept=kept if is_there(run.checkpoint) else "",
        remedy="Free some space, see to it that its folder is there and may be written to, and resume the run.",
    )


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
        remedy=f"{_NEW} {', or '.join(advice)}: a resumed one keeps its settings.",
    )


def weights_are_no_numbers(config: TrainConfig, kept: str) -> TrainingError:
    """Return the error for weights that a last step has thrown out of the numbers; they are not saved."""
    return TrainingError(
        "The last steps threw weights out of the numbers, although the loss was still one.",
        kept=kept,
        remedy=f"{_NEW} a smaller learning rate, such as {config.learning_rate / 4:g}, or gradient clipping at 1: "
        "a resumed one keeps its settings.",
    )


def _memory_ran_out(batch_size: int, kept: str, run: RunFolder | None) -> TrainingError:
    """Return the error for a memory that is full, with advice that can be followed from where the run is."""
    smaller = f"a batch size of {max(2, batch_size // 2)}"
    remedy = f"Try {smaller}."
    if run and is_there(run.checkpoint):  # a resumed one keeps its batch size
        remedy = f"Close other programs before that. Where memory runs out again: {_NEW.lower()} {smaller}"
        remedy += ", which can begin with the best weights of this one." if is_there(run.best_weights) else "."
    return TrainingError(f"Memory ran out with a batch size of {batch_size}.", kept=kept, remedy=remedy)


def _device_failed(error: BaseException, kept: str) -> TrainingError:
    """Return the error for a GPU that failed in the midst of its work."""
    said = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
    return TrainingError(
        f"The GPU failed: {said}.",
        kept=kept,
        remedy="Close the program and open it again before you go on: what has failed stays failed for it. "
        "Where that happens again, train on the device cpu, or restart the computer.",
    )


def _is_broken_device(error: BaseException) -> bool:
    if isinstance(error, torch.AcceleratorError):
        return True
    return any(sign in str(error).lower() for sign in _SIGNS_OF_A_BROKEN_DEVICE)


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    said = str(error).strip().lower()
    return said in _FULL_FOR_ONEDNN or any(sign in said for sign in _SIGNS_OF_FULL_MEMORY)
