"""Writes safetensors piece by piece, so that a disk or a memory that is full says so as any other does.

The library's own writer holds the whole file once more in memory, ends in a panic where that is not to be had, and has
an error of its own for a disk that is full.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from torch import Tensor

from cifar_desktop import atomic_files

_ALIGNMENT = 8  # of the values: whoever maps the file into memory then reads every kind of number in its place
_LENGTH_BYTES = 8
_KINDS = {
    torch.float64: "F64", torch.int64: "I64", torch.float32: "F32", torch.int32: "I32", torch.float16: "F16",
    torch.bfloat16: "BF16", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL",
}  # fmt: skip


def write_tensors(destination: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> None:
    """Write a safetensors file whole or not at all; raises OSError where the system refuses.

    The same tensors and metadata make the same bytes, in whichever order they come.
    """
    atomic_files.write_pieces(destination, _pieces(tensors, metadata))


def _pieces(tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> Iterator[bytes | memoryview]:
    """Yield the header, and then the values of one tensor after the other."""
    names = sorted(tensors, key=lambda name: (-tensors[name].element_size(), name))
    header: dict[str, object] = {"__metadata__": dict(metadata)} if metadata else {}
    end = 0
    for name in names:
        tensor, begin = tensors[name], end
        end += tensor.numel() * tensor.element_size()
        header[name] = {"dtype": _KINDS[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, end]}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    yield len(text).to_bytes(_LENGTH_BYTES, "little") + text
    for name in names:
        yield _values(tensors[name])


def _values(tensor: Tensor) -> memoryview:
    """Return the bytes of a tensor, of any layout and on any device."""
    plain = tensor.detach().cpu().contiguous()
    return plain.reshape(-1).view(torch.uint8).numpy().data
