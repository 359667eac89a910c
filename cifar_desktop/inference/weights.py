"""Weights files: safetensors with a description inside; those of other programs are read as well.

A file is never trusted: nothing in it is executed, and it is compared with the network that it claims to be of
before that network takes any memory.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor, nn

from cifar_desktop.atomic_files import is_there
from cifar_desktop.errors import WeightsError
from cifar_desktop.inference.foreign import read_foreign, recognised
from cifar_desktop.inference.safetensors_header import SafetensorsHeader, read_header
from cifar_desktop.inference.safetensors_writer import write_tensors
from cifar_desktop.inference.state_check import State, fitting_layout, fitting_state, meta_model
from cifar_desktop.inference.torch_file import MAX_FILE_BYTES, is_torch_file, read_torch_file, refuse_size
from cifar_desktop.inference.weights_info import WeightsInfo, info_from_json

METADATA_KEY = "cifar_desktop"
LARGE_BYTES = 64 * 1024**2  # from here on names and shapes are judged before the values are read


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The values of a network, and what is known about them.

    Attributes:
        info: what the file says, or what was assumed in its place.
        state: name -> tensor on the CPU, as stored: half-precision files stay so until `build_model`.
        assumed: the fields of `info` that the file does not state; empty for a file of this program.
    """

    info: WeightsInfo
    state: State
    assumed: tuple[str, ...] = ()


def write_weights(destination: Path, state: Mapping[str, Tensor], info: WeightsInfo) -> None:
    """Write a weights file whole or not at all; a file of that name stays until the new one is on the disk."""
    kept = f"The older “{destination.name}” is unchanged." if is_there(destination) else "Nothing was written."
    # Copies: a training goes on, and changes its own.
    copies = {key: tensor.detach().cpu().clone(memory_format=torch.contiguous_format) for key, tensor in state.items()}
    try:
        fitting_state(copies, info)
    except WeightsError as error:
        raise WeightsError(error.what, kept=kept, remedy=error.remedy) from error
    try:
        write_tensors(destination, copies, {"format": "pt", METADATA_KEY: info.as_json()})
    except OSError as error:
        raise WeightsError(
            f"The weights could not be written to “{destination}”: {error.strerror or error}.",
            kept=kept,
            remedy="Free some space, or choose a folder that exists and that you may write to.",
        ) from error


def read_weights(path: Path) -> Weights:
    """Return the weights of a file of this program, or of a safetensors or PyTorch file of another one."""
    with refusals_by_name(path):
        _refuse_other_than_file(path)
        start = start_of(path)
        if is_safetensors(start):
            return _read_safetensors(path)
        if is_torch_file(path, start):
            return _foreign(read_torch_file(path))
    raise WeightsError(
        f"“{path}” is not a weights file.", remedy="Choose a .safetensors file, or a .pth, .pt or .th file of PyTorch."
    )


@contextlib.contextmanager
def refusals_by_name(path: Path) -> Iterator[None]:
    """Have whatever keeps a file of weights from being read begin with its name."""
    try:
        yield
    except WeightsError as error:
        raise WeightsError(f"“{path}” cannot be used. {error.what}", kept=error.kept, remedy=error.remedy) from error
    except OSError as error:
        raise WeightsError(
            f"“{path}” cannot be read: {error.strerror or error}.", remedy="Check the file and that you may read it."
        ) from error


def start_of(path: Path) -> bytes:
    """Return the bytes by which `is_safetensors` and `is_torch_file` know a file; raises OSError."""
    with path.open("rb") as stream:
        return stream.read(16)


def is_safetensors(start: bytes) -> bool:
    """Tell whether a file begins as one of safetensors does: with the length of the header, in 8 bytes, and JSON."""
    return start[8:9] == b"{"


def build_model(weights: Weights) -> nn.Module:
    """Return the network with these weights, in float32, on the CPU and ready to predict.

    It is filled without being initialised first: random numbers drawn here would change a training that runs
    beside it.
    """
    model = meta_model(weights.info.architecture, weights.info.options, len(weights.info.class_names))
    wanted = model.state_dict()
    state = {key: _laid_out(tensor, wanted[key].dtype) for key, tensor in weights.state.items()}
    model.load_state_dict(state, assign=True)
    return model.eval()


def _laid_out(tensor: Tensor, dtype: torch.dtype) -> Tensor:
    """Return a copy as convolutions compute with it quickest: channels last, half as quick again on a processor."""
    memory_format = torch.channels_last if tensor.ndim == 4 else torch.contiguous_format
    return tensor.to(dtype, copy=True, memory_format=memory_format)


def _refuse_other_than_file(path: Path) -> None:
    """Say why `path` cannot be a file of weights, as far as that shows from outside."""
    if path.is_dir():
        raise WeightsError("It is a folder.", remedy="Choose the weights file inside it.")
    if not path.exists():
        raise WeightsError("There is no such file.", remedy="Check the name, or choose another file.")
    if not path.is_file():
        raise WeightsError("It is not an ordinary file.", remedy="Choose another one.")  # a pipe would never end
    size = path.stat().st_size
    if size == 0:
        raise WeightsError("The file is empty.", remedy="Copy or download it again.")
    if size > MAX_FILE_BYTES:
        raise refuse_size(size)


def _read_safetensors(path: Path) -> Weights:
    """Return the weights of a safetensors file, with this program's description in it or without."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            header = read_header(stream, size)
        if size > LARGE_BYTES:
            _judge_layout(header)
        state = safetensors.torch.load(path.read_bytes())
    # An absurd shape is a RuntimeError to torch.
    except (SafetensorError, ValueError, LookupError, TypeError, RuntimeError) as error:
        raise WeightsError(
            f"The file is damaged or was cut short ({error}).", remedy="Copy or download it again."
        ) from error
    document = header.metadata.get(METADATA_KEY)
    if document is None:
        return _foreign(state)
    info = info_from_json(document)
    return Weights(info, fitting_state(state, info))


def _judge_layout(header: SafetensorsHeader) -> None:
    """Refuse what is of no network here before it takes memory: other programs' files may be as large as that."""
    document, layout = header.metadata.get(METADATA_KEY), header.layout()
    info, layout = recognised(layout) if document is None else (info_from_json(document), layout)
    fitting_layout(layout, info)


def _foreign(content: Any) -> Weights:
    """Return the weights of another program, with the note that it names neither classes nor normalisation."""
    info, state = read_foreign(content)
    return Weights(info, state, assumed=("class_names", "mean", "std"))
