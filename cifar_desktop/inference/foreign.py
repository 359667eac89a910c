"""Weights that say nothing about themselves: those of other programs, recognised by their names and shapes.

Every network of the registry is recognised as it is built there. To recognise one in other forms as well (another
width, another normalisation), write a function that looks at a state and returns what it recognised or None, and
add it to `RECOGNISERS`.
"""

import contextlib
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor, nn

from cifar_desktop.errors import WeightsError
from cifar_desktop.inference.assumptions import CIFAR10_MEAN, CIFAR10_STD, assumed_class_names
from cifar_desktop.inference.state_check import NUM_NAMED, State, fitting_state, meta_model, refuse_odd_tensors
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.models.features import last_layer
from cifar_desktop.models.pretrained_files import IMAGENET_MEAN, IMAGENET_STD
from cifar_desktop.models.registry import MODELS, model_spec

# Under which name training programs keep the weights, in the order in which they are tried.
_WRAPPERS = (
    "state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params",
    "model_ema", "state_dict_ema", "ema_state_dict", "ema",
)  # fmt: skip
_MAX_DEPTH = 4
_MOST_LISTED = 32
_MOST_CLASSES = 100_000  # each gets a name; the largest public data sets have 22,000
# Parts of names that come from wrapping a network or a piece of it: DataParallel, torch.compile, FSDP.
_OF_WRAPPERS = frozenset({"module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"})
_BESIDE_WEIGHTS = frozenset({"n_averaged"})  # the counter of torch.optim.swa_utils.AveragedModel
# Of the public checkpoints of a network, by its class, where it is not that of the data set.
_USUAL_NORMALISATION = {"ResNet": (IMAGENET_MEAN, IMAGENET_STD)}
_ALIKE = 0.5  # the share of names and shapes from which on weights are taken for those of a network


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
    state = unwrapped(content)
    refuse_odd_tensors(state)
    info, bare = recognised(state)
    return info, fitting_state(bare, info)


def recognised(state: State) -> tuple[WeightsInfo, State]:
    """Return what is assumed about weights of a network that is told by its names and shapes, and their bare names."""
    for bare in bared(state):
        found = next((found for recogniser in RECOGNISERS if (found := recogniser(bare))), None)
        if found:
            break
    else:
        first = ", ".join(list(state)[:NUM_NAMED])
        raise WeightsError(
            f"The weights are of no network that this program knows; the first are {first}.",
            remedy=f"It reads the weights of {', '.join(spec.title for spec in MODELS.values())}.",
        )
    if found.num_classes > _MOST_CLASSES:
        raise WeightsError(
            f"The weights tell {found.num_classes:,} classes apart; at most {_MOST_CLASSES:,} can be named.",
            remedy="Choose other weights.",
        )
    info = WeightsInfo(
        architecture=found.architecture,
        options=found.options,
        class_names=assumed_class_names(found.num_classes),
        mean=found.mean,
        std=found.std,
        input_size=model_spec(found.architecture).input_size,
    )
    return info, bare


def unwrapped(content: Any) -> State:
    """Return the table of tensors in what was saved, however many tables it is wrapped in."""
    state = _find_state(content, depth=0)
    if state is None:  # it may lie under a name of its maker's own; an optimizer's tables hold theirs further down
        found = [_find_state(each, depth=1) for each in _listed(content)]
        state = max((each for each in found if each and len(each) > 1), key=len, default=None)
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
    items = content.items()
    return {key: value for key, value in items if isinstance(key, str) and isinstance(value, Tensor)} or None


def _listed(content: Any) -> list[Any]:
    """Return the first things that a table or a list holds."""
    things = content.values() if isinstance(content, Mapping) else content if isinstance(content, list | tuple) else ()
    return list(itertools.islice(things, _MOST_LISTED))


def bared(state: Mapping[str, Tensor]) -> Iterator[State]:
    """Yield the state without what wrappers put into its names, then without what else all names begin with."""
    bare = {key: tensor for key, tensor in state.items() if key not in _BESIDE_WEIGHTS}
    short = {".".join(part for part in key.split(".") if part not in _OF_WRAPPERS): key for key in bare}
    if len(short) == len(bare):
        bare = {key: bare[long] for key, long in short.items()}
    yield bare
    for _ in range(_MAX_DEPTH):
        beginnings = {key.partition(".")[:2] for key in bare}
        if len(beginnings) != 1 or "." not in beginnings.pop():
            return
        bare = {key.partition(".")[2]: tensor for key, tensor in bare.items()}
        yield bare


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


def _registered(state: Mapping[str, Tensor]) -> Recognised | None:
    """Recognise any network of the registry, by its names and shapes; the most alike wins."""
    best, most_alike = None, _ALIKE
    for architecture, spec in MODELS.items():
        if spec.pretrained and not any(key.startswith("backbone.") for key in state):
            continue  # to build one of these takes seconds
        with contextlib.suppress(WeightsError):  # it needs something that this machine has not
            num_classes = _classes_of(state, meta_model(architecture, {}, 2))
            alike = _likeness(state, meta_model(architecture, {}, num_classes).state_dict()) if num_classes else 0.0
            if alike > most_alike:
                usual = _USUAL_NORMALISATION.get(spec.class_name, (CIFAR10_MEAN, CIFAR10_STD))
                mean, std = spec.mean or usual[0], spec.std or usual[1]
                best = Recognised(architecture=architecture, num_classes=num_classes, mean=mean, std=std)
                most_alike = alike
        if most_alike == 1:
            break
    return best


def _classes_of(state: Mapping[str, Tensor], model: nn.Module) -> int:
    """Return how many classes the head tells apart, where the state has this network's head; otherwise 0."""
    layer = last_layer(model)
    name = next(name for name, module in model.named_modules() if module is layer)
    head = state.get(f"{name}.weight")
    return len(head) if head is not None and head.ndim == 2 else 0


def _likeness(state: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> float:
    """Return the share of names that both have in the same shape, counters of batches left out."""
    shapes = [
        {key: tensor.shape for key, tensor in each.items() if not key.endswith(".num_batches_tracked")}
        for each in (state, expected)
    ]
    return len(shapes[0].items() & shapes[1].items()) / max(1, len(shapes[0].keys() | shapes[1].keys()))


RECOGNISERS: tuple[Callable[[Mapping[str, Tensor]], Recognised | None], ...] = (_resnet9, _registered)
