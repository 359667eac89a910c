"""The machine fails in mid-training: what is said, and what is left to go on from."""

from collections.abc import Callable

import pytest
import torch

from cifar_desktop.errors import TrainingError
from cifar_desktop.inference.quick_classifier import is_bf16_emulated
from cifar_desktop.models.bf16_gain import bf16_gain_on_cpu
from cifar_desktop.tasks import Event
from cifar_desktop.training.checkpoint import read_checkpoint
from cifar_desktop.training.device import choose_device
from cifar_desktop.training.events import StepProgressed
from tests.training.conftest import Training

NewTraining = Callable[..., Training]
# As torch says it: the first line tells what happened, the others how to debug torch itself.
ILLEGAL = torch.AcceleratorError(
    "CUDA error: an illegal memory access was encountered\n"
    "CUDA kernel errors might be asynchronously reported at some other API call."
)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ILLEGAL, "CUDA error: an illegal memory access was encountered"),
        (RuntimeError("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"), "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"),
    ],
)
def test_a_gpu_that_fails_is_told_with_what_is_kept_and_the_run_goes_on_from_there(
    new_training: NewTraining, error: RuntimeError, said: str
) -> None:
    straight = new_training(epochs=2)
    straight.run()
    failing = new_training(epochs=2)

    def fail(event: Event) -> None:
        if isinstance(event, StepProgressed) and event.step >= 9:
            raise error

    failing.on_event = fail
    with pytest.raises(TrainingError) as caught:
        failing.run()
    assert caught.value.what == f"The GPU failed: {said}."
    assert caught.value.kept == "The checkpoint of step 6 is kept; resume the run to go on from there."
    assert "open it again" in caught.value.remedy
    resumed = failing.again()
    resumed.run()
    expected, found = (read_checkpoint(one.folder.checkpoint).tensors for one in (straight, resumed))
    assert not [name for name in expected if not torch.equal(expected[name], found[name])]


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory."),
        RuntimeError("could not create a primitive"),  # oneDNN
        BaseException("PyObject pointer is null"),  # safetensors
    ],
)
def test_memory_that_runs_out_on_the_way_leads_to_advice_that_can_be_followed(
    new_training: NewTraining, error: BaseException
) -> None:
    """A resumed run keeps its batch size: a smaller one takes a new training, which can begin with the best weights."""
    failing = new_training(epochs=2)

    def fail(event: Event) -> None:
        if isinstance(event, StepProgressed) and event.step >= 9:
            raise error

    failing.on_event = fail
    with pytest.raises(TrainingError) as caught:
        failing.run()
    assert caught.value.what == "Memory ran out with a batch size of 32."
    assert caught.value.kept == "The checkpoint of step 6 is kept; resume the run to go on from there."
    assert caught.value.remedy == (
        "Close other programs before that. Where memory runs out again: start a new training with a batch size of 16, "
        "which can begin with the best weights of this one."
    )
    assert failing.folder.best_weights.exists()
    failing.again().run()


def test_a_fault_of_ours_is_no_failure_of_the_gpu(new_training: NewTraining) -> None:
    training = new_training(epochs=1)

    def fail(event: Event) -> None:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    training.on_event = fail
    with pytest.raises(RuntimeError, match="mat1 and mat2"):
        training.run()


def test_a_processor_that_refuses_bf16_computes_in_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    """No such processor is at hand: torch's own convolution is made to refuse, as one without the kernels does."""

    def refuse(pictures: torch.Tensor, *arguments: object, **options: object) -> torch.Tensor:
        if pictures.dtype is torch.bfloat16:
            raise RuntimeError("bf16 is not supported on this device")
        return pictures

    monkeypatch.setattr(torch.nn.functional, "conv2d", refuse)
    bf16_gain_on_cpu.cache_clear()
    try:
        choice = choose_device("cpu")
        assert choice.precision == "float32"
        assert "bf16 does not work on this processor" in choice.reason
        assert is_bf16_emulated()
    finally:
        bf16_gain_on_cpu.cache_clear()
