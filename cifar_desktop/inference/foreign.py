"""Weights that say nothing about themselves: those of other programs, recognised by their names and shapes.

To teach the program another network, write a function that looks at a state and returns what it recognised or
None, and add it to `RECOGNISERS`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor

from cifar_desktop.errors import WeightsError
from cifar_desktop.inference.state_check import State, fitting_state, refuse_odd_tensors
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.models.registry import MODELS, model_spec

# The only place where a data set's facts stand in the code. Public checkpoints for these pictures carry neither
# class names nor normalisation, and nearly all of those with ten classes are of CIFAR-10, in its usual order; every
# other file gets numbered classes. `Weights.assumed` tells the person that these were not in the file.
CIFAR10_CLASS_NAMES = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
CIFAR10_MEAN = (0.4914, 0.4822, 0.4465)
CIFAR10_STD = (0.2470, 0.2435, 0.2616)

# Under which name training programs keep the weights, in the order in which they are tried.
_WRAPPERS = (
    "state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params",
    "model_ema", "state_dict_ema", "ema_state_dict", "ema",
)  # fmt: skip
_MAX_DEPTH = 4
_PREFIXES = ("module.", "_orig_mod.", "model.", "net.")  # DataParallel, torch.compile, wrappers such as Lightning's
_BESIDE_WEIGHTS = frozenset({"n_averaged"})  # the counter of torch.optim.swa_utils.AveragedModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A network that was told by the names and shapes of its weights.

    Attributes:
        architecture, options: as in the registry.
        num_classes: how many it tells apart.
        mean, std: how the pictures of this family are normalised.
    """

    architecture: str
    num_classes: int
    options: Mapping[str, Any] = field(default_factory=dict)
    mean: tuple[float, float, float] = CIFAR10_MEAN
    std: tuple[float, float, float] = CIFAR10_STD


def read_foreign(content: Any) -> tuple[WeightsInfo, State]:
    """Return the weights found in what a file of another program holds, and what was assumed about them."""
    state = without_prefixes(unwrapped(content))
    refuse_odd_tensors(state)
    recognised = next((found for recogniser in RECOGNISERS if (found := recogniser(state))), None)
    if recognised is None:
        raise WeightsError(
            f"The weights are of no network that this program knows; the first are {', '.join(list(state)[:3])}.",
            remedy=f"It reads the weights of {' and '.join(spec.title for spec in MODELS.values())}.",
        )
    info = WeightsInfo(
        architecture=recognised.architecture,
        options=recognised.options,
        class_names=assumed_class_names(recognised.num_classes),
        mean=recognised.mean,
        std=recognised.std,
        input_size=model_spec(recognised.architecture).input_size,
    )
    return info, fitting_state(state, info)


def unwrapped(content: Any) -> State:
    """Return the table of tensors in what was saved, however many tables it is wrapped in."""
    state = _find_state(content, depth=0)
    if state is None:
        raise WeightsError(
            "There are no weights in it.", remedy="Choose a file that holds a state_dict: names and tensors."
        )
    return state


def _find_state(content: Any, depth: int) -> State | None:
    """Return the innermost table of tensors; `depth` ends a search in a table that holds itself."""
    if not isinstance(content, Mapping) or depth > _MAX_DEPTH:
        return None
    for key in _WRAPPERS:
        found = _find_state(content.get(key), depth + 1)
        if found is not None:
            return found
    return {str(key): value for key, value in content.items() if isinstance(value, Tensor)} or None


def without_prefixes(state: Mapping[str, Tensor]) -> State:
    """Return the state without what training wrappers put before every name."""
    bare = {key: tensor for key, tensor in state.items() if key not in _BESIDE_WEIGHTS}
    while prefix := next((one for one in _PREFIXES if bare and all(key.startswith(one) for key in bare)), None):
        bare = {key.removeprefix(prefix): tensor for key, tensor in bare.items()}
    return bare


def assumed_class_names(num_classes: int) -> tuple[str, ...]:
    """Return names for the classes of a file that names none."""
    if num_classes == len(CIFAR10_CLASS_NAMES):
        return CIFAR10_CLASS_NAMES
    return tuple(f"class {number}" for number in range(num_classes))


def _resnet9(state: Mapping[str, Tensor]) -> Recognised | None:
    """Recognise ResNet-9 of any width; a head at position 3 instead of 2 has a dropout before it."""
    heads = [found[1] for key in state if (found := re.fullmatch(r"classifier\.([23])\.weight", key))]
    first = state.get("conv1.0.weight")
    if first is None or first.ndim != 4 or "res2.1.0.weight" not in state or len(heads) != 1:
        return None
    head = state[f"classifier.{heads[0]}.weight"]
    if head.ndim != 2 or not len(head) or not len(first):
        return None
    width = len(first)
    named = {spec.options.get("width", 64): name for name, spec in MODELS.items() if spec.class_name == "ResNet9"}
    options: dict[str, Any] = {} if width in named else {"width": width}
    if heads[0] == "3":
        options["dropout"] = 0.2  # how much was dropped is not in the file; it matters in training only
    return Recognised(architecture=named.get(width, "resnet9"), num_classes=len(head), options=options)


RECOGNISERS: tuple[Callable[[Mapping[str, Tensor]], Recognised | None], ...] = (_resnet9,)
