"""What this computer can train on, as far as it is known; knows no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from cifar_desktop.training.config_help import CHOICES
from cifar_desktop.ui.widgets.choice import Choice

AUTO, CPU = "auto", "cpu"
NEEDS_A_GPU = "Training in fp16 needs a GPU."


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The devices of a computer.

    Attributes:
        devices: name and title of each, such as ("cuda:0", "NVIDIA …"), the CPU among them or not.
        reason: why "auto" takes what it takes.
        is_known: whether the engine has looked; before that there may be more.
    """

    devices: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    is_known: bool = False

    def device_choices(self, wanted: str) -> list[Choice]:
        """Return automatic, the CPU, what else there is, and `wanted` even where it is missing."""
        titles = {AUTO: "Automatic", CPU: "CPU"} | {name: title for name, title in self.devices if name != AUTO}
        if wanted not in titles:
            titles[wanted] = wanted if self._may_have(wanted) else f"{wanted} (not here)"
        about = {
            AUTO: _as_sentence(self.reason) or "A GPU where there is one, else the CPU.",
            CPU: "Every computer has it.",
        }
        return [Choice(value=name, title=title, text=about.get(name, title)) for name, title in titles.items()]

    def note(self, device: str) -> str:
        """Return what is to be said about a choice of device: why automatic takes what it takes."""
        return _as_sentence(self.reason) if device == AUTO else ""

    def precision_choices(self, device: str) -> list[Choice]:
        """Return the number formats; those that the device has not say why."""
        return [
            Choice(value=name, title=each.title, text=each.text, why_not=self.precision_problem(device, name))
            for name, each in CHOICES["precision"].items()
        ]

    def device_problem(self, device: str) -> str:
        """Return why there can be no training on `device`; empty where there can, or nobody knows yet."""
        if self._may_have(device):
            return ""
        return f"This computer has no device called “{device}”: choose another, such as Automatic."

    def precision_problem(self, device: str, precision: str) -> str:
        """Return why `device` does not train in `precision`; empty where it does, or nobody knows yet."""
        return NEEDS_A_GPU if precision == "fp16" and self._is_cpu(device) else ""

    def _may_have(self, device: str) -> bool:
        present = [name for name, _ in self.devices]
        if device in (AUTO, CPU, *present) or not self.is_known:
            return True
        return device == "cuda" and any(name.startswith("cuda:") for name in present)

    def _is_cpu(self, device: str) -> bool:
        if device != AUTO:
            return device == CPU
        return self.is_known and not self._gpus()

    def _gpus(self) -> Sequence[str]:
        return [name for name, _ in self.devices if name not in (AUTO, CPU)]


def _as_sentence(words: str) -> str:
    """Return the engine's reason with a large first letter and a full stop."""
    return words[:1].upper() + words[1:] + ("" if not words or words.endswith(".") else ".")
