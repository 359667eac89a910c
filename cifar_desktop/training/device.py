"""Where to train and in which number format, with the reason in words."""

from dataclasses import dataclass

import psutil
import torch
from torch import nn

from cifar_desktop import paths
from cifar_desktop.errors import DeviceError
from cifar_desktop.models import winograd
from cifar_desktop.models.bf16_gain import bf16_gain_on_cpu
from cifar_desktop.training import nvidia

WORTH_A_LOWER_PRECISION = 1.15  # times quicker than float32, below which bf16's rounding is not worth having


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """A device and a precision.

    Attributes:
        device: where the tensors lie.
        precision: "float32", "bf16" or "fp16".
        reason: why these two, in words for people.
    """

    device: torch.device
    precision: str
    reason: str

    @property
    def autocast_dtype(self) -> torch.dtype | None:
        """Return what autocast computes in; None is plain float32."""
        return {"float32": None, "bf16": torch.bfloat16, "fp16": torch.float16}[self.precision]

    def placed(self, model: nn.Module) -> nn.Module:
        """Return a network on the device, laid out as is quickest there; its weights are what they were.

        Whether wide convolutions are quicker by Winograd's method is measured the first time.
        """
        placed: nn.Module = model.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        in_float32 = self.device.type == "cpu" and self.precision == "float32"
        if in_float32 and winograd.gain_on_cpu() >= winograd.WORTH_IT:
            winograd.use_quick_convolutions(placed)
        return placed

    @property
    def title(self) -> str:
        """Return the device's name as a person knows it."""
        if self.device.type == "cuda":
            return torch.cuda.get_device_name(self.device)
        if self.device.type == "mps":
            return "Apple GPU"
        num_threads = torch.get_num_threads()
        return f"CPU, {num_threads} thread{'s' if num_threads > 1 else ''}"


def choose_device(device: str = "auto", precision: str = "auto") -> DeviceChoice:
    """Return the device and precision that were asked for, or the quickest ones for "auto"."""
    chosen, why_device = _choose_device(device)
    chosen_precision, why_precision = _choose_precision(chosen, precision)
    return DeviceChoice(chosen, chosen_precision, f"{why_device}; {why_precision}")


def unused_card() -> str:
    """Return what to do about an NVIDIA card that this build of torch cannot use; empty where there is no such card."""
    if torch.version.cuda or torch.version.hip or not nvidia.card_is_there():
        return ""
    return nvidia.remedy(is_packaged=paths.is_frozen())


def memory_in_use(device: torch.device) -> int:
    """Return the most that the GPU held, or what the process holds now, in bytes."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    return int(psutil.Process().memory_info().rss)


def _choose_device(wanted: str) -> tuple[torch.device, str]:
    if wanted != "auto":
        return _named_device(wanted), f"{wanted} was asked for"
    if torch.cuda.is_available():
        return torch.device("cuda", torch.cuda.current_device()), "CUDA is there"
    if torch.backends.mps.is_available():
        return torch.device("mps"), "no CUDA, but Apple's Metal is there"
    return torch.device("cpu"), "the NVIDIA card needs another edition" if unused_card() else "no GPU was found"


def _named_device(name: str) -> torch.device:
    """Return a device by name, or say which ones this machine has."""
    present = ["cpu"]
    if torch.cuda.is_available():
        present += ["cuda", *(f"cuda:{index}" for index in range(torch.cuda.device_count()))]
    if torch.backends.mps.is_available():
        present.append("mps")
    if name not in present:
        raise DeviceError(
            f"This machine has no device called “{name}”.", remedy=f"Choose auto or one of: {', '.join(present)}."
        )
    return torch.device(name)


def _choose_precision(device: torch.device, wanted: str) -> tuple[str, str]:
    if wanted != "auto":
        if wanted == "fp16" and device.type == "cpu":
            raise DeviceError("Training in fp16 needs a GPU.", remedy="Choose auto, bf16 or float32.")
        return wanted, f"{wanted} was asked for"
    if device.type == "cuda":
        # Before compute capability 8 bf16 is emulated and slow, while fp16 runs on the tensor cores.
        if torch.cuda.get_device_capability(device) >= (8, 0):
            return "bf16", "its tensor cores compute in bf16"
        return "fp16", "its tensor cores compute in fp16"
    if device.type == "mps":
        return "float32", "float32 is the safe choice on Metal"
    gain = bf16_gain_on_cpu()
    if gain >= WORTH_A_LOWER_PRECISION:
        return "bf16", f"bf16 ran {gain:.1f} times as fast as float32 here"
    return "float32", f"bf16 {'is no faster than float32' if gain else 'does not work'} on this processor"
