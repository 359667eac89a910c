"""One training step: forward, backward, and the optimizer's move."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from cifar_desktop.training.averaging import WeightAverage
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.device import DeviceChoice
from cifar_desktop.training.distributed import Team
from cifar_desktop.training.optim import build_optimizer, set_learning_rate, skip_step_where


class Learner:
    """A network with what moves its weights; knows nothing of epochs, files or people.

    Attributes:
        model: the network itself, float32 and channels-last on the device.
        optimizer: moves its weights.
        average: the running mean of its weights, where the config wants one.
    """

    def __init__(self, model: nn.Module, config: TrainConfig, choice: DeviceChoice, team: Team) -> None:
        self.model = choice.placed(model)
        self.optimizer = build_optimizer(self.model, config)
        self.average = WeightAverage(self.model, config.ema_decay) if config.ema_decay else None
        self._joined = team.joined(self.model)
        self._config = config
        self._device = choice.device
        self._autocast_dtype = choice.autocast_dtype
        self._scaler = torch.amp.GradScaler(choice.device.type, enabled=choice.precision == "fp16")
        self._broken = torch.zeros((), device=choice.device)

    @property
    def to_evaluate(self) -> nn.Module:
        """Return the network whose answers count: the running mean where there is one."""
        return self.average.model if self.average else self.model

    @property
    def skips_broken_steps(self) -> bool:
        """Tell whether a step with a loss that is no number is left out on the device, without anybody looking."""
        if self._device.type != "cuda":  # Metal's fused kernels refuse it, and a CPU is looked at every step anyway
            return False
        return self._scaler.is_enabled() or bool(self.optimizer.defaults.get("fused"))

    def look(self, pictures: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Do the forward and backward pass of a batch; return its mean loss and share of right answers, detached.

        Targets are labels, or each class's share; the right answer is then the class with the largest.
        """
        self._joined.train()
        with torch.autocast(self._device.type, dtype=self._autocast_dtype, enabled=self._autocast_dtype is not None):
            logits = self._joined(pictures)
        loss = functional.cross_entropy(logits.float(), targets, label_smoothing=self._config.label_smoothing)
        self.optimizer.zero_grad(set_to_none=self._device.type != "cpu")  # there they stay where they lie: see heap.py
        self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            labels = targets if targets.ndim == 1 else targets.argmax(dim=1)
            right = (logits.argmax(dim=1) == labels).float().mean()
        return loss.detach(), right

    def move(self, step: int, learning_rate: float, loss: Tensor) -> None:
        """Move the weights along the gradients of the last `look`.

        On a GPU the move is left out while `loss`, that of all processes together, is no number.
        """
        set_learning_rate(self.optimizer, learning_rate)
        if self._config.clip_norm:
            self._scaler.unscale_(self.optimizer)
            nn.utils.clip_grad_norm_(self.model.parameters(), self._config.clip_norm)
        if self.skips_broken_steps and not self._scaler.is_enabled():
            self._broken.copy_(torch.maximum(self._broken, (~torch.isfinite(loss)).float()))
            skip_step_where(self.optimizer, self._broken)
        self._scaler.step(self.optimizer)
        self._scaler.update()
        if self.average:
            self.average.update(step)

    def state(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """Return everything that the next step depends on, as tensors by name and as plain values."""
        tensors = {f"model/{key}": value for key, value in self.model.state_dict().items()}
        if self.average:
            tensors |= {f"average/{key}": value for key, value in self.average.model.state_dict().items()}
        for index, slots in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer/{index}/{key}": value for key, value in slots.items() if value is not None}
        tensors["random/cpu"] = torch.get_rng_state()
        if self._device.type == "cuda":
            tensors["random/cuda"] = torch.cuda.get_rng_state(self._device)
        return tensors, {"scaler": self._scaler.state_dict()}

    def restore(self, tensors: Mapping[str, Tensor], values: Mapping[str, Any]) -> None:
        """Go back to a state that `state` returned; raise LookupError, ValueError or RuntimeError otherwise."""
        self.model.load_state_dict(_below("model/", tensors))
        if self.average:
            self.average.model.load_state_dict(_below("average/", tensors))
        slots: dict[int, dict[str, Tensor]] = {}
        for name, value in _below("optimizer/", tensors).items():
            index, key = name.split("/")
            slots.setdefault(int(index), {})[key] = self._laid_out_as_parameter(int(index), value)
        self._check_slots(slots)
        groups = self.optimizer.state_dict()["param_groups"]
        self.optimizer.load_state_dict({"state": slots, "param_groups": groups})
        if self._scaler.is_enabled():
            self._scaler.load_state_dict(dict(values["scaler"]))
        torch.set_rng_state(tensors["random/cpu"])
        if self._device.type == "cuda" and "random/cuda" in tensors:
            torch.cuda.set_rng_state(tensors["random/cuda"], self._device)

    def _check_slots(self, slots: Mapping[int, Mapping[str, Tensor]]) -> None:
        """Refuse an optimizer's memory that lacks something of some parameters; it has the same of all or nothing."""
        number = sum(len(group["params"]) for group in self.optimizer.param_groups)
        if slots and (set(slots) != set(range(number)) or len({frozenset(slot) for slot in slots.values()}) > 1):
            raise ValueError("the optimizer's memory is not whole")

    def is_broken(self) -> bool:
        """Tell whether a weight or anything that moves it is no number any more."""
        tensors, _ = self.state()
        return not all(bool(torch.isfinite(value).all()) for value in tensors.values() if value.is_floating_point())

    def _laid_out_as_parameter(self, index: int, value: Tensor) -> Tensor:
        """Return an optimizer's tensor in its parameter's memory format: fused kernels walk both in one go."""
        parameter = [p for group in self.optimizer.param_groups for p in group["params"]][index]
        if not value.ndim:  # a count of steps
            return value
        if value.shape != parameter.shape:
            raise ValueError(f"the optimizer's memory of parameter {index} has another shape")
        return torch.empty_like(parameter, requires_grad=False).copy_(value)


def _below(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors whose names begin with `prefix`, without it."""
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
