"""Whether weights fit a network: their names, shapes and values, judged before the network takes any memory."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from cifar_desktop.errors import ConfigError, WeightsError
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.models.features import last_layer
from cifar_desktop.models.registry import model_spec

State = dict[str, Tensor]
NUM_NAMED = 3  # how many keys a message names
_PLAIN_TYPES = (torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int32, torch.int64)


def meta_model(architecture: str, options: Mapping[str, Any], num_classes: int) -> nn.Module:
    """Return the network without its values: it takes no memory and draws no random numbers."""
    try:
        spec = model_spec(architecture)
    except ConfigError as error:
        raise WeightsError(
            f"The weights are of a network called “{architecture}”, which this program does not have.",
            remedy="They may have been made by a newer version: update this program.",
        ) from error
    try:
        with torch.device("meta"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch's, of layers without a single weight: no file fits such a network
            return spec.build(num_classes, **options)
    except Exception as error:  # the options come from the file and may be anything
        raise WeightsError(
            f"The weights name settings that the network “{architecture}” cannot be built with: {error}.",
            remedy="The file is damaged or of another version; choose another one.",
        ) from error


def refuse_odd_tensors(state: Mapping[str, Tensor]) -> None:
    """Refuse tensors that are not plain numbers, one after the other in memory, all of them there.

    A few bytes can claim to be a tensor of any size by repeating one value; it would fill the memory once it is
    converted.
    """
    for key, tensor in state.items():
        plain = tensor.layout == torch.strided and not tensor.is_nested and tensor.device.type == "cpu"
        if not plain or tensor.dtype not in _PLAIN_TYPES:
            raise WeightsError(
                f"{key} is stored in a form that cannot be used here ({str(tensor.dtype).removeprefix('torch.')}).",
                remedy="Choose weights of ordinary floating-point numbers, neither quantised nor sparse.",
            )
        # One with a side of 0 has room for any number on its other sides, and so a network of as many classes.
        if not tensor.numel():
            raise WeightsError(f"{key} is empty.", remedy="Choose other weights.")
        if tensor.numel() * tensor.element_size() > tensor.untyped_storage().nbytes():
            raise WeightsError(f"{key} claims more values than it holds.", remedy="Choose other weights.")


def fitting_state(state: Mapping[str, Tensor], info: WeightsInfo) -> State:
    """Return the weights as the network of `info` takes them, or say why they do not fit."""
    refuse_odd_tensors(state)
    model, complete = fitting_layout(state, info)
    expected = model.state_dict()
    for key, wanted in expected.items():
        _check_values(key, complete[key], wanted)
    _check_rule(info, num_features=last_layer(model).in_features)
    return {key: complete[key].detach() for key in expected}


def fitting_layout(state: Mapping[str, Tensor], info: WeightsInfo) -> tuple[nn.Module, State]:
    """Return the empty network and its weights, completed, or say why their names or shapes do not fit.

    Values are not looked at, so that tensors without any will do.
    """
    architecture, options, class_names = info.architecture, info.options, info.class_names
    model = meta_model(architecture, options, len(class_names))
    _check_input_size(info)
    expected = model.state_dict()
    complete = _with_batch_counters(state, expected)
    _check_keys(complete, expected, architecture)
    other_count = meta_model(architecture, options, len(class_names) + 1).state_dict()
    for key, wanted in expected.items():
        shape, tensor = wanted.shape, complete[key]
        if tensor.shape != shape:
            depends_on_classes = other_count[key].shape != shape
            if depends_on_classes and tensor.shape[1:] == shape[1:]:
                _refuse_class_count(len(tensor), class_names)
            raise WeightsError(
                f"The weights do not fit the network “{architecture}”: {key} has the shape {list(tensor.shape)}, and "
                f"should have {list(shape)}.",
                remedy="Choose weights of that network.",
            )
    return model, complete


def _check_input_size(info: WeightsInfo) -> None:
    """Refuse pictures that the network does not take, and that might fill the memory before that shows."""
    size = model_spec(info.architecture).input_size
    if info.input_size != size:
        raise WeightsError(
            f"The weights ask for pictures of {info.input_size} pixels (input_size), and the network "
            f"“{info.architecture}” takes {size}.",
            remedy="The file is damaged; choose another one.",
        )


def _check_rule(info: WeightsInfo, *, num_features: int) -> None:
    """Refuse a rule for "not sure" that looks at other features than the network has."""
    if info.not_sure and info.not_sure.direction and len(info.not_sure.direction) != num_features:
        raise WeightsError(
            f"The rule for “not sure” looks at {len(info.not_sure.direction)} features, and the network has "
            f"{num_features}.",
            remedy="The file is damaged; choose another one.",
        )


def _with_batch_counters(state: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> State:
    """Add the counters of batches seen, which files from before PyTorch 0.4.1 lack and which prediction ignores."""
    absent = [key for key in expected if key.endswith(".num_batches_tracked") and key not in state]
    return {**state, **{key: torch.zeros((), dtype=torch.int64) for key in absent}}


def _check_keys(state: Mapping[str, Tensor], expected: Mapping[str, Tensor], architecture: str) -> None:
    """Refuse weights of which some are missing, or have no place in the network."""
    missing = [key for key in expected if key not in state]
    extra = [key for key in state if key not in expected]
    if not missing and not extra:
        return
    faults = [f"{_named(keys)} {word}" for keys, word in ((missing, "missing"), (extra, "of no use there")) if keys]
    raise WeightsError(
        f"The weights do not fit the network “{architecture}”: {'; '.join(faults)}.",
        remedy="Choose weights of that network.",
    )


def _named(keys: Sequence[str]) -> str:
    """Return the first few keys and how many more there are, such as "a, b, c and 4 more are"."""
    more = f" and {len(keys) - NUM_NAMED} more" if len(keys) > NUM_NAMED else ""
    return f"{', '.join(keys[:NUM_NAMED])}{more} {'is' if len(keys) == 1 else 'are'}"


def _refuse_class_count(num_classes: int, class_names: Sequence[str]) -> None:
    raise WeightsError(
        f"The weights tell {num_classes} classes apart, but name {len(class_names)}: {_some(class_names)}.",
        remedy="Choose a file whose names fit its weights.",
    )


def _some(class_names: Sequence[str]) -> str:
    return ", ".join(class_names[:NUM_NAMED]) + (", …" if len(class_names) > NUM_NAMED else "")


def _check_values(key: str, tensor: Tensor, expected: Tensor) -> None:
    """Refuse whole numbers where there should be others, and values that are no numbers."""
    if expected.is_floating_point() and not tensor.is_floating_point():
        raise WeightsError(f"{key} holds whole numbers, and needs others.", remedy="Choose other weights.")
    if tensor.is_floating_point() and not bool(tensor.to(torch.float32).isfinite().all()):
        raise WeightsError(
            f"The weights are spoilt: {key} has values that are not finite numbers.",
            remedy="The training that made them went astray; choose other weights.",
        )
    if key.endswith("running_var") and bool((tensor < 0).any()):
        raise WeightsError(
            f"The weights are spoilt: {key} is a variance, and has values below 0.", remedy="Choose other weights."
        )
